import { setTimeout as wait } from "node:timers/promises";
import { BridgeError } from "../../failures/bridgeError.ts";

export type StorageCallLimits = {
  /** How often it is tried in all. */
  readonly tries: number;
  /** After this long without an answer a try is given up. */
  readonly tryTimeoutMs: number;
};

/** For the webhook: two tries and a pause end within 3 s, so that the sender gets its 503 in time. */
export const sendLimits: StorageCallLimits = { tries: 2, tryTimeoutMs: 1_300 };

/** For the worker, which nobody waits for. */
export const workLimits: StorageCallLimits = { tries: 3, tryTimeoutMs: 5_000 };

/** Pauses before the second, third… try. The first is short: mostly it was a kept connection that has died. */
const pausesMs = [30, 300, 1_000];

export type StorageTry = {
  /** To be passed to the SDK's call. */
  readonly abortSignal: AbortSignal;
  /** An earlier try may have been carried out although no answer came. */
  readonly isRepeated: boolean;
};

/**
 * One call to a storage service, tried again if that may help. The SDKs' own retries are switched off: they know no
 * limit for a service that stays silent, and a write must know whether it is a repetition.
 *
 * Answers that a caller expects (404, 409, 412…) are the callback's affair. Whatever else goes wrong becomes
 * BridgeError STORAGE_UNAVAILABLE; what is no failure of storage is thrown unchanged. `within` ends all tries together.
 */
export async function storageCall<T>(
  what: string,
  limits: StorageCallLimits,
  call: (given: StorageTry) => Promise<T>,
  within?: AbortSignal,
): Promise<T> {
  for (let n = 1; ; n += 1) {
    const timeout = AbortSignal.timeout(limits.tryTimeoutMs);
    const abortSignal = within === undefined ? timeout : AbortSignal.any([timeout, within]);
    try {
      return await call({ abortSignal, isRepeated: n > 1 });
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
      const isOver = n >= limits.tries || within?.aborted === true;
      if (isOver || !mayPass(error)) {
        throw new BridgeError("STORAGE_UNAVAILABLE", `${what} failed: ${describe(error)}`, { cause: error });
      }
    }
    await wait(pausesMs[n - 1] ?? 1_000);
  }
}

/** The HTTP status of an SDK's error, if there was an answer. */
export function statusOf(error: unknown): number | undefined {
  const status = isObject(error) ? error["statusCode"] : undefined;
  return typeof status === "number" ? status : undefined;
}

/** True if it is the row, blob or message that is missing, and not the table, container or queue it belongs into. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && !/^(TableNotFound|ContainerNotFound|QueueNotFound)$/.test(codeOf(error));
}

/** Storage's own name for what went wrong (`EntityAlreadyExists`), or the network's (`ECONNREFUSED`); else empty. */
export function codeOf(error: unknown): string {
  if (!isObject(error)) return "";
  const { details, code } = error;
  const tableCode =
    isObject(details) && isObject(details["odataError"]) ? details["odataError"]["code"] : undefined;
  const named = [isObject(details) ? details["errorCode"] : undefined, tableCode, code];
  return named.find((name) => typeof name === "string") ?? "";
}

function isStorageFailure(error: unknown): boolean {
  return error instanceof Error && (error.name === "RestError" || isTimeout(error));
}

/** The SDKs throw an AbortError when our limit ends a try. */
function isTimeout(error: Error): boolean {
  return error.name === "AbortError" || error.name === "TimeoutError";
}

/** No answer, a broken one, or one that says: later. https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes */
function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status < 400 || status === 408 || status === 429 || status >= 500;
}

function describe(error: unknown): string {
  if (error instanceof Error && isTimeout(error)) return "no answer in time";
  const status = statusOf(error);
  const parts = [status === undefined ? "" : String(status), codeOf(error)].filter((part) => part !== "");
  return parts.length > 0 ? parts.join(" ") : String(error);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
