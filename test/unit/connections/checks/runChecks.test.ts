import { describe, expect, it } from "vitest";

import type { CheckDefinition } from "../../../../shared/connections/checks/connectionCheck.ts";
import { runChecks } from "../../../../shared/connections/checks/runChecks.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import { catalogue } from "../../../../shared/failures/catalogue.ts";
import { settableClock } from "../../../support/contracts/storageBuilders.ts";

const timing = { oneMs: 10_000, allMs: 30_000 };

/** Time stands still until a test moves it on; what was to happen by then happens. */
function aRun() {
  const clock = settableClock();
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const log: Readonly<Record<string, unknown>>[] = [];
  return {
    log,
    timers,
    advanceMs: async (ms: number): Promise<void> => {
      await new Promise((settled) => setImmediate(settled));
      clock.advanceMs(ms);
      for (const timer of [...timers]) {
        if (timer.atMs > clock.nowMs()) continue;
        timers.delete(timer);
        timer.run();
      }
    },
    clock,
    run: (definitions: readonly CheckDefinition[]) =>
      runChecks(definitions, {
        clock,
        schedule: (delayMs, run) => {
          const timer = { atMs: clock.nowMs() + delayMs, run };
          timers.add(timer);
          return () => void timers.delete(timer);
        },
        log: (event, fields) => void log.push({ event, ...fields }),
        timing,
      }),
  };
}

const aCheck = (
  id: string,
  look: CheckDefinition["look"],
  after: readonly string[] = [],
): CheckDefinition => ({ id, group: "The instance", title: `It is ${id}`, after, look });
const good = () => ({ status: "ok", detail: "seen" }) as const;
const bad = () => {
  throw new BridgeError("SERVICENOW_UNAVAILABLE", "503 to a GET");
};
const never = () => new Promise<never>(() => undefined);

describe("running the checks of a connection", () => {
  it("keeps their order, whichever ends first", async () => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof good>>();
    const running = aRun().run([
      aCheck("slow", () => promise),
      aCheck("quick", () => {
        resolve(good());
        return good();
      }),
    ]);
    expect((await running).map(({ id, status }) => [id, status])).toEqual([
      ["slow", "ok"],
      ["quick", "ok"],
    ]);
  });

  it("looks at what rests on nothing without waiting for the others", async () => {
    const { run, advanceMs } = aRun();
    const looked: string[] = [];
    const running = run([
      aCheck("stuck", never),
      aCheck("free", () => {
        looked.push("free");
        return good();
      }),
    ]);
    await new Promise((settled) => setImmediate(settled));
    expect(looked).toEqual(["free"]);
    await advanceMs(timing.oneMs);
    await running;
  });

  it("takes a failure's cause and what to do from the catalogue, where the check has no closer ones", async () => {
    const { cause, resolution } = catalogue.SERVICENOW_UNAVAILABLE;
    const [plain, closer] = await aRun().run([
      aCheck("away", bad),
      aCheck("read", () => ({
        status: "warning",
        code: "SERVICENOW_UNAVAILABLE",
        detail: "half of it",
        fix: "Ask Maria.",
      })),
    ]);
    expect(plain).toMatchObject({
      status: "failed",
      code: "SERVICENOW_UNAVAILABLE",
      detail: "503 to a GET",
      cause,
      fix: resolution,
    });
    expect(closer).toMatchObject({ status: "warning", detail: "half of it", cause, fix: "Ask Maria." });
  });

  it("says of all that rests on a failure what went wrong first, and does not look", async () => {
    const looked: string[] = [];
    const look = (id: string) => () => {
      looked.push(id);
      return good();
    };
    const checks = await aRun().run([
      aCheck("reached", bad),
      aCheck("known", look("known"), ["reached"]),
      aCheck("allowed", look("allowed"), ["known"]),
      aCheck("apart", look("apart")),
    ]);
    expect(checks.map(({ status }) => status)).toEqual(["failed", "skipped", "skipped", "ok"]);
    expect(checks.slice(1, 3).map(({ detail }) => detail)).toEqual(
      Array(2).fill("cannot be told after “It is reached”"),
    );
    expect(looked).toEqual(["apart"]);
  });

  it.each(["warning", "unknown", "skipped"] as const)("goes on after what is %s", async (status) => {
    const [, next] = await aRun().run([
      aCheck("first", () => ({ status, detail: "so so" })),
      aCheck("next", good, ["first"]),
    ]);
    expect(next).toMatchObject({ status: "ok" });
  });

  it("gives each check its time, and says that there was no answer", async () => {
    const { run, advanceMs } = aRun();
    const running = run([aCheck("stuck", never), aCheck("quick", good)]);
    await advanceMs(timing.oneMs);
    const [stuck, quick] = await running;
    expect(stuck).toMatchObject({ status: "unknown", detail: "no answer within 10 s" });
    expect(stuck?.fix).toBeTruthy();
    expect(quick).toMatchObject({ status: "ok" });
  });

  it("ends when the whole time is over, also for what has not been looked at", async () => {
    const { run, advanceMs } = aRun();
    const chain = ["a", "b", "c", "d"].map((id, at, ids) => aCheck(id, never, ids.slice(0, at).slice(-1)));
    const running = run(chain);
    for (let passed = 0; passed < 3; passed += 1) await advanceMs(timing.oneMs);
    const checks = await running;
    expect(checks.map(({ detail }) => detail)).toEqual([
      ...Array<string>(3).fill("no answer within 10 s"),
      "the whole check may take 30 s, and they were over",
    ]);
  });

  it("leaves no timer behind", async () => {
    const { run, timers } = aRun();
    await run([aCheck("quick", good), aCheck("away", bad)]);
    expect(timers.size).toBe(0);
  });

  it("lets a check of ours that breaks take nothing along, and writes to the log which", async () => {
    const { run, log } = aRun();
    const [broken, next] = await run([
      aCheck("broken", () => {
        throw new TypeError("rows is not iterable");
      }),
      aCheck("next", good, ["broken"]),
    ]);
    expect(broken).toMatchObject({ status: "unknown", code: "UNEXPECTED" });
    expect(broken?.detail).not.toContain("iterable");
    expect(next).toMatchObject({ status: "ok" });
    expect(log).toEqual([{ event: "connection.checkBroke", check: "broken", error: "rows is not iterable" }]);
  });

  it("refuses a list in which something comes before what it rests on", async () => {
    await expect(aRun().run([aCheck("next", good, ["first"]), aCheck("first", good)])).rejects.toThrow(
      "next comes before first",
    );
  });
});
