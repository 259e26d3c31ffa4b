import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { BridgeError } from "../shared/failures/bridgeError.ts";
import { answering, json } from "./answering.ts";
import { readBody } from "./readBody.ts";

/** Azure Monitor waits about 10 s; a sender that is told 503 early repeats, one that is kept waiting may give up. */
const longestStartMs = 2_500;

/** The webhook of the action groups: read, take in, answer 202 once everything is stored. */
export function receiveAlert(bridge: () => Promise<Pick<Bridge, "accept">>): HttpHandler {
  return answering(async (request) => {
    const body = await readBody(request);
    const { accept } = await startedSoon(bridge());
    const deliveries = await accept(body, request.params["route"] ?? null);
    return json(202, { deliveries });
  });
}

/** Throws BridgeError BRIDGE_STARTING. */
async function startedSoon<T>(start: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const late = () => reject(new BridgeError("BRIDGE_STARTING", "Storage has not answered yet"));
    timer = setTimeout(late, longestStartMs);
  });
  try {
    return await Promise.race([start, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
