import { type Change, changes, type Rule } from "../records/change.ts";
import { refusal } from "../records/refusal.ts";
import { sysIdFor } from "../platform/sysId.ts";
import { priorityFor } from "./priorityLookup.ts";

const resolved = "6";
const closed = "7";
const canceled = "8";
const onHold = "3";
const inProgress = "2";
const awaitingCaller = "1";

const stateOf = (values: Readonly<Record<string, string>> | undefined) => values?.["state"] ?? "";

/** `state` and `incident_state` are one; whoever writes only the second means both. */
const mirrorState: Rule = ({ values, sent }) => {
  const wanted = sent["state"] ?? sent["incident_state"] ?? values["state"] ?? "1";
  values["state"] = wanted;
  values["incident_state"] = wanted;
};

const refuseReopeningClosed: Rule = (change) => {
  const former = stateOf(change.before);
  if ((former !== closed && former !== canceled) || !changes(change, "state")) return;
  const rule = "Incident closed: no change of state";
  throw refusal.businessRule("incident", rule, sysIdFor("sys_script", rule));
};

/** Whatever a client sends as priority, the lookup has the last word. */
const lookUpPriority: Rule = ({ values }) => {
  const priority = priorityFor(values["impact"] ?? "", values["urgency"] ?? "");
  if (priority !== undefined) values["priority"] = priority;
};

const fillOnOpening: Rule = ({ before, values, actor, now }) => {
  if (before !== undefined) return;
  values["opened_by"] ||= actor.sysId;
  values["opened_at"] ||= now;
};

const fillFromCaller: Rule = (change) => {
  if (!changes(change, "caller_id")) return;
  const { values, instance } = change;
  const caller = instance.store.find("sys_user", values["caller_id"] ?? "")?.values;
  if (caller?.["company"] !== undefined) values["company"] ||= caller["company"];
  if (caller?.["location"] !== undefined) values["location"] ||= caller["location"];
};

/** Only while nobody has been named. */
const assignFromConfigurationItem: Rule = ({ values, instance }) => {
  if ((values["assignment_group"] ?? "") !== "" || (values["assigned_to"] ?? "") !== "") return;
  const item = instance.store.find("cmdb_ci", values["cmdb_ci"] ?? "")?.values;
  const group = item?.["support_group"];
  if (group !== undefined) values["assignment_group"] = group;
};

const followGroupChange: Rule = (change) => {
  const { before, values, sent } = change;
  if (before === undefined || !changes(change, "assignment_group")) return;
  if (sent["assigned_to"] === undefined) values["assigned_to"] = "";
  if ((before["assignment_group"] ?? "") === "") return;
  values["reassignment_count"] = String(Number(values["reassignment_count"] ?? "0") + 1);
};

/** The caller's answer ends the waiting for the caller. */
const resumeOnCallersAnswer: Rule = (change) => {
  const { before, values, actor, journal } = change;
  if (before === undefined || stateOf(before) !== onHold || before["hold_reason"] !== awaitingCaller) return;
  if (!journal.has("comments") || before["caller_id"] !== actor.sysId || changes(change, "state")) return;
  values["state"] = inProgress;
  values["incident_state"] = inProgress;
  values["hold_reason"] = "";
};

const stampStateChange: Rule = (change) => {
  if (!changes(change, "state")) return;
  const { before, values, actor, now } = change;
  const state = stateOf(values);
  if (state !== onHold) values["hold_reason"] = "";
  values["active"] = state === closed || state === canceled ? "false" : "true";
  if (state === resolved) {
    values["resolved_at"] ||= now;
    values["resolved_by"] ||= actor.sysId;
  }
  if (state === closed || state === canceled) {
    values["closed_at"] ||= now;
    values["closed_by"] ||= actor.sysId;
  }
  if (stateOf(before) === resolved && state !== closed && state !== canceled) {
    values["reopen_count"] = String(Number(values["reopen_count"] ?? "0") + 1);
    values["reopened_by"] = actor.sysId;
    values["reopened_time"] = now;
    values["resolved_at"] = "";
    values["resolved_by"] = "";
  }
};

const requireMandatoryFields: Rule = (change) => {
  const { instance, values, table } = change;
  const isEnding = stateOf(values) === resolved || stateOf(values) === closed;
  const columns = isEnding ? ["close_code", "close_notes"] : [];
  const missing = columns.filter((column) => (values[column] ?? "") === "");
  if (waitsForCallerWithoutSaying(change)) missing.push("comments");
  if (missing.length === 0) return;
  const { allFields } = instance.dictionary.tableOf(table);
  throw refusal.dataPolicy(missing.map((column) => allFields.get(column)?.label ?? column));
};

function waitsForCallerWithoutSaying(change: Change): boolean {
  const { values, journal } = change;
  return (
    stateOf(values) === onHold &&
    values["hold_reason"] === awaitingCaller &&
    (changes(change, "state") || changes(change, "hold_reason")) &&
    !journal.has("comments")
  );
}

/** In the order in which they run. */
export const incidentRules: readonly Rule[] = [
  mirrorState,
  refuseReopeningClosed,
  lookUpPriority,
  fillOnOpening,
  fillFromCaller,
  followGroupChange,
  assignFromConfigurationItem,
  resumeOnCallersAnswer,
  stampStateChange,
  requireMandatoryFields,
];
