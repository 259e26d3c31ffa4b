import type { StormRecord } from "../storms/storm.ts";
import { needsLook, type Plan, type PlanInput, planWorkItem } from "./planWorkItem.ts";

/** A storm's ticket is looked at, at the partner, at most this often while alerts join it. */
const lookEveryMs = 60_000;

/** Beside the notes that count the alerts (2, 4, 8, 16…): at least so often while something happens. */
const noteEveryMs = 10 * 60_000;

type StormPlanInput = PlanInput & { readonly storm: StormRecord };

/**
 * The plan for a message to a storm's ticket. Every alert is remembered, but a note for each of thousands would be as bad
 * as a ticket for each: there is one whenever their number has doubled, and one every ten minutes while alerts come or go.
 */
export function planStorm(input: StormPlanInput): Plan {
  if (isDebtVoid(input)) {
    return { kind: "skip", because: "joins the storm", isRemembered: false, isOwed: true };
  }
  const plan = planWorkItem(input);
  if (plan.kind !== "note" || plan.isOwed === true) return plan;
  switch (plan.because) {
    case "resolved, left open":
      return plan;
    case "new member":
      return isDoubled(input.storm.joined + 1) || isNoteDue(input) ? plan : remembered("joins the storm");
    case "fires again":
      return isNoteDue(input) ? plan : remembered("joins the storm");
    case "member resolved":
      return isNoteDue(input) ? plan : remembered("one alert of the storm is over");
  }
}

/** As `needsLook`, but what is only remembered is believed for a minute. */
export function needsStormLook(input: Omit<StormPlanInput, "sight">): boolean {
  const { message, record, storm, nowMs } = input;
  if (isDebtVoid(input) || !needsLook({ message, record })) return false;
  if (record?.owes !== undefined) return true;
  if (storm.seenAtUtc === undefined || nowMs - Date.parse(storm.seenAtUtc) >= lookEveryMs) return true;
  return !isStormOnly(planStorm({ ...input, sight: { kind: "notLooked" } }));
}

/** What the storm's ticket remembers of its own after a plan for a message was carried out. */
export function stormAfter(
  storm: StormRecord,
  { isNew, isNoted, nowUtc }: { readonly isNew: boolean; readonly isNoted: boolean; readonly nowUtc: string },
): StormRecord {
  return {
    ...storm,
    joined: storm.joined + (isNew ? 1 : 0),
    ...(isNoted ? { notedAtUtc: nowUtc, seenAtUtc: nowUtc } : {}),
  };
}

/** It was to be resolved at once, because its first alert was over already; but since then one has joined that fires. */
function isDebtVoid({ record }: Pick<PlanInput, "record">): boolean {
  if (record?.owes === undefined) return false;
  return Object.values(record.members).some(({ condition }) => condition === "fired");
}

function isStormOnly(plan: Plan): boolean {
  return (
    plan.kind === "skip" &&
    (plan.because === "joins the storm" || plan.because === "one alert of the storm is over")
  );
}

function isDoubled(count: number): boolean {
  return count > 1 && Number.isInteger(Math.log2(count));
}

function isNoteDue({ storm, nowMs }: StormPlanInput): boolean {
  return storm.notedAtUtc !== undefined && nowMs - Date.parse(storm.notedAtUtc) >= noteEveryMs;
}

function remembered(because: "joins the storm" | "one alert of the storm is over"): Plan {
  return { kind: "skip", because, isRemembered: true };
}
