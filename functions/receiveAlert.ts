import type { HttpHandler, HttpRequest, HttpResponseInit } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { BridgeError } from "../shared/failures/bridgeError.ts";
import { httpProblem } from "../shared/failures/httpProblem.ts";
import { makeAdmission } from "./admission.ts";
import { answering, json } from "./answering.ts";
import { deadlineIn } from "./deadline.ts";
import { readBody } from "./readBody.ts";

/**
 * For everything: the body's arrival, the start of the bridge, and storing. Azure Monitor waits about 10 s; a sender that is
 * told 503 early repeats, one that is kept waiting may give up.
 */
const answerWithinMs = 2_500;

/** The webhook of the action groups: read, take in, answer 202 once everything is stored. */
export function receiveAlert(bridge: () => Promise<Pick<Bridge, "accept">>): HttpHandler {
  const admit = makeAdmission();
  return answering(async (request) => {
    if (request.method !== "POST") return methodNotAllowed(request.method);
    const leave = admit(request);
    try {
      return await takeIn(bridge, request);
    } finally {
      leave();
    }
  });
}

async function takeIn(
  bridge: () => Promise<Pick<Bridge, "accept">>,
  request: HttpRequest,
): Promise<HttpResponseInit> {
  const deadline = deadlineIn(answerWithinMs);
  try {
    const body = await deadline.before(
      readBody(request, deadline.signal),
      () => new BridgeError("ALERT_TOO_SLOW", `Not all of it had come after ${answerWithinMs} ms`),
    );
    const { accept } = await deadline.before(
      bridge(),
      () => new BridgeError("BRIDGE_STARTING", "Storage has not answered yet"),
    );
    // An empty last part of the path is none.
    const route = request.params["route"];
    const deliveries = await deadline.before(
      accept(body, route === undefined || route === "" ? null : route, deadline.signal),
      () => new BridgeError("STORAGE_UNAVAILABLE", "Storage has not answered in time"),
    );
    return json(202, { deliveries });
  } finally {
    deadline.clear();
  }
}

/** Not 404: a sender with a wrong method must not think that the address is wrong. */
function methodNotAllowed(method: string): HttpResponseInit {
  const { status, headers, body } = httpProblem(
    new BridgeError("METHOD_NOT_ALLOWED", `${method} is not POST`),
  );
  return { status, headers: { ...headers, allow: "POST" }, body: JSON.stringify(body) };
}
