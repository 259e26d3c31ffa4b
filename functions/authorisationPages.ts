import type { HttpHandler, HttpRequest, HttpResponseInit } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import type { Visitor } from "../shared/connections/authorisation/signIn.ts";
import { BridgeError } from "../shared/failures/bridgeError.ts";
import { catching } from "./answering.ts";
import { readBody } from "./readBody.ts";

// Read when the first page is asked for: they are no part of taking alerts in.
const pages = () => import("./pages/authorisationPages.ts");

type Parts = () => Promise<Pick<Bridge, "authorisation">>;

/** The page behind a link, and what its button posts. */
export function authorizePage(bridge: Parts): HttpHandler {
  return showing(async (request) => {
    const name = request.params["name"] ?? "";
    const [{ authorisation }, { askPage, goingPage }] = await Promise.all([bridge(), pages()]);
    if (request.method === "GET" || request.method === "HEAD") {
      const ticket = request.query.get("ticket") ?? "";
      return askPage(await authorisation.viewLink(name, visitorOf(request, { ticket })), ticket);
    }
    const form = new URLSearchParams(await readBody(request));
    const visitor = visitorOf(request, { ticket: form.get("ticket"), again: form.get("again") });
    return goingPage(await authorisation.beginSignIn(name, visitor));
  });
}

/** Where ServiceNow sends the browser back to. */
export function authorizedPage(bridge: Parts): HttpHandler {
  return showing(async (request) => {
    const { query, params } = request;
    const [{ authorisation }, { finishedPage }] = await Promise.all([bridge(), pages()]);
    const brought = {
      state: query.get("state"),
      code: query.get("code"),
      error: query.get("error"),
      errorDescription: query.get("error_description"),
    };
    return finishedPage(await authorisation.finishSignIn(params["name"] ?? "", brought, visitorOf(request)));
  });
}

/** As `answering`, for people: a failure is a page. Neither logs an address: a ticket or a code may be in it. */
function showing(handler: (request: HttpRequest) => Promise<HttpResponseInit>): HttpHandler {
  return catching(handler, async (error, context) => {
    const isKnown = error instanceof BridgeError;
    const problem = isKnown ? error : new BridgeError("UNEXPECTED", "The bridge's log has what it was");
    if (problem.entry.httpStatus >= 500) {
      context.error(`http.refused ${problem.code}`, isKnown ? problem.detail : error);
    }
    return (await pages()).problemPage(problem);
  });
}

function visitorOf(
  { headers }: HttpRequest,
  shown: { readonly ticket?: string | null; readonly again?: string | null } = {},
): Visitor {
  const cookies = new Map(
    (headers.get("cookie") ?? "").split(";").map((pair): [string, string] => {
      const [name = "", ...value] = pair.split("=");
      return [name.trim(), value.join("=").trim()];
    }),
  );
  return { ticket: shown.ticket ?? null, again: shown.again ?? null, cookie: (name) => cookies.get(name) };
}
