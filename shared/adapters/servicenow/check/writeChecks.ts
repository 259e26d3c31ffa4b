import {
  type CheckDefinition,
  type Finding,
  notNeeded,
  ok,
} from "../../../connections/checks/connectionCheck.ts";
import type { ReadRoles, Roles } from "./roleChecks.ts";
import type { Needs } from "./roleNeeds.ts";

const group = "What may be written";

export type WriteRight = {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  /** Any of them does. */
  readonly roles: readonly string[];
  readonly unneeded: (needs: Needs) => string | undefined;
};

export const writeRights: readonly WriteRight[] = [
  {
    id: "write-incident",
    title: "Incidents",
    what: "create and change incidents",
    roles: ["itil", "sn_incident_write"],
    unneeded: ({ incidents }) => (incidents ? undefined : "incidents are not synchronised"),
  },
  {
    id: "write-change-request",
    title: "Change requests",
    what: "create and change change requests",
    roles: ["itil", "sn_change_write"],
    unneeded: ({ changes }) => (changes ? undefined : "change requests are not synchronised"),
  },
  {
    id: "write-event",
    title: "Events",
    what: "create events",
    roles: ["evt_mgmt_integration", "evt_mgmt_admin"],
    unneeded: () => "no events are created",
  },
  {
    id: "write-ci",
    title: "Configuration items",
    what: "create configuration items",
    roles: ["itil", "asset"],
    unneeded: ({ createMissingCi }) =>
      createMissingCi ? undefined : "missing configuration items are not created",
  },
];

/** What may be written, told from roles: proof is only a write. */
export function writeChecks(roles: ReadRoles, needs: Needs): readonly CheckDefinition[] {
  return writeRights.map((right) => ({
    id: right.id,
    group,
    title: right.title,
    after: ["api-access"],
    look: async () => {
      const unneeded = right.unneeded(needs);
      return unneeded === undefined ? judgeWrite(right, await roles()) : notNeeded(unneeded);
    },
  }));
}

/** Pure. */
export function judgeWrite({ what, roles: enough }: WriteRight, roles: Roles): Finding {
  if (roles === undefined) {
    return {
      status: "unknown",
      detail: "the account's roles may not be read",
      fix: "npm run bridge -- connections check <name> --write tries it with an incident that says it may be ignored.",
    };
  }
  const names = enough.join(" or ");
  if (roles.has("snc_read_only")) {
    return {
      status: "failed",
      code: "SERVICENOW_ROLE_UNSUITED",
      detail: `snc_read_only forbids it to ${what}`,
      fix: "Take the role snc_read_only away from the integration user.",
    };
  }
  const held = enough.find((role) => roles.has(role));
  if (held !== undefined) return ok(`by ${held}, unless an access rule of this instance says otherwise`);
  if (roles.has("admin")) return ok("by admin");
  return {
    status: "failed",
    code: "SERVICENOW_ROLE_MISSING",
    detail: `no role allows it to ${what}: ${names}`,
    fix: `Give the integration user the role ${names}.`,
  };
}
