import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";

import { sysIdFor } from "../../../local/servicenow/platform/sysId.ts";
import { memoryTokenStore } from "../../../shared/adapters/memory/memoryTokenStore.ts";
import { serviceNowIssuer } from "../../../shared/adapters/servicenow/grants/serviceNowIssuer.ts";
import type { OAuthGrant } from "../../../shared/adapters/servicenow/grants/grantForms.ts";
import { careForConnection } from "../../../shared/connectionCare/careForConnection.ts";
import type { CallObserver } from "../../../shared/delivery/ports.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { type ConnectionTokens, makeConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import { atOnce } from "../../support/builders/authorizers.ts";
import { memorySetups } from "../../support/builders/careWorld.ts";
import { aConnection } from "../../support/builders/connections.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";
import { integrationPassword, oauthClient, startSandbox } from "../servicenowSandbox/sandboxClient.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
const stepMs = 12 * hourMs;
const days = 365;
const outageDays = [1, 51, 101, 151, 201, 251, 301, 351];
const revocationDay = 40;
const secretEndsDay = 127;
/** The warning of a week before is heeded in four days, while the former secret is still good. */
const secretToldDay = 124;
const skewMs = 5 * minuteMs;
const userName = "bridge.integration";

type Lost = { readonly day: number; readonly code: string };
type Year = {
  readonly calls: number;
  /** Requests for a token that were answered with one. */
  readonly issued: number;
  /** Requests for a token that an outage has struck. */
  readonly struck: number;
  /** Calls during an outage, when there was no token to be had from anybody. */
  readonly awaited: number;
  /** Calls that failed for lack of a token, where one could be had. */
  readonly lost: readonly Lost[];
  /** What the timer warned of, and on which day. */
  readonly warned: readonly { readonly day: number; readonly of: unknown; readonly daysBefore: unknown }[];
};
type Plan = {
  readonly grant: "password" | "jwtBearer" | "passwordOnce";
  /** How far ServiceNow's clock is ahead of ours. */
  readonly aheadMs: number;
  /** A person reads the warning of a week before, and signs in anew. */
  readonly signsInAgain?: boolean;
};

const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
const keyPem = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const publicKeyPem = keys.publicKey.export({ type: "spki", format: "pem" }).toString();
const secretOf = (name: string) => ({ from: "environment", name }) as const;
const grants: Readonly<Record<Plan["grant"], OAuthGrant>> = {
  password: {
    kind: "password",
    clientId: oauthClient.id,
    clientSecret: secretOf("client"),
    user: { userName, password: secretOf("password") },
  },
  passwordOnce: {
    kind: "password",
    clientId: oauthClient.id,
    clientSecret: secretOf("client"),
    user: null,
  },
  jwtBearer: {
    kind: "jwtBearer",
    clientId: "jwt-client",
    clientSecret: secretOf("client"),
    privateKey: secretOf("key"),
    keyId: "key-1",
    subject: sysIdFor("sys_user", userName),
  },
};

/** Twice a day; on a day on which something happens every five minutes of more than an hour, in which a token ends. */
function moments(): readonly number[] {
  const quiet = Array.from({ length: (days * dayMs) / stepMs }, (_, place) => (place + 1) * stepMs);
  const busy = [...outageDays, revocationDay].flatMap((day) =>
    Array.from({ length: 14 }, (_, place) => day * dayMs + (place + 1) * 5 * minuteMs),
  );
  return [...quiet, ...busy].sort((one, other) => one - other);
}

/**
 * A year in which our clock and ServiceNow's go on together, five minutes apart: three instances call in turn, and the timer
 * comes by before. In it: tokens of 30 minutes, refresh tokens of 90 days, a revocation in the middle of a token's life, a
 * client's secret that is replaced with a week of overlap, and outages that begin before a token ends and last beyond that.
 */
