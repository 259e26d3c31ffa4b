import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { rolesGivenTo, withContained } from "./roles.ts";

/** Somebody who has signed in, and what he may do. */
export type Actor = {
  readonly sysId: string;
  readonly userName: string;
  readonly name: string;
  /** Display values of moments follow it. Empty means GMT. */
  readonly timeZone: string;
  readonly roles: ReadonlySet<string>;
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
      roles: withContained(rolesGivenTo(instance, user.sysId)),
    };
    cache.set(user.sysId, actor);
    return actor;
  };
}
