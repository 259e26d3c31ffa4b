import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";

import { httpProblem } from "../shared/failures/httpProblem.ts";

/** How long a sender is asked to wait before it repeats. Azure Monitor has its own schedule; others keep to this. */
const retryAfterSeconds = 5;

type Answer = (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>;

/**
 * Every HTTP handler goes through here: with HTTP streaming a handler that throws would leave its caller hanging, and
 * a 500 would lose an alert, because Azure Monitor does not repeat after it.
 */
export function answering(handler: Answer): HttpHandler {
  return catching(handler, (error, context) => {
    const { status, headers, body } = httpProblem(error);
    const log = body.code === "UNEXPECTED" ? error : body.detail;
    if (status >= 500) {
      const { code, title, resolution, documentation } = body;
      context.error(`http.refused ${code}`, log, `${title}. ${resolution} (${documentation})`);
    }
    const retryAfter = status === 503 ? { "retry-after": String(retryAfterSeconds) } : {};
    return { status, headers: { ...retryAfter, ...headers }, body: JSON.stringify(body) };
  });
}

/** A handler that never throws: `refused` says what is answered then. */
export function catching(
  handler: Answer,
  refused: (error: unknown, context: InvocationContext) => HttpResponseInit | Promise<HttpResponseInit>,
): HttpHandler {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      return refused(error, context);
    }
  };
}

/** A JSON answer that is never cached. */
export function json(status: number, body: unknown): HttpResponseInit {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
    body: JSON.stringify(body),
  };
}
