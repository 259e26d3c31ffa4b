import type { Colours } from "../../local/start/colours.ts";
import type { Entry, Step } from "../bridgeAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { labelled, moment } from "./table.ts";

/** Every attempt with its steps, oldest first. Texts must be clean already. */
export function journalText(entries: readonly Entry[], colours: Colours): string {
  if (entries.length === 0) return "Nothing is written about it yet: it waits in the queue.";
  return entries.map((entry) => entryText(entry, colours)).join("\n\n");
}

function entryText({ deliveryId, attempt, atUtc, steps }: Entry, { dim }: Colours): string {
  const head = `${moment(atUtc)}  attempt ${attempt}  ${dim(deliveryId)}`;
  return `${head}\n${labelled(
    steps.map((step) => [step.step, stepText(step)]),
    2,
  )}`;
}

/** One step in words. A step of a newer bridge is shown as it is. */
function stepText(step: Step): string {
  const text = (name: string): string => asText(step[name]);
  switch (step.step) {
    case "received":
      return [
        `${text("bytes")} bytes`,
        ...(step["route"] == null ? [] : [`for route ${text("route")}`]),
        ...(step["replayOf"] == null ? [] : [`replayed from ${text("replayOf")}`]),
      ].join(", ");
    case "recognised": {
      const severity = step["severity"] == null ? "no severity" : `severity ${text("severity")}`;
      const rule = step["ruleName"] == null ? "" : `, rule "${text("ruleName")}"`;
      const alertId = step["alertId"] == null ? "" : `\nalert ${text("alertId")}`;
      return `${text("family")} (${text("shape")}), ${text("condition")}, ${severity}${rule}${alertId}`;
    }
    case "unrecognised":
      return list(step["problems"]).map(asText).join("\n");
    case "routed":
      return `${text("route")} → ${text("connection")}, ${text("workItemKind")}`;
    case "unrouted":
      return text("because");
    case "recovered":
      return `an unfinished ${text("action")}: ${text("found")}`;
    case "planned":
      return `${text("plan")}, because: ${text("because")}`;
    case "called": {
      const answer = step["status"] == null ? "no answer" : text("status");
      const code = step["code"] == null ? "" : `, ${text("code")}`;
      return `${text("method")} ${shortPath(text("path"))} → ${answer}${code}, ${Math.round(Number(step["durationMs"]))} ms`;
    }
    case "drifted":
      return list(step["fields"]).map(driftText).join("\n");
    case "ended":
      return endText(step);
    default: {
      const rest = Object.entries(step).filter(([name]) => name !== "step" && name !== "atUtc");
      return oneLine(JSON.stringify(Object.fromEntries(rest)));
    }
  }
}

function endText(step: Step): string {
  const parts = [
    asText(step["outcome"]),
    step["ticketNumber"] == null ? "" : asText(step["ticketNumber"]),
    step["code"] == null ? "" : asText(step["code"]),
  ].filter((part) => part !== "");
  const next =
    step["nextAttemptAtUtc"] == null ? "" : `\nnext attempt ${moment(asText(step["nextAttemptAtUtc"]))}`;
  return `${parts.join(", ")}: ${asText(step["because"])}${next}`;
}

/** Without the parameters that are always the same; what was searched for stays. */
function shortPath(path: string): string {
  const [bare = "", query] = path.split("?", 2);
  const search = /(?:^|&)(sysparm_query=[^&]*)/.exec(query ?? "")?.[1];
  return search === undefined ? bare : `${bare}?${search}`;
}

function driftText(field: unknown): string {
  const { field: name, sent, stored, instead, code } = field as Record<string, unknown>;
  const kept = asText(stored);
  const fallback = instead == null ? "" : `, then the fallback "${asText(instead)}"`;
  const why = code == null ? "" : `, ${asText(code)}`;
  return `${asText(name)}: sent "${asText(sent)}", ${kept === "" ? "not stored" : `stored as "${kept}"`}${fallback}${why}`;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  if (typeof value === "string") return oneLine(value);
  return value === undefined || value === null ? "–" : JSON.stringify(value);
}
