import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HostError } from "./hostError.ts";
import { setting, type Settings } from "./settings.ts";

export type AuthLevel = "anonymous" | "function" | "admin";

/** Who may call what: the master key everything, a host key every function, a function's own key that function. */
export type FunctionKeys = {
  readonly master?: string | undefined;
  readonly host?: string | undefined;
  readonly functions?: Readonly<Record<string, string>>;
};

/** The keys named by `FUNCTIONS_MASTER_KEY` and `FUNCTIONS_HOST_KEY`. Throws HostError if there are none. */
export function keysFromSettings(settings: Settings): FunctionKeys {
  const master = setting(settings, "FUNCTIONS_MASTER_KEY");
  const host = setting(settings, "FUNCTIONS_HOST_KEY");
  if (master !== undefined || host !== undefined) return { master, host };
  throw new HostError("Asking for keys needs the setting FUNCTIONS_HOST_KEY or FUNCTIONS_MASTER_KEY.");
}

/** Decides whether a request carries a key that opens `functionName`. `keys` undefined: nobody is asked. */
export function makeKeyCheck(keys: FunctionKeys | undefined) {
  return function mayCall(
    request: IncomingMessage,
    query: string,
    level: AuthLevel,
    functionName: string,
  ): boolean {
    if (keys === undefined || level === "anonymous") return true;
    const header = request.headers["x-functions-key"];
    const given = typeof header === "string" ? header : new URLSearchParams(query).get("code");
    if (given === null) return false;
    const accepted =
      level === "admin" ? [keys.master] : [keys.master, keys.host, keys.functions?.[functionName]];
    return accepted.some((key) => key !== undefined && key !== "" && isSame(key, given));
  };
}

function isSame(key: string, given: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(key), digest(given));
}
