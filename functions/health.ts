import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { BridgeError } from "../shared/failures/bridgeError.ts";
import { answering, json } from "./answering.ts";

/** Alive: the process answers. Says nothing about storage or ServiceNow. */
export function health(): HttpHandler {
  return answering(() => Promise.resolve(json(200, { status: "alive" })));
}

/** Ready: storage and queue are reachable; says how the connection is, too. 503 if alerts could not be taken in. */
export function ready(bridge: () => Promise<Pick<Bridge, "readiness">>): HttpHandler {
  return answering(async () => {
    const readiness = await bridge().then(
      (made) => made.readiness(),
      (error: unknown) => ({
        status: "notReady" as const,
        checks: [{ name: "start", status: "failed" as const, detail: detailOf(error) }],
      }),
    );
    return json(readiness.status === "ready" ? 200 : 503, readiness);
  });
}

function detailOf(error: unknown): string {
  return error instanceof BridgeError
    ? `${error.code}: ${error.detail}`
    : "The bridge could not be started; see its log";
}
