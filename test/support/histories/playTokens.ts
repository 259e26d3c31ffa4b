import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { type ConnectionTokens, makeConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import { aTokenWorld, isAccepted, minuteMs, name, unobserved } from "../tokens/tokenWorld.ts";

const instanceCount = 3;

export type TokenEvent =
  /** Calls by these instances at the same time; one that is to crash does so at its so-manieth step. */
  | { readonly do: "call"; readonly by: readonly number[]; readonly crash: Crash | undefined }
  /** The timer comes by at one instance. */
  | { readonly do: "timer"; readonly by: number; readonly crash: Crash | undefined }
  | { readonly do: "wait"; readonly ms: number }
  /** An administrator revokes tokens. */
  | { readonly do: "revoke"; readonly access: boolean; readonly refresh: boolean }
  /** ServiceNow has another secret or password from now on, or the bridge is told the one that is right, or a wrong one. */
  | { readonly do: "change" | "tell" | "mistype"; readonly what: "secret" | "password" }
  | { readonly do: "partner"; readonly isAway: boolean };

export type Crash = { readonly atStep: number; readonly isBefore: boolean };

export type TokenScenario = {
  readonly needsNobody: boolean;
  readonly rotates: boolean;
  readonly givesNewTokens: boolean;
  readonly history: readonly TokenEvent[];
};

type Wrong = { readonly atMs: number; readonly shown: string };

/** As ServiceNow locks accounts: so many logins in so long. */
const locksAfter = 5;
const lockWindowMs = 15 * minuteMs;
const shortestWaitMs = 5 * minuteMs;
const longestWaitMs = 60 * minuteMs;

/**
 * Plays what happens to a connection's tokens over several instances, and returns everything that is wrong with it: two
 * requests at once, more than two wrong attempts in a row without a wait, attempts that lock the account, and calls
 * without a token where one could be had.
 */
export async function playTokens({ history, ...options }: TokenScenario): Promise<readonly string[]> {
  const world = aTokenWorld(options);
  const { clock, partner, right, shown, parts } = world;
  const complaints = new Set<string>();
  let onTheirWay = 0;
  /** Since something was last accepted. */
  let wrong: Wrong[] = [];
  let hasCrashed = false;
  let wrongLogins: number[] = [];
  let serial = 1;
  const revokedHeaders = new Set<string>();

  const whatIsShown = () => JSON.stringify(shown);
  /** Nothing that was refused, or died on its way, is a reason to wait. */
  const isUnspoilt = () =>
    !hasCrashed &&
    !wrong.some((one) => one.shown === whatIsShown()) &&
    wrongLogins.filter((atMs) => atMs > clock.nowMs() - lockWindowMs).length < locksAfter - 1;

  function noteRefusal(isLogin: boolean): void {
    const atMs = clock.nowMs();
    // What was refused long ago, and then given up for something else, may be tried anew: the lock's own count holds for all.
    const others = wrong.findLastIndex((one) => one.shown !== whatIsShown());
    const inARow = wrong.slice(others + 1);
    const [, second] = inARow;
    const last = inARow.at(-1);
    if (second !== undefined && last !== undefined && atMs - last.atMs < shortestWaitMs) {
      complaints.add(`wrong attempt ${inARow.length + 1} in a row, ${atMs - last.atMs} ms after the last`);
    }
    wrong.push({ atMs, shown: whatIsShown() });
    if (isLogin) wrongLogins.push(atMs);
    wrongLogins = wrongLogins.filter((one) => one > atMs - lockWindowMs);
    if (wrongLogins.length >= locksAfter) complaints.add(`${wrongLogins.length} wrong logins: locked`);
  }

  const ask: typeof parts.issuer.request = (request, observe) => parts.issuer.request(request, observe);
  const issuer = {
    ...parts.issuer,
    async request(...[request, observe]: Parameters<typeof ask>) {
      onTheirWay += 1;
      if (onTheirWay > 1) complaints.add("two requests at once");
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      try {
        const issued = await ask(request, observe);
        wrong = [];
        if (request.by !== "refreshToken") wrongLogins = [];
        hasCrashed = false;
        return issued;
      } catch (error) {
        const { code } = error as BridgeError;
        if (code === "SERVICENOW_TOKEN_REFUSED") noteRefusal(request.by !== "refreshToken");
        throw error;
      } finally {
        onTheirWay -= 1;
      }
    },
  };

  /** An instance, and how it ends: nothing that it has asked for is answered any more. */
  function start() {
    let stepsLeft = Number.POSITIVE_INFINITY;
    let isBefore = true;
    let isDead = false;
    let died: (() => void) | undefined;
    const death = new Promise<"died">((resolve) => (died = () => resolve("died")));
    const mortal = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (object, key) => {
          const method: unknown = Reflect.get(object, key);
          if (typeof method !== "function" || key === "fingerprint" || key === "secrets") return method;
          return async (...args: unknown[]) => {
            const never = new Promise<never>(() => undefined);
            stepsLeft -= 1;
            const isLast = stepsLeft === 0;
            if (isLast) isDead = true;
            if (isLast && !isBefore)
              await (method.apply(object, args) as Promise<unknown>).catch(() => undefined);
            hasCrashed ||= isDead;
            if (isLast) died?.();
            if (isDead) return never;
            return method.apply(object, args) as unknown;
          };
        },
      });
    const tokens: ConnectionTokens = makeConnectionTokens({
      ...parts,
      issuer: mortal(issuer),
      store: mortal(parts.store),
    });
    return {
      tokens,
      death,
      crashAt(crash: Crash) {
        stepsLeft = crash.atStep;
        isBefore = crash.isBefore;
      },
      survives() {
        stepsLeft = Number.POSITIVE_INFINITY;
      },
    };
  }
  const instances = Array.from({ length: instanceCount }, start);

  async function couldBeHad(): Promise<boolean> {
    if (partner.isAway || shown.secret !== right.secret) return false;
    if (options.needsNobody && shown.password === right.password) return true;
    const { refresh } = (await world.tokens()) ?? {};
    return refresh?.token === partner.refresh.token && partner.refresh.endsAtMs > clock.nowMs() + minuteMs;
  }

  async function call(tokens: ConnectionTokens): Promise<boolean> {
    try {
      const header = await tokens.header(unobserved);
      if (isAccepted(world, header)) return true;
      const renewed = await tokens.renewedHeader(header, unobserved);
      if (renewed === undefined || isAccepted(world, renewed)) return renewed !== undefined;
      // Another instance has renewed it, and that one was revoked, too: a call shows two; the next one has to help.
      return renewed !== header && revokedHeaders.has(header) && revokedHeaders.has(renewed);
    } catch (error) {
      if (error instanceof BridgeError) return false;
      throw error;
    }
  }

  /** It holds one token that was revoked, and will find another in the store that was revoked, too: a call repeats once. */
  async function meetsTwoRevoked(place: number): Promise<boolean> {
    const stored = (await world.tokens())?.access?.token;
    if (stored === undefined || isAccepted(world, `Bearer ${stored}`)) return false;
    return instances[place]?.tokens.secrets().includes(stored) === false;
  }

  async function callBy(places: readonly number[], crash: Crash | undefined, isSure: boolean): Promise<void> {
    const hasToWork = (await couldBeHad()) && (isSure || isUnspoilt()) && crash === undefined;
    const unlucky = await Promise.all(places.map(meetsTwoRevoked));
    const [victim] = places;
    const outcomes = await Promise.all(
      places.map(async (place) => {
        const instance = instances[place];
        if (instance === undefined) return "died";
        if (crash !== undefined && place === victim) instance.crashAt(crash);
        const outcome = await Promise.race([call(instance.tokens), instance.death]);
        instance.survives();
        if (outcome === "died") instances[place] = start();
        return outcome;
      }),
    );
    if (hasToWork && outcomes.some((outcome, index) => outcome === false && unlucky[index] !== true))
      complaints.add("no token, where one could be had");
  }

  if (!options.needsNobody) {
    const person = { by: "password", userName: "bridge", password: right.password } as const;
    await instances[0]?.tokens.authorise(person, unobserved);
  }
  for (const event of history) {
    switch (event.do) {
      case "call":
        await callBy(event.by, event.crash, false);
        break;
      case "timer": {
        const instance = instances[event.by];
        if (instance === undefined) break;
        if (event.crash !== undefined) instance.crashAt(event.crash);
        const renewing = instance.tokens.renewAhead(unobserved).catch((error: unknown) => {
          if (!(error instanceof BridgeError)) throw error;
        });
        if ((await Promise.race([renewing, instance.death])) === "died") instances[event.by] = start();
        instance.survives();
        break;
      }
      case "wait":
        clock.advanceMs(event.ms);
        break;
      case "revoke":
        if (event.access) revokedHeaders.add(`Bearer ${partner.access.token}`);
        if (event.access) partner.access.endsAtMs = 0;
        if (event.refresh) partner.refresh.endsAtMs = 0;
        // What nobody can know is found out by an attempt that fails; the next one has to help.
        break;
      case "change":
        right[event.what] = `right-${(serial += 1)}`;
        break;
      case "mistype":
        shown[event.what] = `wrong-${(serial += 1)}`;
        break;
      case "tell":
        shown[event.what] = right[event.what];
        break;
      case "partner":
        partner.isAway = event.isAway;
        break;
      default:
        event satisfies never;
    }
  }

  // Whatever has been, once everything is right again the longest wait is enough.
  partner.isAway = false;
  Object.assign(shown, right);
  clock.advanceMs(longestWaitMs + minuteMs);
  await callBy(
    instances.map((_instance, place) => place),
    undefined,
    true,
  );
  const { connection } = (await world.tokens()) ?? { connection: name };
  if (connection !== name) complaints.add(`tokens of ${connection}`);
  return [...complaints];
}
