import type { DrivenFunction } from "./functionList.ts";
import type { AuthLevel } from "./functionKeys.ts";
import { HostError } from "./hostError.ts";
import type { Route } from "./httpRouter.ts";
import type { HttpTarget } from "./httpServer.ts";

/** A function as it is shown to people. */
export type ListedFunction = {
  readonly name: string;
  readonly type: DrivenFunction["type"];
  readonly methods?: readonly string[];
  readonly url?: string;
  readonly schedule?: string;
  readonly queueName?: string;
};

/** The routes of all HTTP functions. A function without a route is reached by its name. */
export function httpTargets(functions: readonly DrivenFunction[]): Route<HttpTarget>[] {
  return functions
    .filter(({ type }) => type === "httpTrigger")
    .map((driven) => ({
      template: templateOf(driven),
      methods: methodsOf(driven),
      target: { fn: driven.fn, authLevel: authLevelOf(driven) },
    }));
}

export function listFunction(driven: DrivenFunction, url: string, routePrefix: string): ListedFunction {
  const { name, type, trigger } = driven;
  const text = (option: string) => {
    const value = trigger[option];
    return typeof value === "string" ? value : "";
  };
  switch (type) {
    case "httpTrigger": {
      const path = [routePrefix, templateOf(driven)].filter((part) => part !== "").join("/");
      return { name, type, methods: methodsOf(driven), url: `${url}/${path}` };
    }
    case "timerTrigger":
      return { name, type, schedule: text("schedule") };
    case "queueTrigger":
      return { name, type, queueName: text("queueName") };
    default:
      return type satisfies never;
  }
}

function templateOf({ name, trigger }: DrivenFunction): string {
  const { route } = trigger;
  return typeof route === "string" && route !== "" ? route.replace(/^\//, "") : name;
}

function methodsOf({ trigger }: DrivenFunction): string[] {
  const { methods } = trigger;
  return Array.isArray(methods) ? methods.map((method) => String(method).toUpperCase()) : ["GET", "POST"];
}

function authLevelOf({ name, trigger }: DrivenFunction): AuthLevel {
  const { authLevel } = trigger;
  const level = typeof authLevel === "string" ? authLevel.toLowerCase() : "anonymous";
  if (level === "anonymous" || level === "function" || level === "admin") return level;
  throw new HostError(`Function "${name}": there is no authLevel "${level}".`);
}
