import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { answering, json } from "./answering.ts";
import { operatorOf } from "./operatorOf.ts";
import { readJson } from "./readJson.ts";
import { reasonOf } from "./reasonOf.ts";

/** Ends the rest of a connection: the next message tries it. The body may say why: `{"reason": "…"}`. */
export function resumeConnection(
  bridge: () => Promise<Pick<Bridge, "pacing">>,
  isSignInOn: boolean,
): HttpHandler {
  return answering(async (request) => {
    const reason = reasonOf(await readJson(request));
    const { pacing } = await bridge();
    const who = operatorOf(request, isSignInOn);
    return json(200, await pacing.resume(request.params["name"] ?? "", { who, reason }));
  });
}
