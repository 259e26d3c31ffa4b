import { describe, expect, it } from "vitest";
import { sendLimits, storageCall, type StorageTry } from "../../../../shared/adapters/azure/storageCall.ts";

const restError = (statusCode: number | undefined, code: string): Error =>
  Object.assign(new Error(`${statusCode ?? "no answer"} ${code}`), { name: "RestError", statusCode, code });

/** A call that fails so often, then succeeds. */
function failing(error: Error, times: number) {
  const tries: StorageTry[] = [];
  const call = async (given: StorageTry): Promise<string> => {
    tries.push(given);
    if (tries.length <= times) throw error;
    return await Promise.resolve("done");
  };
  return { call, tries };
}

const limits = { tries: 2, tryTimeoutMs: 10_000 };

describe("storageCall", () => {
  it.each([
    { what: "a refused connection", error: restError(undefined, "ECONNREFUSED") },
    { what: "a broken connection", error: restError(undefined, "ECONNRESET") },
    { what: "an answer that was cut off", error: restError(undefined, "PARSE_ERROR") },
    { what: "a limit of the account", error: restError(503, "ServerBusy") },
    { what: "a failure inside storage", error: restError(500, "InternalError") },
    { what: "too slow a request", error: restError(408, "RequestTimeout") },
    { what: "too many requests", error: restError(429, "TooManyRequests") },
  ])("tries again after $what, and says so to the call", async ({ error }) => {
    const { call, tries } = failing(error, 1);

    expect(await storageCall("testing", limits, call)).toBe("done");
    expect(tries.map(({ isRepeated }) => isRepeated)).toEqual([false, true]);
  });

  it("gives up after the last try, with the cause", async () => {
    const error = restError(503, "ServerBusy");
    const { call, tries } = failing(error, 5);

    await expect(storageCall("testing", limits, call)).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
      detail: "testing failed: 503 ServerBusy",
      cause: error,
    });
    expect(tries).toHaveLength(2);
  });

  it.each([
    { status: 400, code: "InvalidInput" },
    { status: 403, code: "AuthorizationFailure" },
    { status: 404, code: "TableNotFound" },
  ])("does not try again what will not pass: $status $code", async ({ status, code }) => {
    const { call, tries } = failing(restError(status, code), 1);

    await expect(storageCall("testing", limits, call)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    expect(tries).toHaveLength(1);
  });

  it("ends a try that gets no answer, and tries again", async () => {
    let tries = 0;
    const silent = async ({ abortSignal }: StorageTry): Promise<never> => {
      tries += 1;
      return await new Promise((_resolve, reject) => {
        abortSignal.addEventListener("abort", () => {
          reject(Object.assign(new Error("aborted"), { name: "AbortError" }));
        });
      });
    };

    await expect(storageCall("testing", { tries: 2, tryTimeoutMs: 5 }, silent)).rejects.toMatchObject({
      detail: "testing failed: no answer in time",
    });
    expect(tries).toBe(2);
  });

  it("does not begin another try when the time for all of them is over", async () => {
    const { call, tries } = failing(restError(503, "ServerBusy"), 5);

    await expect(storageCall("testing", limits, call, AbortSignal.abort())).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
    });
    expect(tries).toHaveLength(1);
  });

  it("lets bugs fly", async () => {
    const bug = new TypeError("x is undefined");

    await expect(storageCall("testing", limits, failing(bug, 1).call)).rejects.toBe(bug);
  });

  it("is over for a sender before three seconds are", () => {
    expect(sendLimits.tries * (sendLimits.tryTimeoutMs + 100)).toBeLessThan(3_000);
  });
});
