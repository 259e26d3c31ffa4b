import {
  type CheckDefinition,
  type Finding,
  notNeeded,
  ok,
} from "../../../connections/checks/connectionCheck.ts";
import type { CheckContext } from "../../../connections/checks/partnerChecks.ts";
import { BridgeError } from "../../../failures/bridgeError.ts";
import type { Route } from "../../../routing/route.ts";
import { type Choice, chooseCloseCode } from "../closeCodes.ts";
import { states } from "../incidentTable.ts";
import type { Row } from "../rows.ts";
import { type CheckCalls, isRefusal, once } from "./checkCalls.ts";
import { judgeRequired, type RequiredField } from "./judgeRequired.ts";
import type { Needs } from "./roleNeeds.ts";

const group = "Incidents";
const elements = "close_code,state,impact,urgency,category,contact_type";

/** Choices by column. */
export type Choices = ReadonlyMap<string, readonly Choice[]>;

/** What an incident of this instance takes and asks for. */
export function incidentChecks(
  calls: CheckCalls,
  { routes }: CheckContext,
  needs: Needs,
): readonly CheckDefinition[] {
  const choices = once(() => readChoices(calls));
  const check = (
    id: string,
    title: string,
    after: string,
    look: () => Promise<Finding>,
  ): CheckDefinition => ({
    id,
    group,
    title,
    after: [after],
    look: async () => (needs.incidents ? look() : notNeeded("incidents are not synchronised")),
  });
  return [
    check("required-fields", "Mandatory fields are filled", "api-access", async () =>
      judgeRequired(await readRequired(calls), routes),
    ),
    check("close-codes", "Close codes", "read-choices", async () => judgeCloseCodes(await choices(), routes)),
    check("states", "States", "read-choices", async () => judgeStates(await choices())),
    check("values", "Values that routes write", "read-choices", async () =>
      judgeValues(await choices(), routes),
    ),
  ];
}

async function readChoices(calls: CheckCalls): Promise<Choices> {
  const { rows } = await calls.list("sys_choice", {
    query: `nameINtask,incident^elementIN${elements}^inactive=false^language=en^ORDERBYsequence`,
    fields: ["name", "element", "value", "label"],
    limit: 500,
  });
  const byColumn = Map.groupBy(rows, ({ name, element }) => `${name ?? ""}.${element ?? ""}`);
  const columns = elements.split(",").map((element) => {
    // A list of its own overrides that of the task which an incident extends.
    const own = byColumn.get(`incident.${element}`) ?? byColumn.get(`task.${element}`) ?? [];
    return [element, own.flatMap(choiceOf)] as const;
  });
  return new Map(columns);
}

function choiceOf({ value, label }: Row): readonly Choice[] {
  return value === undefined || value === "" ? [] : [{ value, label: label ?? value }];
}

/** Pure. */
export function judgeCloseCodes(choices: Choices, routes: readonly Route[]): Finding {
  const codes = choices.get("close_code") ?? [];
  try {
    for (const { policy } of routes) chooseCloseCode(policy.closeCode, codes);
    const used = chooseCloseCode(undefined, codes);
    return ok(`${codes.length} are known; “${used}” is used where a route names none`);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return { status: "failed", code: error.code, detail: error.detail };
  }
}

const neededStates = [states.inProgress, states.resolved];
const knownStates = ["1", ...Object.values(states)];

/** Pure. */
export function judgeStates(choices: Choices): Finding {
  const there = new Set((choices.get("state") ?? []).map(({ value }) => value));
  const missing = knownStates.filter((state) => !there.has(state));
  if (missing.length === 0) {
    return ok((choices.get("state") ?? []).map(({ value, label }) => `${value} ${label}`).join(", "));
  }
  const isNeeded = missing.some((state) => neededStates.some((needed) => needed === state));
  return {
    status: isNeeded ? "failed" : "warning",
    code: "SERVICENOW_VALUE_DROPPED",
    detail: `incident.state has no ${missing.join(", ")}: ServiceNow would not store it`,
    cause: "The instance has states of its own, or the choices of the base system were set inactive.",
    fix: "Set the choices active again (System Definition, Choice Lists), or ask for the states of your process.",
  };
}

/** Pure. Levels always, and what routes to this connection write beside them. */
export function judgeValues(choices: Choices, routes: readonly Route[]): Finding {
  const wanted = [
    ...["1", "2", "3"].flatMap((level) => [
      { element: "impact", value: level, by: "every ticket" },
      { element: "urgency", value: level, by: "every ticket" },
    ]),
    ...routes.flatMap(({ name, defaults: { category, contactType } }) => [
      ...(category === undefined ? [] : [{ element: "category", value: category, by: `route “${name}”` }]),
      ...(contactType === undefined
        ? []
        : [{ element: "contact_type", value: contactType, by: `route “${name}”` }]),
    ]),
  ];
  const missing = wanted.filter(
    ({ element, value }) => !(choices.get(element) ?? []).some((choice) => choice.value === value),
  );
  if (missing.length === 0) return ok(`all ${wanted.length} are among the instance's choices`);
  const names = missing.map(({ element, value, by }) => `${element} “${value}” (${by})`);
  return {
    status: "warning",
    code: "SERVICENOW_VALUE_DROPPED",
    detail: `not among the instance's choices: ${[...new Set(names)].join(", ")}`,
    fix: "Use a value (not a label) that the instance has, add it there, or give the route a fallback.",
  };
}

/** Mandatory by data policy, which the Table API keeps, and by dictionary, which forms keep. Undefined: unreadable. */
async function readRequired(calls: CheckCalls): Promise<readonly RequiredField[] | undefined> {
  const [policies, dictionary] = await Promise.all([
    required(calls, "sys_data_policy_rule", {
      query: "tableINtask,incident^mandatory=true^sys_data_policy.active=true",
      field: "field",
      by: "data policy",
    }),
    required(calls, "sys_dictionary", {
      query: "nameINtask,incident^mandatory=true",
      field: "element",
      by: "dictionary",
    }),
  ]);
  if (policies === undefined && dictionary === undefined) return undefined;
  return [...(policies ?? []), ...(dictionary ?? [])];
}

async function required(
  calls: CheckCalls,
  table: string,
  { query, field, by }: { readonly query: string; readonly field: string; readonly by: RequiredField["by"] },
): Promise<readonly RequiredField[] | undefined> {
  try {
    const { rows, total } = await calls.list(table, { query, fields: [field, "mandatory"], limit: 200 });
    if (rows.length === 0 && total !== 0) return undefined;
    return rows.flatMap((row) =>
      row[field] === undefined || row[field] === "" || row["mandatory"] !== "true"
        ? []
        : [{ field: row[field], by }],
    );
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
