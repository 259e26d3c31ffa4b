import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { answering, json } from "./answering.ts";
import { isDryRun } from "./isDryRun.ts";
import { operatorOf } from "./operatorOf.ts";
import { readJson } from "./readJson.ts";

type Actions = () => Promise<Pick<Bridge, "deadLetters">>;

/** One dead letter's message into the queue again: 202. With `?dryRun=true` only what would be sent: 200. */
export function replayDeadLetter(bridge: Actions, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    const body = await readJson(request);
    const { deadLetters } = await bridge();
    const id = request.params["id"] ?? "";
    if (isDryRun(request)) return json(200, await deadLetters.rehearse(id, body));
    return json(202, await deadLetters.replay(id, operatorOf(request, isSignInOn), body));
  });
}

/** Those of all that a filter finds, page by page: 202. With `?dryRun=true` only what would be sent: 200. */
export function replayDeadLetters(bridge: Actions, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    const body = await readJson(request);
    const { deadLetters } = await bridge();
    if (isDryRun(request)) return json(200, await deadLetters.rehearseMany(body));
    return json(202, await deadLetters.replayMany(operatorOf(request, isSignInOn), body));
  });
}

export function discardDeadLetter(bridge: Actions, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    const body = await readJson(request);
    const { deadLetters } = await bridge();
    return json(
      200,
      await deadLetters.discard(request.params["id"] ?? "", operatorOf(request, isSignInOn), body),
    );
  });
}

export function discardDeadLetters(bridge: Actions, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    const body = await readJson(request);
    const { deadLetters } = await bridge();
    return json(200, await deadLetters.discardMany(operatorOf(request, isSignInOn), body));
  });
}
