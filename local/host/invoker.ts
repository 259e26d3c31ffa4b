import { randomUUID } from "node:crypto";
import { briefStack } from "./briefStack.ts";
import type { AppRegistry, RegisteredFunction } from "./coreModule.ts";
import type {
  CoreInvocationContext,
  InvocationResponse,
  LogCategory,
  LogLevel,
  TypedData,
} from "./coreTypes.ts";
import { messageOf } from "./hostError.ts";
import type { HostLog } from "./hostLog.ts";
import { childTraceParent } from "./traceContext.ts";

type Invocation = {
  /** Made up if absent. */
  readonly invocationId?: string;
  readonly data: TypedData;
  readonly triggerMetadata?: Record<string, TypedData>;
  readonly traceParent?: string | undefined;
  readonly traceState?: string | undefined;
};

export type Invoker = {
  /** Runs a function with all hooks. Rejects with what it threw, or with FunctionTimeoutError. */
  invoke(target: RegisteredFunction, invocation: Invocation): Promise<InvocationResponse>;
  /** Calls appStart or appTerminate hooks, one after the other. */
  runAppHooks(name: "appStart" | "appTerminate", appDirectory: string): Promise<void>;
  /** Resolves when nothing runs, at the latest after `graceMs`; tells how many still run. */
  settled(graceMs: number): Promise<number>;
};

class FunctionTimeoutError extends Error {
  override readonly name = "FunctionTimeoutError";
}

/** Does what the Node worker does with an invocation, in its order (worker: src/eventHandlers/InvocationHandler.ts). */
export function makeInvoker(app: AppRegistry, log: HostLog, functionTimeoutMs: number | undefined): Invoker {
  const appHookData = {};
  const appLevelHookData = {};
  let running = 0;
  let whenIdle: (() => void) | undefined;

  function logFor(category: string, invocationContext: () => unknown) {
    return (level: LogLevel, logCategory: LogCategory, message: string) => {
      if (app.hooks.log.length === 0) {
        log.write(level, category, message);
        return;
      }
      const line = {
        hookData: {},
        appHookData,
        level,
        message,
        category: logCategory,
        invocationContext: invocationContext(),
      };
      for (const hook of app.hooks.log) {
        try {
          hook(line);
        } catch (error) {
          // A log line must not end an invocation.
          log.write("error", category, `A log hook failed: ${messageOf(error)}`);
        }
      }
      log.write(line.level, category, line.message);
    };
  }

  async function run(target: RegisteredFunction, invocation: Invocation): Promise<InvocationResponse> {
    const { metadata, callback } = target;
    const { model, hooks } = app;
    if (model === undefined) throw new Error("The app has set no programming model.");
    const invocationId = invocation.invocationId ?? randomUUID();
    const seen: { userContext?: unknown } = {};
    const core: CoreInvocationContext = {
      invocationId,
      request: {
        invocationId,
        functionId: metadata.functionId ?? metadata.name,
        inputData: [{ name: triggerOf(target).name, data: invocation.data }],
        triggerMetadata: invocation.triggerMetadata ?? {},
        traceContext: {
          traceParent: childTraceParent(invocation.traceParent),
          traceState: invocation.traceState ?? "",
          attributes: {},
        },
      },
      metadata,
      state: undefined,
      log: logFor(`Functions.${metadata.name}`, () => seen.userContext),
    };
    const invocationModel = model.getInvocationModel(core);
    const { context, inputs } = await invocationModel.getArguments();
    seen.userContext = context;

    const hookData = {};
    const before = { hookData, appHookData, invocationContext: context, functionCallback: callback, inputs };
    core.state = "preInvocationHooks";
    for (const hook of hooks.preInvocation) await hook(before);

    const after = {
      hookData,
      appHookData,
      invocationContext: context,
      inputs: before.inputs,
      result: null as unknown,
      error: null as unknown,
    };
    core.state = "invocation";
    try {
      after.result = await invocationModel.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error ?? new Error("The function threw nothing");
    }
    core.state = "postInvocationHooks";
    for (const hook of hooks.postInvocation) await hook(after);
    core.state = undefined;

    if (after.error !== null && after.error !== undefined) throw after.error as Error;
    return await invocationModel.getResponse(context, after.result);
  }

  async function withTimeout<T>(name: string, finished: Promise<T>): Promise<T> {
    if (functionTimeoutMs === undefined) return finished;
    let timer: NodeJS.Timeout | undefined;
    const expiry = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(
          new FunctionTimeoutError(
            `Timeout value of ${functionTimeoutMs} ms was exceeded by function: Functions.${name}`,
          ),
        );
      }, functionTimeoutMs);
    });
    try {
      return await Promise.race([finished, expiry]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async invoke(target, invocation) {
      const { name } = target.metadata;
      running += 1;
      const startedMs = performance.now();
      const finished = run(target, invocation).finally(() => {
        running -= 1;
        if (running === 0) whenIdle?.();
      });
      try {
        const response = await withTimeout(name, finished);
        log.write(
          "debug",
          `Functions.${name}`,
          `Executed in ${Math.round(performance.now() - startedMs)} ms`,
        );
        return response;
      } catch (error) {
        log.write("error", `Functions.${name}`, `Failed: ${briefStack(error)}`);
        throw error;
      }
    },
    async runAppHooks(name, appDirectory) {
      const context = { hookData: appLevelHookData, appHookData, functionAppDirectory: appDirectory };
      for (const hook of app.hooks[name]) await hook(context);
    },
    async settled(graceMs) {
      if (running === 0) return 0;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        whenIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      return running;
    },
  };
}

export type Trigger = {
  readonly name: string;
  /** As registered, for example `httpTrigger`. */
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
};

/** A function's trigger: the one binding whose type ends in "Trigger". Throws if there is none. */
export function triggerOf({ metadata }: RegisteredFunction): Trigger {
  for (const name in metadata.bindings) {
    const binding = metadata.bindings[name];
    if (binding !== undefined && /trigger$/i.test(binding.type)) {
      return { name, type: binding.type, options: binding };
    }
  }
  throw new Error(`Function "${metadata.name}" has no trigger.`);
}
