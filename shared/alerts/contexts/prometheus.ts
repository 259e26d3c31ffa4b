import { isArmId, lastSegmentOf } from "../reading/armId.ts";
import { asText, recordOf, textOf, type JsonRecord } from "../reading/json.ts";
import { durationWords } from "../reading/words.ts";
import type { ContextFamily } from "./contextFamily.ts";
import { labelsOf } from "./dimensions.ts";

const runbookAnnotations = ["runbook_url", "runbookUrl", "runbook"];

/** What tells one series from another in a title, the nearest to the fault first. */
const titleLabels = [
  "pod",
  "deployment",
  "statefulset",
  "daemonset",
  "job_name",
  "node",
  "instance",
  "namespace",
];

/** Managed Prometheus. The envelope's target is the Azure Monitor workspace, not what is ill. */
export const prometheus: ContextFamily = {
  family: "prometheus",
  recognises: (context) =>
    Object.keys(recordOf(context, "labels")).length > 0 ||
    (textOf(context, "expression") !== null && textOf(context, "ruleGroup") !== null),
  targetIds({ context, configurationItems }) {
    const labelled = textOf(recordOf(context, "labels"), "microsoft.resourceid");
    const items = configurationItems.filter(isArmId);
    return labelled !== null && isArmId(labelled) ? [labelled, ...items] : items;
  },
  configurationItems({ context, configurationItems }) {
    if (configurationItems.length > 0) return configurationItems;
    const cluster = textOf(recordOf(context, "labels"), "cluster");
    return cluster === null ? [] : [cluster];
  },
  dimensions: ({ context }) => labelsOf(recordOf(context, "labels")),

  title({ context, ruleName, configurationItems }, target) {
    const labels = recordOf(context, "labels");
    const name =
      textOf(labels, "alertname") ?? (ruleName === null ? "Prometheus alert" : lastSegmentOf(ruleName));
    const cluster = textOf(labels, "cluster") ?? configurationItems[0] ?? target;
    const detail = titleLabels.map((label) => textOf(labels, label)).find((value) => value !== null);
    return [
      name,
      cluster === null ? null : `on ${lastSegmentOf(cluster)}`,
      detail === undefined ? null : `(${detail})`,
    ]
      .filter((part) => part !== null)
      .join(" ");
  },

  facts({ context }, facts) {
    const annotations = recordOf(context, "annotations");
    facts.add("Summary", textOf(annotations, "summary"));
    facts.add("Value", textOf(context, "expressionValue"));
    facts.add("Expression", textOf(context, "expression"));
    facts.add("For", durationWords(textOf(context, "for")));
    facts.add("Interval", durationWords(textOf(context, "interval")));
    const group = textOf(context, "ruleGroup");
    facts.add("Rule group", group === null ? null : spaced(lastSegmentOf(group)));
    for (const [name, value] of Object.entries(annotations)) {
      if (name === "summary" || name === "description" || runbookAnnotations.includes(name)) continue;
      facts.add(name, asText(value));
    }
  },

  text: ({ context, description }) => description ?? textOf(recordOf(context, "annotations"), "description"),

  links: ({ context }) => [{ label: "Runbook", url: runbookOf(recordOf(context, "annotations")) }],
};

function runbookOf(annotations: JsonRecord): string | null {
  return runbookAnnotations.map((name) => textOf(annotations, name)).find((url) => url !== null) ?? null;
}

function spaced(name: string): string {
  return name.replaceAll("%20", " ");
}
