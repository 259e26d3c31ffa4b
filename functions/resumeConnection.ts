import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { answering, json } from "./answering.ts";
import { operatorOf } from "./operatorOf.ts";

/** Ends the rest of a connection: the next message tries it. */
export function resumeConnection(
  bridge: () => Promise<Pick<Bridge, "pacing">>,
  isSignInOn: boolean,
): HttpHandler {
  return answering(async (request) => {
    const { pacing } = await bridge();
    return json(200, await pacing.resume(request.params["name"] ?? "", operatorOf(request, isSignInOn)));
  });
}
