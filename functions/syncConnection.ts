import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { answering, json } from "./answering.ts";
import { operatorOf } from "./operatorOf.ts";
import { readJson } from "./readJson.ts";

/** Reads what an instance is configured with, and answers when that is over. */
export function syncConnection(
  bridge: () => Promise<Pick<Bridge, "care">>,
  isSignInOn: boolean,
): HttpHandler {
  return answering(async (request) => {
    await readJson(request);
    const { care } = await bridge();
    return json(200, await care.sync(request.params["name"] ?? "", operatorOf(request, isSignInOn)));
  });
}
