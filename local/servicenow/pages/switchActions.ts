import { isFaultKind } from "../faults/faultKinds.ts";
import type { Sandbox } from "../sandbox.ts";
import { setProperty } from "../seed/properties.ts";
import { switchableProperties } from "./switchesPage.ts";

type Form = Readonly<Record<string, string>>;

/** What a person does on the page of faults. Answers with what is wrong, if something is. */
export function actOnSwitches(sandbox: Sandbox, form: Form): string | undefined {
  const { faults, instance } = sandbox;
  const toggled = switchableProperties.find((name) => name === form["toggle"]);
  if (toggled !== undefined) {
    setProperty(instance, toggled, String(!instance.properties.isOn(toggled)));
    return undefined;
  }
  if (form["clear"] !== undefined) {
    faults.clear(form["clear"]);
    return undefined;
  }
  switch (form["action"]) {
    case "setFault":
      return setFault(sandbox, form);
    case "clearFaults":
      faults.clear();
      return undefined;
    case "advance":
      return advance(sandbox, Number(form["minutes"]) || 0);
    case "reset":
      sandbox.reset();
      return undefined;
    default:
      return "Nothing is known by that name.";
  }
}

function advance({ clock }: Sandbox, minutes: number): string | undefined {
  try {
    clock.advanceMs(minutes * 60_000);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function setFault({ faults }: Sandbox, form: Form): string | undefined {
  const kind = form["kind"] ?? "";
  if (!isFaultKind(kind)) return `There is no fault ${kind}.`;
  const filled = (name: string) => (form[name]?.trim() === "" ? undefined : form[name]?.trim());
  const number = (name: string) => {
    const value = Number(filled(name) ?? "");
    return Number.isInteger(value) && value > 0 ? value : undefined;
  };
  faults.set({
    kind,
    times: number("times"),
    every: number("every"),
    delayMs: number("delayMs"),
    match: {
      method: filled("method"),
      pathContains: filled("pathContains"),
      bodyContains: filled("bodyContains"),
    },
  });
  return undefined;
}
