import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from "node:crypto";
import { fromGlideTime } from "../platform/glideTime.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord, Values } from "../platform/recordStore.ts";
import { type Actor, makeActors } from "./actor.ts";
import { isListed, listOf } from "./apiAccess.ts";

/** Users and their passwords. Passwords live in memory only, as hashes, and are given anew at every start. */
export type SignIn = {
  setPassword(userName: string, password: string): void;
  /** Counts failures; five in a row lock the account for a while. */
  withPassword(userName: string, password: string): StoredRecord | undefined;
  /** As `withPassword`, but also refuses whom the restriction of Basic authentication keeps out. */
  withBasic(userName: string, password: string): Actor | undefined;
  /** Whether what an account was given still counts: it is active, and not locked, or no longer. */
  mayWork(user: StoredRecord | undefined): user is StoredRecord;
  actorOf(user: StoredRecord): Actor;
  findUser(userName: string): StoredRecord | undefined;
};

/** The platform's default. A locked account unlocks itself after `glide.user.unlock_timeout_in_mins`. */
const attemptsBeforeLock = 5;

export function makeSignIn(instance: Instance): SignIn {
  const { store, properties } = instance;
  const key = createSecretKey(randomBytes(32));
  const hashes = new Map<string, Buffer>();
  const actorOf = makeActors(instance);
  const hash = (password: string) => createHmac("sha256", key).update(password).digest();

  const findUser = (userName: string) => store.lookUp("sys_user", "user_name", userName)?.[0];

  const alter = (user: StoredRecord, values: Values) => {
    store.save({ ...user, values: { ...user.values, sys_updated_on: instance.nowText(), ...values } });
  };

  const isLocked = (user: StoredRecord) => {
    if (user.values["locked_out"] !== "true") return false;
    const lockedByFailures = Number(user.values["failed_attempts"] ?? "0") >= attemptsBeforeLock;
    const unlockAfterMs = properties.number("glide.user.unlock_timeout_in_mins", 15) * 60_000;
    const lockedAtMs = fromGlideTime(user.values["sys_updated_on"] ?? "") ?? 0;
    if (!lockedByFailures || instance.clock.nowMs() - lockedAtMs < unlockAfterMs) return true;
    alter(user, { locked_out: "false", failed_attempts: "0" });
    return false;
  };

  const mayWork = (user: StoredRecord | undefined): user is StoredRecord =>
    user?.values["active"] === "true" && !isLocked(user);

  const withPassword = (userName: string, password: string) => {
    const user = findUser(userName);
    if (!mayWork(user)) return undefined;
    const known = hashes.get(userName.toLowerCase());
    if (known === undefined || !timingSafeEqual(known, hash(password))) {
      const attempts = Number(store.find("sys_user", user.sysId)?.values["failed_attempts"] ?? "0") + 1;
      alter(user, {
        failed_attempts: String(attempts),
        locked_out: attempts >= attemptsBeforeLock ? "true" : "false",
      });
      return undefined;
    }
    const current = store.find("sys_user", user.sysId) ?? user;
    if ((current.values["failed_attempts"] ?? "0") !== "0") alter(current, { failed_attempts: "0" });
    return current.values["password_needs_reset"] === "true" ? undefined : current;
  };

  const basicAllowed = (user: StoredRecord, actor: Actor) => {
    const prefix = "glide.authenticate.basic_auth.restriction";
    if (!properties.isOn(`${prefix}.active`) || !properties.isOn(`${prefix}.enforce`)) return true;
    if (user.values["web_service_access_only"] === "true") return true;
    if (isListed(instance, `${prefix}.allowed_users`, user.sysId)) return true;
    // Not hasRole(): even an administrator needs the role itself.
    return listOf(properties.get(`${prefix}.allowed_roles`) ?? "snc_basic_auth_api_access").some((role) =>
      actor.roles.has(role),
    );
  };

  return {
    setPassword: (userName, password) => void hashes.set(userName.toLowerCase(), hash(password)),
    withPassword,
    withBasic(userName, password) {
      const user = withPassword(userName, password);
      if (user === undefined) return undefined;
      const actor = actorOf(user);
      return basicAllowed(user, actor) ? actor : undefined;
    },
    mayWork,
    actorOf,
    findUser,
  };
}
