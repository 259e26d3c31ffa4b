import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { answering, json } from "./answering.ts";

type Status = () => Promise<Pick<Bridge, "status">>;

export function listConnections(bridge: Status): HttpHandler {
  return answering(async () => json(200, await (await bridge()).status.connections()));
}

export function showConnectionStatus(bridge: Status): HttpHandler {
  return answering(async (request) => {
    const { status } = await bridge();
    return json(200, await status.connection(request.params["name"] ?? ""));
  });
}
