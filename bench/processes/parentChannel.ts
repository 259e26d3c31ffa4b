/** The child's side of the channel between a bench and the processes that it measures. */

/** CPU since the process began, all threads; memory as the system sees it. */
export type Usage = { readonly cpuMs: number; readonly residentMiB: number };

export type Question = { readonly id: number; readonly name: string; readonly input: unknown };
export type Reply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: string };
export type Ready = { readonly ready: unknown };

type Answers = Readonly<Record<string, (input: never) => unknown>>;

/** Answers the parent by name (and `usage` to all), says that it is ready, and ends when the parent ends. */
export function serveParent(ready: unknown, answers: Answers): void {
  const known = new Map(Object.entries<(input: never) => unknown>({ usage, ...answers }));
  process.on("message", (question: Question) => void answer(question));
  // JSON has no undefined.
  process.send?.({ ready: ready ?? null } satisfies Ready);

  async function answer({ id, name, input }: Question): Promise<void> {
    try {
      const value = await known.get(name)?.(input as never);
      process.send?.({ id, value: value ?? null } satisfies Reply);
    } catch (error) {
      process.send?.({ id, failure: String(error) } satisfies Reply);
    }
  }
}

// Ends with its parent, however that ends, and leaves Ctrl-C in the terminal to it.
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => undefined);

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, residentMiB: process.memoryUsage.rss() / 1024 ** 2 };
}
