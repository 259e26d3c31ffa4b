/** One scenario with one contender, in a process of its own. */
import { contenders } from "./contenders.ts";
import { type Outcome, runScenario } from "./runScenario.ts";
import type { Size } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

export type RunOrder = {
  readonly scenario: string;
  readonly contender: string;
  readonly size: Size;
  readonly folder: string;
};
export type RunResult =
  { readonly kind: "ran"; readonly outcome: Outcome } | { readonly kind: "broken"; readonly error: string };

const closings: (() => Promise<unknown>)[] = [];

async function closeAll(): Promise<void> {
  for (;;) {
    const close = closings.pop();
    if (close === undefined) return;
    await close().catch((error: unknown) => console.error(error));
  }
}

async function run(order: RunOrder): Promise<RunResult> {
  try {
    const scenario = scenarios.find(({ letter }) => letter === order.scenario);
    const contender = contenders.find(({ name }) => name === order.contender);
    if (scenario === undefined || contender === undefined) throw new Error("There is no such run");
    const { size, folder } = order;
    const closeAtEnd = (close: () => Promise<unknown>) => void closings.push(close);
    return { kind: "ran", outcome: await runScenario(scenario, contender, { size, folder, closeAtEnd }) };
  } catch (error) {
    return { kind: "broken", error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

// Ctrl-C reaches every process of the terminal; the parent says when to end.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => void closeAll().then(() => process.exit(143)));
process.on("disconnect", () => void closeAll().then(() => process.exit(1)));
process.once("message", (order: RunOrder) => {
  void run(order).then(async (result) => {
    await closeAll();
    process.send?.(result, () => process.exit(0));
  });
});
