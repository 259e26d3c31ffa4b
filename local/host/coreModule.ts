import Module from "node:module";
import type {
  Disposable,
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from "./coreTypes.ts";
import { HostError } from "./hostError.ts";
import type { HostLog } from "./hostLog.ts";

export type RegisteredFunction = {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
};

/** What the app has told the host while it loaded. */
export type AppRegistry = {
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  readonly hooks: Readonly<Record<HookName, readonly HookCallback[]>>;
  readonly model: ProgrammingModel | undefined;
  /** From here on registering and disposing functions is refused, as in the worker. */
  finishLoading(): void;
};

const coreModuleName = "@azure/functions-core";
const hookNames: readonly HookName[] = ["appStart", "appTerminate", "preInvocation", "postInvocation", "log"];
// The host's own rule: letters, digits, "_" and "-", beginning with a letter, and not "host".
const validName = /^(?!host$)[a-z][\w-]{0,127}$/i;

let isInstalled = false;

/**
 * Answers every `require("@azure/functions-core")` in this process, which no registry has: in Azure the Node worker
 * injects it. `@azure/functions` asks for it when it is first used, so this comes before the app is imported.
 * Throws HostError the second time: `@azure/functions` is one for the whole process, so one app runs in it.
 */
export function installCoreModule(log: HostLog): AppRegistry {
  if (isInstalled) throw new HostError("One process runs one function app; start another process.");
  isInstalled = true;

  const functions = new Map<string, RegisteredFunction>();
  const hooks: Record<HookName, HookCallback[]> = {
    appStart: [],
    appTerminate: [],
    preInvocation: [],
    postInvocation: [],
    log: [],
  };
  let model: ProgrammingModel | undefined;
  let isLoading = true;

  class CoreDisposable implements Disposable {
    readonly #onDispose: () => void;
    constructor(onDispose: () => void) {
      this.#onDispose = onDispose;
    }
    dispose(): void {
      this.#onDispose();
    }
  }

  const core = {
    version: "3.13.0",
    hostVersion: "4.1048.200",
    Disposable: CoreDisposable,
    registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
      if (!isLoading) throw new Error("A function can only be registered during app startup.");
      const { name } = metadata;
      if (!validName.test(name)) {
        throw new Error(`"${name}" is no name for a function: use letters, digits, "_" and "-".`);
      }
      const id = metadata.functionId ?? name;
      if (functions.has(id)) throw new Error(`A function with name "${name}" has already been registered.`);
      functions.set(id, { metadata, callback });
      return new CoreDisposable(() => {
        if (!isLoading) throw new Error("A function can only be disposed during app startup.");
        functions.delete(id);
      });
    },
    registerHook(name: string, callback: HookCallback): Disposable {
      const known = hookNames.find((hookName) => hookName === name);
      if (known === undefined) throw new RangeError(`Unrecognized hook "${name}"`);
      hooks[known].push(callback);
      return new CoreDisposable(() => {
        const at = hooks[known].indexOf(callback);
        if (at >= 0) hooks[known].splice(at, 1);
      });
    },
    setProgrammingModel(value: ProgrammingModel) {
      model = value;
    },
    getProgrammingModel: () => model,
    log(level: LogLevel, _category: LogCategory, message: string) {
      log.write(level, "Host.Worker", message);
    },
  };

  // Both kinds of require, that of CommonJS files and that of createRequire() in a bundle, end here.
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = function (request, ...rest) {
    return request === coreModuleName ? core : load.call(this, request, ...rest);
  };

  return {
    functions,
    hooks,
    get model() {
      return model;
    },
    finishLoading() {
      isLoading = false;
    },
  };
}
