import type { Instance } from "../platform/instance.ts";
import { sysIdFor } from "../platform/sysId.ts";

/** Roles that come with a role. `admin` passes every check without them. */
const containedRoles: ReadonlyMap<string, readonly string[]> = new Map([
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
  ["evt_mgmt_admin", ["evt_mgmt_operator", "evt_mgmt_integration"]],
]);

/** These roles and all that come with them. */
export function withContained(roles: readonly string[]): Set<string> {
  const all = new Set<string>();
  const add = (role: string) => {
    if (all.has(role)) return;
    all.add(role);
    containedRoles.get(role)?.forEach(add);
  };
  roles.forEach(add);
  return all;
}

/** Roles that were given to an account itself. */
export function rolesGivenTo({ store }: Instance, userSysId: string): string[] {
  return (store.lookUp("sys_user_has_role", "user", userSysId) ?? []).flatMap(({ values }) => {
    const name = store.find("sys_user_role", values["role"] ?? "")?.values["name"];
    return name === undefined || values["inherited"] === "true" ? [] : [name];
  });
}

/** Replaces all roles of an account. What comes with one has a row of its own, marked as inherited. */
export function giveRoles(instance: Instance, userName: string, roles: readonly string[]): void {
  const { store } = instance;
  const user = store.lookUp("sys_user", "user_name", userName)?.[0]?.sysId ?? "";
  for (const held of store.lookUp("sys_user_has_role", "user", user) ?? []) store.delete(held);
  for (const name of withContained(roles)) {
    const known = store.lookUp("sys_user_role", "name", name)?.[0];
    if (known === undefined) instance.put("sys_user_role", { name }, name);
    const role = known?.sysId ?? sysIdFor("sys_user_role", name);
    const inherited = String(!roles.includes(name));
    instance.put("sys_user_has_role", { user, role, inherited }, `${userName} ${name}`);
  }
}
