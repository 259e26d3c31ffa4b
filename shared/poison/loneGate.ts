import type { Schedule } from "../delivery/ports.ts";

/** Lets many deliveries in together, or one message that is tried alone. */
export type LoneGate = {
  /** What it returns is called on leaving. `undefined` while a message is tried alone, or waits for the others to leave. */
  enter(): (() => void) | undefined;
  /**
   * Closes the gate, waits until everybody has left, and runs. `busy` if another one is being tried, or if those inside
   * do not leave in time. The gate is open again afterwards, whatever happened.
   */
  alone<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly kind: "done"; readonly value: T } | { readonly kind: "busy" }>;
};

/** @param drainMs how long those inside are waited for */
export function makeLoneGate({
  schedule,
  drainMs,
}: {
  readonly schedule: Schedule;
  readonly drainMs: number;
}): LoneGate {
  let inside = 0;
  let isClosed = false;
  let whenEmpty: (() => void) | undefined;

  function leave(): void {
    inside -= 1;
    if (inside === 0) whenEmpty?.();
  }

  /** Whether everybody has left. */
  async function drained(): Promise<boolean> {
    if (inside === 0) return true;
    let cancel: (() => void) | undefined;
    const isEmpty = await new Promise<boolean>((resolve) => {
      whenEmpty = () => resolve(true);
      cancel = schedule(drainMs, () => resolve(false));
    });
    cancel?.();
    whenEmpty = undefined;
    return isEmpty;
  }

  return {
    enter() {
      if (isClosed) return undefined;
      inside += 1;
      return leave;
    },
    async alone(work) {
      if (isClosed) return { kind: "busy" };
      isClosed = true;
      try {
        return (await drained()) ? { kind: "done", value: await work() } : { kind: "busy" };
      } finally {
        isClosed = false;
      }
    },
  };
}
