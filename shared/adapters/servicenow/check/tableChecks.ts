import {
  type CheckDefinition,
  type CheckStatus,
  type Finding,
  notNeeded,
  ok,
} from "../../../connections/checks/connectionCheck.ts";
import type { BridgeError } from "../../../failures/bridgeError.ts";
import { type CheckCalls, isRefusal } from "./checkCalls.ts";
import type { Needs } from "./roleNeeds.ts";

const group = "What may be read";

/** What a look at a table shows. ServiceNow hides what may not be read: the answer is good, and its list is empty. */
export type TableSeen =
  | { readonly kind: "readable"; readonly total: number | undefined }
  | { readonly kind: "hidden"; readonly total: number }
  | { readonly kind: "empty" }
  | { readonly kind: "absent" }
  | { readonly kind: "refused"; readonly error: BridgeError };

export type WantedTable = {
  readonly id: string;
  readonly table: string;
  readonly title: string;
  /** A column without which a row is of no use. */
  readonly field: string;
  readonly purpose: string;
  readonly role: string;
  /** What it means that it cannot be read. */
  readonly otherwise: Extract<CheckStatus, "failed" | "warning">;
  /** Why it is not needed; undefined if it is. */
  readonly unneeded: (needs: Needs) => string | undefined;
};

const always = () => undefined;
/** Nothing that a connection can synchronise needs them; the guides of Microsoft's connector asked for them. */
const neverMade = () => "no events or alerts of Event Management are made";

export const wantedTables: readonly WantedTable[] = [
  {
    id: "read-incident",
    table: "incident",
    title: "Incidents",
    field: "correlation_id",
    purpose: "finding a ticket again, and never making it twice",
    role: "itil or sn_incident_read",
    otherwise: "failed",
    unneeded: ({ incidents }) => (incidents ? undefined : "incidents are not synchronised"),
  },
  {
    id: "read-change-request",
    table: "change_request",
    title: "Change requests",
    field: "number",
    purpose: "keeping change requests in step",
    role: "itil or sn_change_read",
    otherwise: "failed",
    unneeded: ({ changes }) => (changes ? undefined : "change requests are not synchronised"),
  },
  {
    id: "read-event",
    table: "em_event",
    title: "Events",
    field: "sys_id",
    purpose: "finding an event again",
    role: "evt_mgmt_integration or evt_mgmt_user",
    otherwise: "failed",
    unneeded: neverMade,
  },
  {
    id: "read-alert",
    table: "em_alert",
    title: "Alerts of Event Management",
    field: "sys_id",
    purpose: "seeing what became of an event",
    role: "evt_mgmt_operator or evt_mgmt_user",
    otherwise: "failed",
    unneeded: neverMade,
  },
  {
    id: "read-choices",
    table: "sys_choice",
    title: "Choice lists",
    field: "value",
    purpose: "knowing which values the instance stores, its close codes among them",
    role: "personalize_choices",
    otherwise: "failed",
    unneeded: always,
  },
  {
    id: "read-groups",
    table: "sys_user_group",
    title: "Groups",
    field: "name",
    purpose: "assigning to a group that a route names",
    role: "itil",
    otherwise: "warning",
    unneeded: always,
  },
  {
    id: "read-users",
    table: "sys_user",
    title: "Users",
    field: "user_name",
    purpose: "finding the caller that a route names, and telling the bridge's own work from a person's",
    role: "itil",
    otherwise: "warning",
    unneeded: always,
  },
  {
    id: "read-cis",
    table: "cmdb_ci",
    title: "Configuration items",
    field: "name",
    purpose: "linking tickets to what they are about",
    role: "itil or cmdb_read",
    otherwise: "warning",
    unneeded: always,
  },
  {
    id: "read-dictionary",
    table: "sys_dictionary",
    title: "Dictionary",
    field: "element",
    purpose: "knowing how long texts may be and which fields are mandatory",
    role: "personalize_dictionary",
    otherwise: "warning",
    unneeded: always,
  },
  {
    id: "read-templates",
    table: "sys_template",
    title: "Templates",
    field: "name",
    purpose: "offering templates by name",
    role: "itil",
    otherwise: "warning",
    unneeded: always,
  },
];

export function tableChecks(calls: CheckCalls, needs: Needs): readonly CheckDefinition[] {
  return [
    ...wantedTables.map((wanted): CheckDefinition => ({
      id: wanted.id,
      group,
      title: wanted.title,
      after: ["api-access"],
      look: async () => {
        const unneeded = wanted.unneeded(needs);
        return unneeded === undefined
          ? judgeTable(wanted, await seeTable(calls, wanted))
          : notNeeded(unneeded);
      },
    })),
    journalCheck(calls, needs),
  ];
}

async function seeTable(calls: CheckCalls, { table, field }: WantedTable): Promise<TableSeen> {
  try {
    const { rows, total } = await calls.list(table, { fields: ["sys_id", field] });
    if (rows.some((row) => row[field] !== undefined)) return { kind: "readable", total };
    return total === 0 ? { kind: "empty" } : { kind: "hidden", total: total ?? rows.length };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.code === "SERVICENOW_TABLE_INVALID" ? { kind: "absent" } : { kind: "refused", error };
  }
}

/** Pure. */
export function judgeTable(wanted: WantedTable, seen: TableSeen): Finding {
  const { table, purpose, role, otherwise: status } = wanted;
  const fix = `Give the integration user a role that reads ${table}: ${role}.`;
  switch (seen.kind) {
    case "readable":
      return ok(
        seen.total === undefined ? "readable" : `readable; there are ${seen.total.toLocaleString("en")}`,
      );
    case "empty":
      return ok(`nothing is there yet, so nothing shows whether it may be read`);
    case "hidden":
      return {
        status,
        code: "SERVICENOW_ROWS_HIDDEN",
        detail: `${table} has ${seen.total.toLocaleString("en")}, and shows none; needed for ${purpose}`,
        fix,
      };
    case "absent":
      return {
        status,
        code: "SERVICENOW_TABLE_INVALID",
        detail: `${table} is not there; needed for ${purpose}`,
        fix: "Ask whoever runs the instance why a table of the base system is missing.",
      };
    case "refused":
      return {
        status,
        code: seen.error.code,
        detail: `${seen.error.detail}; needed for ${purpose}`,
        ...(seen.error.code === "SERVICENOW_QUERY_DENIED" ? { fix } : {}),
      };
    default:
      return seen satisfies never;
  }
}

/** Notes are read with the incident itself, as displayed: sys_journal_field, which few may read, is not needed. */
function journalCheck(calls: CheckCalls, needs: Needs): CheckDefinition {
  return {
    id: "read-journal",
    group,
    title: "Work notes",
    after: ["read-incident"],
    look: async () => {
      if (!needs.incidents) return notNeeded("incidents are not synchronised");
      const { rows } = await calls.list("incident", { fields: ["sys_id", "work_notes"], displayed: true });
      if (rows.length === 0) return { status: "unknown", detail: "there is no incident yet to look at" };
      if (rows.some((row) => row["work_notes"] !== undefined)) {
        return ok("readable with the incident; sys_journal_field is not needed");
      }
      return {
        status: "warning",
        code: "SERVICENOW_ROWS_HIDDEN",
        detail: "work_notes of incidents is not shown; needed for never writing the same note twice",
        fix: "Let the integration user read incident.work_notes (itil does).",
      };
    },
  };
}
