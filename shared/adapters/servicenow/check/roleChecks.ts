import { type CheckDefinition, type Finding, ok } from "../../../connections/checks/connectionCheck.ts";
import type { ConnectionGrant } from "../../../connections/connection.ts";
import type { ReadAccount } from "./accountChecks.ts";
import { type CheckCalls, isRefusal } from "./checkCalls.ts";
import { guideRoles, type Needs, type RoleNeed, withContained } from "./roleNeeds.ts";

const group = "Roles";
const mostRoles = 500;

/** Undefined: they may not be read. */
export type Roles = ReadonlySet<string> | undefined;
export type ReadRoles = () => Promise<Roles>;

/** Roles of the account, those included that come with others. */
export async function readRoles(calls: CheckCalls, account: ReadAccount): Promise<Roles> {
  const { sysId } = (await account()) ?? {};
  if (sysId === undefined || !/^[0-9a-f]{32}$/.test(sysId)) return undefined;
  try {
    const { rows, total } = await calls.list("sys_user_has_role", {
      query: `user=${sysId}^user.sys_id=${sysId}`,
      fields: ["user", "role.name"],
      limit: mostRoles,
    });
    const names = rows.flatMap((row) => (row["user"] === sysId ? (row["role.name"] ?? []) : []));
    if (names.length === 0 && total !== 0) return undefined;
    return withContained(names);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

export function roleChecks(
  roles: ReadRoles,
  needs: Needs,
  grant: ConnectionGrant,
): readonly CheckDefinition[] {
  const after = ["api-access"];
  return [
    ...guideRoles.map((need): CheckDefinition => ({
      id: need.id,
      group,
      title: need.role,
      after,
      look: async () => judgeRole(need, needs, await roles()),
    })),
    {
      id: "role-admin",
      group,
      title: "Not an administrator",
      after,
      look: async () => judgeAdmin(await roles(), grant),
    },
    {
      id: "role-read-only",
      group,
      title: "Not read-only",
      after,
      look: async () => judgeReadOnly(await roles()),
    },
  ];
}

const unread: Finding = {
  status: "unknown",
  detail: "the account may not read its own roles (sys_user_has_role)",
  fix: "Compare them by hand: User Administration, Users, Roles. The checks of reading below say what matters most.",
};

/** Pure. */
export function judgeRole(need: RoleNeed, needs: Needs, roles: Roles): Finding {
  const { role, purpose } = need;
  const unneeded = need.unneeded(needs);
  if (roles === undefined) {
    return unneeded === undefined ? unread : ok(`not needed: ${unneeded}`);
  }
  const isHeld = roles.has(role);
  if (unneeded !== undefined) {
    return ok(`${isHeld ? "held, and not needed" : "not held, and not needed"}: ${unneeded}`);
  }
  if (isHeld) return ok(`held, and needed for ${purpose}`);
  if (roles.has("admin")) return ok("not held, but admin passes for it");
  const others = need.instead(needs);
  const together = others.join(" and ");
  if (others.length > 0 && others.every((one) => roles.has(one))) {
    return ok(`not held; ${together} ${others.length === 1 ? "does" : "do"} instead`);
  }
  return {
    status: "failed",
    code: "SERVICENOW_ROLE_MISSING",
    detail: `${role} is not held, and needed for ${purpose}`,
    fix: `Give the integration user the role ${[role, ...(together === "" ? [] : [together])].join(", or ")}.`,
  };
}

/** Pure. */
export function judgeAdmin(roles: Roles, { kind }: ConnectionGrant): Finding {
  if (roles === undefined) return unread;
  if (!roles.has("admin")) return ok("admin is not held");
  return {
    status: kind === "jwtBearer" ? "failed" : "warning",
    code: "SERVICENOW_ROLE_UNSUITED",
    detail:
      kind === "jwtBearer"
        ? "admin is held, and ServiceNow refuses signed assertions of administrators"
        : "admin is held: far more than the bridge needs",
    fix: "Take the role admin away, and give itil (or sn_incident_write) in its place.",
  };
}

/** Pure. */
export function judgeReadOnly(roles: Roles): Finding {
  if (roles === undefined) return unread;
  if (!roles.has("snc_read_only")) return ok("snc_read_only is not held");
  return {
    status: "failed",
    code: "SERVICENOW_ROLE_UNSUITED",
    detail: "snc_read_only is held: it forbids every write, whatever other roles allow",
    fix: "Take the role snc_read_only away from the integration user.",
  };
}
