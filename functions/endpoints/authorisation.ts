import { app } from "@azure/functions";

import type { LazyBridge } from "../../shared/composeLazily.ts";
import { authoriseWithPassword, beginAuthorisation, showAuthorisation } from "../authorisation.ts";
import { authorizedPage, authorizePage } from "../authorisationPages.ts";
import { keyed } from "./keyed.ts";

/** How a connection gets access: begun with a function key, and pages for the browser of whoever signs in. */
export function registerAuthorisation(bridge: LazyBridge["get"], signIn: boolean): void {
  const one = "api/connections/{name}";
  keyed("POST", `${one}/authorization`, "beginAuthorisation", beginAuthorisation(bridge, signIn));
  keyed("GET", `${one}/authorization/{id}`, "showAuthorisation", showAuthorisation(bridge));
  keyed(
    "POST",
    `${one}/authorization/password`,
    "authoriseWithPassword",
    authoriseWithPassword(bridge, signIn),
  );
  // For a browser that has a link; ServiceNow sends it back without any key.
  app.http("authorizePage", {
    route: `${one}/authorize`,
    methods: ["GET", "POST"],
    authLevel: "anonymous",
    handler: authorizePage(bridge),
  });
  app.http("authorizedPage", {
    route: `${one}/authorized`,
    methods: ["GET"],
    authLevel: "anonymous",
    handler: authorizedPage(bridge),
  });
}