async function playYear({ grant: kind, aheadMs, signsInAgain = false }: Plan): Promise<Year> {
  const clock = settableClock();
  const startMs = clock.nowMs();
  const sandbox = await startSandbox({ followedClock: clock });
  sandbox.clock.setOffset(aheadMs);
  sandbox.oauth.client(oauthClient.id, { refreshTokenLifespanSeconds: 90 * 24 * 3_600 });
  sandbox.oauth.client("jwt-client", {
    secret: oauthClient.secret,
    jwtKeys: [{ keyId: "key-1", publicKeyPem }],
  });
  const store = memoryTokenStore(clock);
  const secrets: Record<string, string> = {
    client: oauthClient.secret,
    password: integrationPassword,
    key: keyPem,
  };
  const grant = grants[kind];
  const utcOfDay = (day: number) => new Date(startMs + day * dayMs).toISOString();
  let connection = {
    ...aConnection({ endsUtc: { clientSecret: utcOfDay(secretEndsDay) } }),
    instanceUrl: sandbox.url,
    grant,
  };
  const closing: (() => Promise<void>)[] = [];
  const start = (): ConnectionTokens => {
    const issuer = serviceNowIssuer({
      connection,
      grant,
      resolve: ({ name }) => Promise.resolve(secrets[name] ?? ""),
      clock,
      timeoutMs: 5_000,
    });
    closing.push(() => issuer.close());
    const log = () => undefined;
    const restUntil = () => Promise.resolve(undefined);
    const parts = { connection, accountOf: () => userName, issuer, store, clock, schedule: atOnce, log };
    return makeConnectionTokens({ ...parts, restUntil });
  };
  const observe: CallObserver = () => undefined;
  let isAway = false;
  const call = async (tokens: ConnectionTokens): Promise<void> => {
    const ask = async (header: string) =>
      (
        await fetch(`${sandbox.url}/api/now/table/incident?sysparm_limit=1&sysparm_fields=sys_id`, {
          headers: { authorization: header },
        })
      ).status;
    const header = await tokens.header(observe);
    const status = await ask(header);
    // Nothing but the outage is in the way: there is a token.
    if (status === 200 || (isAway && status === 503)) return;
    const renewed = await tokens.renewedHeader(header, observe);
    if (renewed === undefined || (await ask(renewed)) !== 200) {
      throw new BridgeError("SERVICENOW_TOKEN_NOT_ACCEPTED", "401");
    }
  };

  const instances = [start(), start(), start()];
  const lost: Lost[] = [];
  const warned: { day: number; of: unknown; daysBefore: unknown }[] = [];
  const dayOf = (ms: number) => (ms - startMs) / dayMs;
  const signIn = async (tokens: ConnectionTokens) =>
    tokens.authorise({ by: "password", userName, password: integrationPassword }, observe);
  if (kind === "passwordOnce") await signIn(start());
  let calls = 0;
  let awaited = 0;
  let overlapped: string | undefined;
  const setups = memorySetups();
  const care = async (tokens: ConnectionTokens): Promise<void> => {
    const given: (readonly [unknown, unknown])[] = [];
    const log = (event: string, { of, daysBefore }: Readonly<Record<string, unknown>>) => {
      if (event === "credentials.endWarned") given.push([of, daysBefore]);
    };
    const lookAtSecret = () => Promise.resolve(null);
    await careForConnection({ setups, lookAtSecret, clock, log }, { connection, tokens });
    for (const [of, daysBefore] of given) {
      warned.push({ day: dayOf(clock.nowMs()), of, daysBefore });
      if (daysBefore !== 7) continue;
      if (of === "refreshToken" && signsInAgain) await signIn(tokens);
      // A new secret, while the former one goes on for a week; we are told four days later.
      if (of === "clientSecret") overlapped = sandbox.oauth.newSecret(grant.clientId, 7 * dayMs);
    }
  };

  for (const [turn, momentMs] of moments().entries()) {
    clock.advanceMs(startMs + momentMs - clock.nowMs());
    const day = dayOf(clock.nowMs());
    const minute = Math.round((day % 1) * 24 * 60);
    // Somebody revokes what there is; the access token is found to be dead in the middle of its life.
    if (Math.floor(day) === revocationDay && minute === 15) {
      const isAll = kind !== "passwordOnce";
      expect(sandbox.oauth.revoke(isAll ? {} : { kind: "access_token" })).toBe(kind === "password" ? 2 : 1);
    }
    if (day === secretToldDay && overlapped !== undefined) {
      secrets["client"] = overlapped;
      connection = { ...connection, endsUtc: { ...connection.endsUtc, clientSecret: utcOfDay(days + 100) } };
    }
    // One instance is replaced by a new process every ten days.
    if (day % 10 === 0) instances.splice(turn % 3, 1, start());
    // The token of the full hour ends at the half: ten minutes before that it is to be renewed.
    const wasAway = isAway;
    isAway = outageDays.includes(Math.floor(day)) && minute >= 20 && minute < 45;
    if (isAway && !wasAway) {
      sandbox.faults.set({ kind: "unavailable" });
      // A fault is not meant for tokens unless it says so.
      sandbox.faults.set({ kind: "unavailable", match: { pathContains: "/oauth_token.do" } });
    }
    if (!isAway && wasAway) sandbox.faults.clear();
    const [instance] = instances.slice(turn % 3);
    if (instance === undefined) throw new Error("There are three");
    await care(instance);
    calls += 1;
    try {
      await call(instance);
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      if (isAway && error.code !== "SERVICENOW_TOKEN_NOT_ACCEPTED") awaited += 1;
      else lost.push({ day, code: error.code });
    }
  }
  await Promise.all(closing.map((close) => close()));
  const { "POST oauth_token.do 200": issued = 0, "POST oauth_token.do 503": struck = 0 } =
    sandbox.stats().calls;
  return { calls, issued, struck, awaited, lost, warned };
}

