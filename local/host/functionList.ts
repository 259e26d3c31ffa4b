import type { AppRegistry, RegisteredFunction } from "./coreModule.ts";
import { HostError } from "./hostError.ts";
import { triggerOf } from "./invoker.ts";
import { resolveBinding, setting, type Settings } from "./settings.ts";
import type { Binding } from "./coreTypes.ts";

/** A function with the trigger this host drives it by, `%SETTING%`s resolved. */
export type DrivenFunction = {
  readonly name: string;
  readonly fn: RegisteredFunction;
  readonly triggerName: string;
  readonly type: "httpTrigger" | "timerTrigger" | "queueTrigger";
  readonly trigger: Binding;
};

const drivenTypes = ["httpTrigger", "timerTrigger", "queueTrigger"] as const;

/**
 * The functions that are not disabled (`AzureWebJobs.<name>.Disabled`). Throws HostError that names every function
 * this host cannot run, rather than leaving it out in silence.
 */
export function drivenFunctions(app: AppRegistry, settings: Settings): DrivenFunction[] {
  const enabled = [...app.functions.values()].filter(
    ({ metadata }) =>
      !/^(?:1|true)$/i.test(setting(settings, `AzureWebJobs.${metadata.name}.Disabled`) ?? ""),
  );
  const complaints = enabled.flatMap(foreignBindings);
  if (complaints.length > 0) {
    throw new HostError(`${complaints.join("\n")}\nRun the app with "func start" to have them.`);
  }
  return enabled.map((fn) => {
    const { name: triggerName, type } = triggerOf(fn);
    const { name } = fn.metadata;
    const trigger = fn.metadata.bindings[triggerName];
    const driven = drivenTypes.find((candidate) => candidate.toLowerCase() === type.toLowerCase());
    if (driven === undefined || trigger === undefined)
      throw new HostError(`Function "${name}" has no trigger.`);
    return { name, fn, triggerName, type: driven, trigger: resolveBinding(trigger, settings, name) };
  });
}

function foreignBindings({ metadata }: RegisteredFunction): string[] {
  return Object.values(metadata.bindings).flatMap(({ direction, type }) => {
    const kind = type.toLowerCase();
    const isTrigger = kind.endsWith("trigger");
    if (isTrigger && drivenTypes.some((driven) => driven.toLowerCase() === kind)) return [];
    if (direction === "out" && (kind === "http" || kind === "queue")) return [];
    const what = isTrigger ? "trigger" : direction === "out" ? "output binding" : "input binding";
    return [
      `Function "${metadata.name}" has a ${what} "${type}"; this host knows http, timer and storage queue triggers and storage queue outputs.`,
    ];
  });
}
