import type { HttpHandler, HttpRequest } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { answering, json } from "./answering.ts";
import { isDryRun } from "./isDryRun.ts";
import { operatorOf } from "./operatorOf.ts";
import { readJson } from "./readJson.ts";
import { readSecretly } from "./readSecretly.ts";
import { reasonOf } from "./reasonOf.ts";

type Connections = () => Promise<Pick<Bridge, "connections">>;

/** One connection, whole, without its secrets. */
export function showConnection(bridge: Connections): HttpHandler {
  return answering(async (request) => {
    const { connections } = await bridge();
    return json(200, await connections.show(nameIn(request)));
  });
}

/** Adds a connection or changes it; with `If-None-Match: *` it has to be a new one. 201 if it is. `?dryRun=true` only looks. */
export function putConnection(bridge: Connections, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    const isOnlyLook = isDryRun(request);
    const body = await readSecretly(request);
    const { connections } = await bridge();
    const isNew = request.headers.get("if-none-match") === "*";
    const who = operatorOf(request, isSignInOn);
    const put = await connections.put(nameIn(request), body, { who, isNew, isDryRun: isOnlyLook });
    return json(put.outcome === "added" && !isOnlyLook ? 201 : 200, put);
  });
}

export function replaceCredentials(bridge: Connections, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    const body = await readSecretly(request);
    const { connections } = await bridge();
    const who = operatorOf(request, isSignInOn);
    return json(200, await connections.replaceCredentials(nameIn(request), body, who));
  });
}

/** Removes a connection that was added so. The body may say why: `{"reason": "…"}`. */
export function removeConnection(bridge: Connections, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    const reason = reasonOf(await readJson(request));
    const { connections } = await bridge();
    const who = operatorOf(request, isSignInOn);
    return json(200, await connections.remove(nameIn(request), { who, reason }));
  });
}

function nameIn(request: HttpRequest): string {
  return request.params["name"] ?? "";
}
