import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { answering, json } from "./answering.ts";
import { readBody } from "./readBody.ts";

/** The webhook of the action groups: read, take in, answer 202 once everything is stored. */
export function receiveAlert(bridge: () => Promise<Pick<Bridge, "accept">>): HttpHandler {
  return answering(async (request) => {
    const body = await readBody(request);
    const { accept } = await bridge();
    const deliveries = await accept(body, request.params["route"] ?? null);
    return json(202, { deliveries });
  });
}
