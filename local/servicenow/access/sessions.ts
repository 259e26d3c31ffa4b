import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";

export type Session = {
  readonly user: StoredRecord;
  /** What a form of this session carries, so that no other page can send it. */
  readonly formToken: string;
};

/** People who have signed in with a browser. In memory only. */
export type Sessions = {
  /** The value of the session's cookie. */
  begin(user: StoredRecord): string;
  /** Not for accounts that are no longer active. */
  of(cookie: string | undefined): Session | undefined;
  end(cookie: string | undefined): void;
};

export function makeSessions({ store }: Instance): Sessions {
  const sessions = new Map<string, { readonly user: string; readonly formToken: string }>();
  return {
    begin(user) {
      const id = randomBytes(32).toString("base64url");
      sessions.set(id, { user: user.sysId, formToken: randomBytes(32).toString("hex") });
      return id;
    },
    of(cookie = "") {
      const found = sessions.get(cookie);
      const user = store.find("sys_user", found?.user ?? "");
      if (found === undefined || user?.values["active"] !== "true") return undefined;
      return { user, formToken: found.formToken };
    },
    end: (cookie = "") => void sessions.delete(cookie),
  };
}

export function isFormOf({ formToken }: Session, sent: string | undefined): boolean {
  const given = Buffer.from(sent ?? "");
  const known = Buffer.from(formToken);
  return given.length === known.length && timingSafeEqual(given, known);
}
