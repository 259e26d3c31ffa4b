import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { BridgeError } from "../shared/failures/bridgeError.ts";
import { answering, json } from "./answering.ts";
import { operatorOf } from "./operatorOf.ts";
import { reachedAt } from "./reachedAt.ts";
import { readJson } from "./readJson.ts";
import { readSecretly } from "./readSecretly.ts";

type Parts = () => Promise<Pick<Bridge, "authorisation">>;

/** What it takes to authorise a connection: a link for somebody's browser, a password, or nothing more. */
export function beginAuthorisation(bridge: Parts, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    await readJson(request);
    const { authorisation } = await bridge();
    const who = operatorOf(request, isSignInOn);
    const begun = await authorisation.begin(request.params["name"] ?? "", {
      who,
      reachedAt: reachedAt(request),
    });
    return json(begun.way === "link" ? 201 : 200, begun);
  });
}

/** What has become of a link. */
export function showAuthorisation(bridge: Parts): HttpHandler {
  return answering(async ({ params }) => {
    const { authorisation } = await bridge();
    return json(200, await authorisation.view(params["name"] ?? "", params["id"] ?? ""));
  });
}

/** `{"userName": "…", "password": "…"}`: used once, and kept nowhere. */
export function authoriseWithPassword(bridge: Parts, isSignInOn: boolean): HttpHandler {
  return answering(async (request) => {
    const { userName, password } = credentialsOf(await readSecretly(request));
    const { authorisation } = await bridge();
    const who = operatorOf(request, isSignInOn);
    return json(
      200,
      await authorisation.withPassword(request.params["name"] ?? "", { userName, password, who }),
    );
  });
}

const longest = 1_000;

/** Throws BridgeError REQUEST_INVALID, which repeats nothing of what was sent. */
function credentialsOf(body: unknown): { readonly userName: string; readonly password: string } {
  const field = (name: string): string => {
    const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
    if (typeof value === "string" && value.trim() !== "" && value.length <= longest) return value;
    throw new BridgeError("REQUEST_INVALID", `${name} is a text of 1 to ${longest} characters`);
  };
  return { userName: field("userName").trim(), password: field("password") };
}
