import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";

/** Somebody who has signed in, and what he may do. */
export type Actor = {
  readonly sysId: string;
  readonly userName: string;
  readonly name: string;
  /** Display values of moments follow it. Empty means GMT. */
  readonly timeZone: string;
  readonly roles: ReadonlySet<string>;
};

/** Roles that come with a role. `admin` passes every check without them. */
const containedRoles: Readonly<Record<string, readonly string[]>> = {
  itil: [
    "sn_incident_read",
    "sn_incident_write",
    "sn_change_read",
    "sn_change_write",
    "cmdb_read",
    "snc_platform_rest_api_access",
  ],
  sn_incident_write: ["sn_incident_read"],
  evt_mgmt_user: ["itil"],
  evt_mgmt_operator: ["evt_mgmt_user"],
};

export function hasRole(actor: Actor, ...anyOf: readonly string[]): boolean {
  return actor.roles.has("admin") || anyOf.some((role) => actor.roles.has(role));
}

/** Reads users with their roles; keeps each until users or roles change. */
export function makeActors(instance: Instance): (user: StoredRecord) => Actor {
  const { store } = instance;
  let cache = new Map<string, Actor>();
  let knownVersion = "";

  return (user) => {
    const version = `${store.version("sys_user_has_role")} ${store.version("sys_user")}`;
    if (version !== knownVersion) {
      cache = new Map();
      knownVersion = version;
    }
    const known = cache.get(user.sysId);
    if (known !== undefined) return known;
    const actor: Actor = {
      sysId: user.sysId,
      userName: user.values["user_name"] ?? "",
      name: user.values["name"] ?? "",
      timeZone: user.values["time_zone"] ?? "",
      roles: withContained(rolesOf(instance, user.sysId)),
    };
    cache.set(user.sysId, actor);
    return actor;
  };
}

function rolesOf({ store }: Instance, userSysId: string): string[] {
  return (store.lookUp("sys_user_has_role", "user", userSysId) ?? []).flatMap(({ values }) => {
    const name = store.find("sys_user_role", values["role"] ?? "")?.values["name"];
    return name === undefined ? [] : [name];
  });
}

function withContained(roles: readonly string[]): Set<string> {
  const all = new Set<string>();
  const add = (role: string) => {
    if (all.has(role)) return;
    all.add(role);
    containedRoles[role]?.forEach(add);
  };
  roles.forEach(add);
  return all;
}
