import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { InvocationContext, type HttpHandler } from "@azure/functions";

import { authorizedPage, authorizePage } from "../../../functions/authorisationPages.ts";
import type { Authorisation } from "../../../shared/connections/authorisation/authorisation.ts";
import { aRequest } from "../../support/builders/httpRequests.ts";

/** The two pages of the bridge on a port of this machine; `authorisation` may be put together afterwards. */
export async function serveAuthorisationPages(authorisation: () => Authorisation) {
  const bridge = () => Promise.resolve({ authorisation: authorisation() });
  const pages: Readonly<Record<string, HttpHandler>> = {
    authorize: authorizePage(bridge),
    authorized: authorizedPage(bridge),
  };
  const logged: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const [, name = "", verb = ""] = /^\/api\/connections\/([^/]+)\/([a-z]+)/.exec(request.url ?? "") ?? [];
      const handler = pages[verb];
      if (handler === undefined) {
        response.writeHead(404).end();
        return;
      }
      const body = await text(request);
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(
          (entry): entry is [string, string] => typeof entry[1] === "string",
        ),
      );
      delete headers["content-length"];
      const context = new InvocationContext({
        functionName: verb,
        logHandler: (_level, ...args) => void logged.push(args.map(String).join(" ")),
      });
      const answer = (await handler(
        aRequest({
          path: request.url ?? "/",
          params: { name },
          headers,
          ...(request.method === "POST" && { method: "POST", body }),
        }),
        context,
      )) as { status: number; headers: Record<string, string>; body: string };
      response.writeHead(answer.status, answer.headers).end(answer.body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    logged,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
