/**
 * Runs processes whose every port call is a place to be interrupted: a seeded scheduler decides whose call goes next,
 * and a process can be killed before or after any call. A killed process never gets another answer. The model: imports
 * nothing of the bridge.
 */
export class Simulation {
  nowMs = Date.UTC(2026, 0, 1);
  private readonly random: () => number;
  private waiting: { readonly process: SimulatedProcess; readonly go: () => void }[] = [];
  private stalled: {
    readonly process: SimulatedProcess;
    readonly untilMs: number;
    readonly go: () => void;
  }[] = [];
  private callCount = 0;
  private readonly interruptions: ReadonlyMap<number, Interruption>;
  private readonly onKill: (process: SimulatedProcess) => void;

  constructor(
    seed: number,
    interruptions: ReadonlyMap<number, Interruption>,
    onKill: (process: SimulatedProcess) => void,
  ) {
    this.random = mulberry32(seed);
    this.interruptions = interruptions;
    this.onKill = onKill;
  }

  /** When the next stalled answer arrives; undefined if none is stalled. */
  nextResumeAtMs(): number | undefined {
    return this.stalled.length === 0 ? undefined : Math.min(...this.stalled.map(({ untilMs }) => untilMs));
  }

  nextRandom(): number {
    return this.random();
  }

  /**
   * Makes every method of a port wait for its turn; the process may die before it or after it, or get its answer
   * minutes later. (Not of the partner: between the last look at the clock and the sending nobody can be protected.)
   */
  port<T extends object>(process: SimulatedProcess, target: T, canStall = true): T {
    return new Proxy(target, {
      get: (object, name) => {
        const method: unknown = Reflect.get(object, name);
        if (typeof method !== "function") return method;
        return (...args: unknown[]) =>
          this.call(process, canStall, () => method.apply(object, args) as unknown);
      },
    });
  }

  private call(process: SimulatedProcess, canStall: boolean, run: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (process.isDead) return;
      this.waiting.push({
        process,
        go: () => {
          this.callCount += 1;
          const interruption = this.interruptions.get(this.callCount);
          if (interruption === "killBefore") {
            this.kill(process);
            return;
          }
          const answer = (settle: () => void) => {
            if (process.isDead) return;
            if (interruption === "stall" && canStall) {
              this.stalled.push({ process, untilMs: this.nowMs + stallMs, go: settle });
            } else settle();
          };
          void startedNow(run).then(
            (value) => answer(() => resolve(value)),
            (error: unknown) =>
              answer(() => reject(error instanceof Error ? error : new Error(String(error)))),
          );
          if (interruption === "killAfter") this.kill(process);
        },
      });
    });
  }

  private kill(process: SimulatedProcess): void {
    process.isDead = true;
    this.waiting = this.waiting.filter((call) => call.process !== process);
    this.stalled = this.stalled.filter((call) => call.process !== process);
    this.onKill(process);
  }

  /** Lets calls go, one after the other in random order, until nobody waits. */
  async run(): Promise<void> {
    const due = this.stalled.filter(({ untilMs }) => untilMs <= this.nowMs);
    this.stalled = this.stalled.filter((call) => !due.includes(call));
    for (const { go } of due) go();
    await quiet();
    while (this.waiting.length > 0) {
      const [next] = this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1);
      next?.go();
      await quiet();
    }
  }
}

export type Interruption = "killBefore" | "killAfter" | "stall";

/** Longer than any claim lasts and than any partner works on a request. */
const stallMs = 5 * 60_000;

export type SimulatedProcess = { readonly id: string; isDead: boolean };

async function startedNow(run: () => unknown): Promise<unknown> {
  return run();
}

/** Until every promise that can settle by itself has. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
