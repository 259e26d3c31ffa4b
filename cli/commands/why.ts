import type { Command } from "commander";

import { CliError } from "../cliError.ts";
import { examples, sessionOf } from "./commandContext.ts";
import { explain } from "../why/explain.ts";
import { explanationText } from "../render/explanationText.ts";

/** `bridge why`: the journal of an alert, a delivery or a ticket. */
export function addWhy(program: Command): void {
  program
    .command("why")
    .summary("tell what happened to an alert, a delivery or a ticket, step by step")
    .description(
      "Tells step by step what happened: what came in, how it was understood and routed, what was planned and why, " +
        "every call to ServiceNow, and how it ended.",
    )
    .argument("<id>", "a delivery id, an alert id, an incident number or a correlation id")
    .addHelpText(
      "after",
      examples(
        "why INC0010001",
        "why atb-0123456789abcdef0123456789abcdef",
        "why /subscriptions/…/providers/Microsoft.AlertsManagement/alerts/…",
      ),
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const session = sessionOf(command);
      const explanation = await explain(id.trim(), session.client);
      if (explanation.kind === "unknown") {
        const { reason, hint } = explanation;
        if (session.isJson) session.sayJson({ kind: "unknown", id, reason });
        throw new CliError(reason, { hint });
      }
      if (session.isJson) session.sayJson(explanation);
      else session.say(explanationText(explanation, session.colours));
    });
}
