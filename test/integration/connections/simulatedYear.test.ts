import { describe, expect, it } from "vitest";

import { memoryTokenStore } from "../../../shared/adapters/memory/memoryTokenStore.ts";
import { serviceNowIssuer } from "../../../shared/adapters/servicenow/grants/serviceNowIssuer.ts";
import type { OAuthGrant } from "../../../shared/adapters/servicenow/grants/grantForms.ts";
import type { CallObserver } from "../../../shared/delivery/ports.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { type ConnectionTokens, makeConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import { atOnce } from "../../support/builders/authorizers.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";
import { integrationPassword, oauthClient, startSandbox } from "../servicenowSandbox/sandboxClient.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
const stepMs = 12 * hourMs;
const days = 365;
const outageDays = [1, 51, 101, 151, 201, 251, 301, 351];
const revocationDay = 40;
const newSecretDay = 120;
const secretToldDay = 124;
const userName = "bridge.integration";

type Lost = { readonly day: number; readonly code: string };
type Year = {
  readonly calls: number;
  readonly tokenCalls: number;
  /** Requests for a token that an outage has struck. */
  readonly struck: number;
  /** Calls during an outage, when there was no token to be had from anybody. */
  readonly awaited: number;
  /** Calls that failed for lack of a token, where one could be had. */
  readonly lost: readonly Lost[];
  /** Days on which the timer said that a person is needed, and by when. */
  readonly forecasts: readonly { readonly day: number; readonly byDay: number | null }[];
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
async function playYear(
  grantKind: "password" | "passwordOnce",
  { signsInAgain = false }: { readonly signsInAgain?: boolean } = {},
): Promise<Year> {
  const clock = settableClock();
  const startMs = clock.nowMs();
  const sandbox = await startSandbox({ followedClock: clock });
  sandbox.clock.setOffset(5 * 60_000);
  sandbox.oauth.client(oauthClient.id, { refreshTokenLifespanSeconds: 90 * 24 * 3_600 });
  const store = memoryTokenStore(clock);
  const secrets = { client: oauthClient.secret, password: integrationPassword };
  const reference = (name: string) => ({ from: "environment", name }) as const;
  const grant: OAuthGrant = {
    kind: "password",
    clientId: oauthClient.id,
    clientSecret: reference("client"),
    user: grantKind === "password" ? { userName, password: reference("password") } : null,
  };
  const connection = {
    name: "contoso",
    instanceUrl: sandbox.url,
    allowedHosts: [],
    refreshTokenLifespanMs: 90 * dayMs,
  };
  let tokenCalls = 0;
  const closing: (() => Promise<void>)[] = [];
  const start = (): ConnectionTokens => {
    const issuer = serviceNowIssuer({
      connection,
      grant,
      resolve: ({ name }) => Promise.resolve(name === "client" ? secrets.client : secrets.password),
      clock,
      timeoutMs: 5_000,
    });
    closing.push(() => issuer.close());
    const log = () => undefined;
    const restUntil = () => Promise.resolve(undefined);
    const parts = { connection, accountOf: () => userName, issuer, store, clock, schedule: atOnce, log };
    return makeConnectionTokens({ ...parts, restUntil });
  };
  let struck = 0;
  const observe: CallObserver = ({ path, status }) => {
    if (!path.startsWith("/oauth_token.do")) return;
    tokenCalls += 1;
    if (status === 503) struck += 1;
  };
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
  const forecasts: { day: number; byDay: number | null }[] = [];
  const dayOf = (ms: number) => (ms - startMs) / dayMs;
  const signIn = () =>
    (instances[0] ?? start()).authorise({ by: "password", userName, password: integrationPassword }, observe);
  if (grantKind === "passwordOnce") await signIn();
  let calls = 0;
  let awaited = 0;
  let isAsked = false;
  let overlapped: string | undefined;

  for (const [turn, momentMs] of moments().entries()) {
    clock.advanceMs(startMs + momentMs - clock.nowMs());
    const day = dayOf(clock.nowMs());
    const minute = Math.round((day % 1) * 24 * 60);
    // Somebody revokes what there is; the access token is found to be dead in the middle of its life.
    if (Math.floor(day) === revocationDay && minute === 15) {
      expect(sandbox.oauth.revoke({ kind: "access_token" })).toBe(1);
    }
    // A new secret, while the former one goes on for a week; we are told four days later.
    if (day === newSecretDay) overlapped = sandbox.oauth.newSecret(oauthClient.id, 7 * dayMs);
    if (day === secretToldDay && overlapped !== undefined) secrets.client = overlapped;
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
    const ahead = await instance.renewAhead(observe).catch((error: unknown) => {
      if (!isAway || !(error instanceof BridgeError)) throw error;
      return undefined;
    });
    if (ahead?.kind === "needsPerson") {
      forecasts.push({ day, byDay: ahead.byUtc === null ? null : dayOf(Date.parse(ahead.byUtc)) });
      // A person reads the warning of a week before, at the latest.
      if (
        signsInAgain &&
        !isAsked &&
        ahead.byUtc !== null &&
        Date.parse(ahead.byUtc) - clock.nowMs() < 7 * dayMs
      ) {
        await instance.forget(observe);
        await signIn();
        isAsked = true;
      }
    } else if (ahead !== undefined) isAsked = false;
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
  return { calls, tokenCalls, struck, awaited, lost, forecasts };
}

const longMs = 300_000;

describe("a year of a connection that needs nobody", () => {
  it(
    "loses no call, and asks for tokens once for each that ends and little more",
    async () => {
      const { calls, tokenCalls, struck, awaited, lost, forecasts } = await playYear("password");
      expect(calls).toBe(730 + 9 * 14);
      expect(lost).toEqual([]);
      expect(forecasts).toEqual([]);
      // Each outage strikes the timer and the senders before the token ends, and after.
      expect(struck).toBeGreaterThanOrEqual(outageDays.length * 4);
      expect(awaited).toBe(outageDays.length * 3);
      const answered = tokenCalls - struck;
      expect(answered).toBeGreaterThanOrEqual(730);
      expect(answered).toBeLessThan(calls * 1.05);
    },
    longMs,
  );
});

describe("a year of a connection for which a person signs in", () => {
  it(
    "loses no call if the person heeds the warnings",
    async () => {
      const { lost, forecasts } = await playYear("passwordOnce", { signsInAgain: true });
      expect(lost).toEqual([]);
      expect(forecasts.length).toBeGreaterThan(0);
    },
    longMs,
  );

  it(
    "loses its access on the forecast day, and not before, if nobody does",
    async () => {
      const { lost, forecasts } = await playYear("passwordOnce");
      const [first] = lost;
      const [warned] = forecasts;
      expect(first?.code).toBe("REFRESH_TOKEN_INVALID");
      expect(first?.day).toBeGreaterThanOrEqual(90);
      expect(first?.day).toBeLessThan(91);
      expect(warned?.day).toBeCloseTo(60, 0);
      expect(warned?.byDay).toBeCloseTo(90, 3);
      expect(new Set(lost.map(({ code }) => code))).toEqual(new Set(["REFRESH_TOKEN_INVALID"]));
    },
    longMs,
  );
});
