import type { Bridge } from "./bridge.ts";
import { BridgeError } from "./failures/bridgeError.ts";

/** The bridge, put together when it is first needed, and again after that has failed. */
export type LazyBridge = {
  readonly get: () => Promise<Bridge>;
  /** Begins, so that the first alert does not wait; a failure shows when the bridge is needed. */
  readonly warmUp: () => void;
  readonly close: () => Promise<void>;
};

/** Loads and composes the bridge behind the functions: they are known to the host before any of it is read. */
export function lazyBridge(environment: Readonly<Record<string, string | undefined>>): LazyBridge {
  let made: Promise<Bridge> | undefined;
  async function compose(): Promise<Bridge> {
    const { composeBridge } = await import("./compose.ts");
    return composeBridge(environment);
  }
  const get = () => {
    made ??= compose().catch((error: unknown) => {
      made = undefined;
      if (!(error instanceof BridgeError)) console.error(error instanceof Error ? error.message : error);
      throw error instanceof BridgeError ? error : new BridgeError("BRIDGE_STARTING", startProblem(error));
    });
    return made;
  };
  return {
    get,
    warmUp: () => void get().catch(() => undefined),
    close: async () => {
      await (await made?.catch(() => undefined))?.close();
    },
  };
}

function startProblem(error: unknown): string {
  return error instanceof Error ? error.message : "The bridge could not be put together";
}
