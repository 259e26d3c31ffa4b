import { EventEmitter } from "node:events";

import { describe, expect, it } from "vitest";

import { stopOnSignals } from "../../../../local/start/stopOnSignals.ts";

function aTerminal({
  stop = () => new Promise<void>(() => {}),
}: { readonly stop?: () => Promise<void> } = {}) {
  const signals = new EventEmitter();
  const happened: string[] = [];
  let now = 0;
  const exited = new Promise<number>((resolve) => {
    stopOnSignals(signals, {
      stop: () => {
        happened.push("stop");
        return stop();
      },
      kill: () => void happened.push("kill"),
      say: () => {},
      exit: resolve,
      nowMs: () => now,
    });
  });
  return { signals, happened, exited, advanceMs: (ms: number) => void (now += ms) };
}

describe("stopping on signals", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"])("stops in order on %s and ends well", async (signal) => {
    const { signals, happened, exited } = aTerminal({ stop: async () => {} });

    signals.emit(signal);

    expect(await exited).toBe(0);
    expect(happened).toEqual(["stop"]);
  });

  it("takes one press that arrives twice, from the terminal and from npm, as one", () => {
    const { signals, happened, advanceMs } = aTerminal();

    signals.emit("SIGINT");
    advanceMs(50);
    signals.emit("SIGINT");

    expect(happened).toEqual(["stop"]);
  });

  it("ends at once on a second press", async () => {
    const { signals, happened, exited, advanceMs } = aTerminal();

    signals.emit("SIGINT");
    advanceMs(2_000);
    signals.emit("SIGINT");

    expect(await exited).toBe(130);
    expect(happened).toEqual(["stop", "kill"]);
  });

  it("ends at once when stopping fails", async () => {
    const { signals, happened, exited } = aTerminal({ stop: () => Promise.reject(new Error("stuck")) });

    signals.emit("SIGTERM");

    expect(await exited).toBe(1);
    expect(happened).toEqual(["stop", "kill"]);
  });
});
