import type { Command } from "commander";

import { closest } from "../send/closest.ts";

/** The verb that its group alone means. Whatever else stands there is no argument of it, but a verb that there is not. */
export function defaultVerb(group: Command, name: string): Command {
  const verb = group.command(name, { isDefault: true }).allowExcessArguments();
  return verb.hook("preAction", () => {
    const [unknown] = verb.args;
    if (unknown === undefined) return;
    const meant = closest(
      unknown,
      group.commands.map((one) => one.name()),
    );
    const hint = meant === undefined ? "" : `\n(Did you mean ${meant}?)`;
    group.error(`error: unknown command '${unknown}'${hint}`, { code: "commander.unknownCommand" });
  });
}
