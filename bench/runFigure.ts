/** One figure, in a process of its own: what another one left in the heap, in caches or compiled does not count. */
import { figureFiles, isFigureName } from "./figures.ts";
import type { FigureReport } from "./figure.ts";

export type FigureOrder = { readonly name: string; readonly isQuick: boolean; readonly folder: string };
export type FigureResult =
  | { readonly kind: "measured"; readonly report: FigureReport }
  | { readonly kind: "broken"; readonly error: string };

const closings: (() => Promise<unknown>)[] = [];

async function closeAll(): Promise<void> {
  for (;;) {
    const close = closings.pop();
    if (close === undefined) return;
    await close().catch((error: unknown) => console.error(error));
  }
}

async function run({ name, isQuick, folder }: FigureOrder): Promise<FigureResult> {
  try {
    if (!isFigureName(name)) throw new Error(`There is no figure "${name}"`);
    const { figure } = await figureFiles[name]();
    const report = await figure.measure({ isQuick, folder, closeAtEnd: (close) => closings.push(close) });
    return { kind: "measured", report };
  } catch (error) {
    return { kind: "broken", error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

// Ctrl-C reaches every process of the terminal; the parent says when to end, and what runs here is closed in order.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => void closeAll().then(() => process.exit(143)));
process.on("disconnect", () => void closeAll().then(() => process.exit(1)));
process.once("message", (order: FigureOrder) => {
  void run(order).then(async (result) => {
    await closeAll();
    process.send?.(result, () => process.exit(0));
  });
});
