import { asText } from "../reading/json.ts";
import type { ContextFamily } from "./contextFamily.ts";

/** What an activity log event says about people. */
const personal = new Set(["claims", "caller", "httprequest"]);

/** A context that no family knows: the envelope says enough for a ticket; plain values of the context are shown. */
export const other: ContextFamily = {
  family: "other",
  title: ({ ruleName, monitoringService }, target) =>
    `${ruleName ?? monitoringService ?? "Azure Monitor alert"}${target === null ? "" : ` on ${target}`}`,
  facts({ context }, facts) {
    for (const [name, value] of Object.entries(context)) {
      if (!personal.has(name.toLowerCase())) facts.add(name, asText(value));
    }
  },
};