const longMs = 300_000;
/** Warnings of one thing, as "days before: on which day". */
const warningsOf = (of: string, { warned }: Year) =>
  warned.filter((one) => one.of === of).map(({ day, daysBefore }) => `${String(daysBefore)}: ${day}`);
/** Heeded after the second. */
const secretWarnings = [`30: ${secretEndsDay - 30}`, `7: ${secretEndsDay - 7}`];

describe.each<Plan>([
  { grant: "password", aheadMs: skewMs },
  { grant: "jwtBearer", aheadMs: -skewMs },
])("a year of a connection that needs nobody ($grant, ServiceNow's clock $aheadMs ms ahead)", (plan) => {
  it(
    "loses no call, and asks for tokens once for each that ends and little more",
    async () => {
      const year = await playYear(plan);
      const { calls, issued, struck, awaited, lost } = year;
      expect(calls).toBe(730 + 9 * 14);
      expect(lost).toEqual([]);
      expect(warningsOf("refreshToken", year)).toEqual([]);
      expect(warningsOf("clientSecret", year)).toEqual(secretWarnings);
      // Each outage strikes the timer and the senders before the token ends, and after.
      expect(struck).toBeGreaterThanOrEqual(outageDays.length * 4);
      expect(awaited).toBe(outageDays.length * 3);
      expect(issued).toBeGreaterThanOrEqual(730);
      expect(issued).toBeLessThan(calls * 1.05);
    },
    longMs,
  );
});

describe("a year of a connection for which a person signs in", () => {
  it(
    "loses no call if the person heeds the warnings",
    async () => {
      const year = await playYear({ grant: "passwordOnce", aheadMs: -skewMs, signsInAgain: true });
      expect(year.lost).toEqual([]);
      // Each refresh token lives from one warning of a week before to the next.
      expect(warningsOf("refreshToken", year)).toEqual(
        [0, 83, 166, 249].flatMap((since) => [`30: ${since + 60}`, `7: ${since + 83}`]),
      );
      expect(warningsOf("clientSecret", year)).toEqual(secretWarnings);
    },
    longMs,
  );

  it(
    "loses its access on the day that was warned of, and not before, if nobody does",
    async () => {
      const year = await playYear({ grant: "passwordOnce", aheadMs: skewMs });
      const [first] = year.lost;
      expect(first?.day).toBeGreaterThanOrEqual(90);
      expect(first?.day).toBeLessThan(91);
      expect(warningsOf("refreshToken", year)).toEqual(["30: 60", "7: 83", "1: 89", "0: 90"]);
      expect(new Set(year.lost.map(({ code }) => code))).toEqual(new Set(["REFRESH_TOKEN_INVALID"]));
    },
    longMs,
  );
});
