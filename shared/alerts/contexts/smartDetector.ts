import { textOf } from "../reading/json.ts";
import type { ContextFamily } from "./contextFamily.ts";

/** Smart detection of Application Insights. No action is sent when a failure anomaly is over. */
export const smartDetector: ContextFamily = {
  family: "smartDetector",
  recognises: (context) =>
    textOf(context, "SmartDetectorId") !== null || textOf(context, "DetectionSummary") !== null,

  title({ context, ruleName }, target) {
    const what = textOf(context, "DetectionSummary") ?? textOf(context, "SmartDetectorName") ?? ruleName;
    return `${what ?? "Smart detection"}${target === null ? "" : ` in ${target}`}`;
  },

  facts({ context }, facts) {
    facts.add("Detection", textOf(context, "DetectionSummary"));
    facts.add("Detected value", textOf(context, "DetectedValue"));
    facts.add("Normal value", textOf(context, "NormalValue"));
    facts.add("Detected failure rate", textOf(context, "DetectedFailureRate"));
    facts.add("Normal failure rate", textOf(context, "NormalFailureRate"));
    facts.add(
      "Occurred",
      // One documented body misspells it.
      textOf(context, "FormattedOccurrenceTime") ?? textOf(context, "FormattedOccurenceTime"),
    );
    facts.add("Analysed", textOf(context, "AnalysisTimestamp"));
    facts.add("Detector", textOf(context, "SmartDetectorName") ?? textOf(context, "SmartDetectorId"));
  },
};
