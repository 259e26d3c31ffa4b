import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { answering, json } from "./answering.ts";
import { operatorOf } from "./operatorOf.ts";
import { readJson } from "./readJson.ts";

/** Removes what belongs to a subscription or contains a text, and says what it could not reach: 200. */
export function erase(bridge: () => Promise<Pick<Bridge, "erase">>, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    const body = await readJson(request);
    const { erase: run } = await bridge();
    return json(200, await run(operatorOf(request, isSignInOn), body));
  });
}
