import type { Connection } from "../../../connections/connection.ts";

/** What of the instance a connection works with. */
export type Needs = {
  readonly incidents: boolean;
  readonly changes: boolean;
  readonly importSetTable: string | null;
  readonly createMissingCi: boolean;
};

export function needsOf({ synchronise, importSetTable, createMissingCi }: Connection): Needs {
  return {
    incidents: synchronise.includes("incident"),
    changes: synchronise.includes("changeRequest"),
    importSetTable,
    createMissingCi,
  };
}

/**
 * Roles that come with a role in a base system (reference: roles). ServiceNow lists inherited roles beside those given;
 * this is for accounts that may not read them.
 */
const contained: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "itil",
    [
      ...["sn_incident_read", "sn_incident_write", "sn_change_read", "sn_change_write", "cmdb_read"],
      "snc_platform_rest_api_access",
    ],
  ],
  ["sn_incident_write", ["sn_incident_read"]],
  ["sn_change_write", ["sn_change_read"]],
  ["evt_mgmt_user", ["itil"]],
  ["evt_mgmt_operator", ["evt_mgmt_user"]],
]);

export function withContained(given: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (role: string): void => {
    if (all.has(role)) return;
    all.add(role);
    contained.get(role)?.forEach(add);
  };
  given.forEach(add);
  return all;
}

export type RoleNeed = {
  readonly role: string;
  readonly id: string;
  /** What it was asked for. */
  readonly purpose: string;
  /** Why it is not needed, or undefined if it is. */
  readonly unneeded: (needs: Needs) => string | undefined;
  /** All of these together do as well; none: nothing does. */
  readonly instead: (needs: Needs) => readonly string[];
};

/** Roles that the guides of Microsoft's connector asked for, one by one, and what the bridge needs of them. */
export const guideRoles: readonly RoleNeed[] = [
  {
    role: "itil",
    id: "role-itil",
    purpose: "reading and writing incidents and change requests",
    unneeded: ({ incidents, changes, createMissingCi }) =>
      incidents || changes || createMissingCi ? undefined : "no tickets are synchronised",
    instead: ({ incidents, changes, createMissingCi }) => [
      ...(incidents ? ["sn_incident_write"] : []),
      ...(changes ? ["sn_change_write"] : []),
      ...(createMissingCi ? ["asset"] : []),
    ],
  },
  {
    role: "personalize_choices",
    id: "role-personalize-choices",
    purpose: "reading choice lists",
    unneeded: () => "choice lists are read as any account may read them; see “Choice lists”",
    instead: () => [],
  },
  {
    role: "import_transformer",
    id: "role-import-transformer",
    purpose: "writing through import sets",
    unneeded: ({ importSetTable }) => (importSetTable === null ? "no import set is configured" : undefined),
    instead: () => [],
  },
  {
    role: "x_mioms_microsoft.user",
    id: "role-mioms-user",
    purpose: "the tables of Microsoft's app in ServiceNow",
    unneeded: ({ importSetTable }) =>
      importSetTable?.startsWith("x_mioms_") === true
        ? undefined
        : "nothing is written through Microsoft's app",
    instead: () => ["import_transformer"],
  },
  {
    role: "template_editor",
    id: "role-template-editor",
    purpose: "reading templates",
    unneeded: () => "templates are only read; see “Templates”",
    instead: () => [],
  },
  {
    role: "view_changer",
    id: "role-view-changer",
    purpose: "changing views of forms",
    unneeded: () => "the bridge shows no forms of ServiceNow",
    instead: () => [],
  },
  {
    role: "evt_mgmt_integration",
    id: "role-evt-integration",
    purpose: "creating events",
    unneeded: () => "no events are created",
    instead: () => [],
  },
  {
    role: "evt_mgmt_operator",
    id: "role-evt-operator",
    purpose: "working on alerts of Event Management",
    unneeded: () => "no alerts of Event Management are worked on",
    instead: () => [],
  },
];
