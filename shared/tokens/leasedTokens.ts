import { BridgeError } from "../failures/bridgeError.ts";
import { withForecast } from "./refreshForecast.ts";
import { onlyWrongLogins } from "./tokenAttempts.ts";
import { mostPolls, pauseFor, pollMs, type TokenParts } from "./tokenParts.ts";
import type { TokenLease, TokenSet } from "./tokenStore.ts";

export type ReadTokens = {
  readonly tokens: TokenSet;
  readonly version: string | undefined;
  /** Why what is stored cannot be opened: `tokens` is empty then, and whoever writes replaces it. */
  readonly unreadable?: BridgeError;
};

/** A connection's tokens in the shared store: read by anybody, changed by one instance at a time. */
export type LeasedTokens = {
  /**
   * What could not be stored when it was there is stored first. Throws BridgeError STORAGE_UNAVAILABLE, and SECRET_UNREADABLE
   * if what cannot be opened is not to be replaced.
   */
  read(): Promise<ReadTokens>;
  /**
   * Runs `change` while no other instance changes the tokens. Until its turn comes, `look` is shown what is there again and
   * again: once it returns something, that is the result, and nothing is changed.
   *
   * Throws BridgeError CONNECTION_BUSY if the turn does not come.
   */
  inTurn<T>(
    look: (read: ReadTokens) => T | undefined | Promise<T | undefined>,
    change: (read: ReadTokens, write: WriteTokens) => Promise<T>,
    how?: { readonly replacesUnreadable: boolean },
  ): Promise<T>;
  /** The same, but the turn goes on: whoever takes it releases it. Undefined if `look` made it needless. */
  takeTurn(
    look: (read: ReadTokens) => true | undefined | Promise<true | undefined>,
    begin: (read: ReadTokens, write: WriteTokens) => Promise<void>,
  ): Promise<{ readonly lease: TokenLease | undefined }>;
  /**
   * Removes the tokens, readable or not. How near accounts are to their locks stays for as long as that counts. Throws
   * BridgeError STORAGE_UNAVAILABLE, and CONNECTION_BUSY if somebody else writes all the time.
   */
  forget(): Promise<void>;
};

/** Writes over what was read or written last. Throws BridgeError STORAGE_UNAVAILABLE, and CONNECTION_BUSY if somebody else has written. */
export type WriteTokens = {
  (tokens: TokenSet): Promise<void>;
  /** New tokens must not get lost: tries several times, and if storage stays away keeps them for the next `read`. Never throws BridgeError. */
  surely(tokens: TokenSet): Promise<void>;
};

const mostTries = 8;
const saveAgainAfterMs = [200, 1_000, 3_000];

export function leasedTokens({
  connection: { name, refreshTokenLifespanMs },
  store,
  clock,
  schedule,
  log,
  ...parts
}: Parts): LeasedTokens {
  const { grantedFor } = parts;
  const none: TokenSet = { v: 1, connection: name, ...(grantedFor === undefined ? {} : { grantedFor }) };
  let unsaved: ReadTokens | undefined;
  let isForeignTold = false;

  /** A token goes where it came from, and nowhere else; how near an account is to its lock stays true. */
  function onlyOurs(tokens: TokenSet): TokenSet {
    if (grantedFor === undefined || (tokens.grantedFor ?? grantedFor) === grantedFor) {
      return { ...tokens, ...none };
    }
    if (!isForeignTold) log("tokens.ofFormerConnection", { connection: name });
    isForeignTold = true;
    const { wrongLogins } = tokens;
    return { ...none, ...(wrongLogins === undefined ? {} : { wrongLogins }) };
  }

  async function stored(replacesUnreadable: boolean): Promise<ReadTokens> {
    try {
      const found = await store.read(name);
      if (found === undefined) return { tokens: none, version: undefined };
      const tokens = withForecast(onlyOurs(found.tokens), refreshTokenLifespanMs);
      return { tokens, version: found.version };
    } catch (error) {
      if (!(error instanceof BridgeError) || error.code !== "SECRET_UNREADABLE") throw error;
      if (!replacesUnreadable) throw error;
      return { tokens: none, version: undefined, unreadable: error };
    }
  }

  async function read(replacesUnreadable = parts.replacesUnreadable): Promise<ReadTokens> {
    const there = await stored(replacesUnreadable);
    if (unsaved === undefined) return there;
    const ours = unsaved;
    if (there.version !== ours.version) {
      // Somebody has written since: what they have is newer.
      unsaved = undefined;
      return there;
    }
    const written = await store.write(ours.tokens, ours.version);
    unsaved = undefined;
    return written.kind === "written"
      ? { tokens: ours.tokens, version: written.version }
      : read(replacesUnreadable);
  }

  function writer(from: ReadTokens): WriteTokens {
    let { version, unreadable } = from;
    const write = async (tokens: TokenSet) => {
      if (unreadable !== undefined) {
        // Not before there is something to put in its place: until then its key may come back.
        await store.remove(name);
        log("tokens.unreadableReplaced", { connection: name, detail: unreadable.detail });
        unreadable = undefined;
      }
      const written = await store.write(tokens, version);
      if (written.kind === "conflict") {
        throw new BridgeError("CONNECTION_BUSY", `The tokens of "${name}" were changed meanwhile`);
      }
      ({ version } = written);
    };
    return Object.assign(write, {
      async surely(tokens: TokenSet) {
        for (const waitMs of [...saveAgainAfterMs, undefined]) {
          try {
            await write(tokens);
            return;
          } catch (error) {
            if (!(error instanceof BridgeError)) throw error;
            if (waitMs === undefined || error.code === "CONNECTION_BUSY") {
              log("tokens.notSaved", { connection: name, code: error.code, detail: error.detail });
              if (error.code !== "CONNECTION_BUSY") unsaved = { tokens, version };
              return;
            }
          }
          await pauseFor(schedule, waitMs);
        }
      },
    });
  }

  /** Runs `use` under the lease; what it does with that is its own affair. */
  async function underLease<T>(
    look: (read: ReadTokens) => T | undefined | Promise<T | undefined>,
    use: (lease: TokenLease) => Promise<T>,
    replacesUnreadable = parts.replacesUnreadable,
  ): Promise<T> {
    for (let polls = 0; polls < mostPolls; polls += 1) {
      const seen = await look(await read(replacesUnreadable));
      if (seen !== undefined) return seen;
      const lease = await store.lease(name, parts.leaseMs);
      if (lease !== undefined) return use(lease);
      await pauseFor(schedule, pollMs);
    }
    throw new BridgeError("CONNECTION_BUSY", `Another instance is asking for the tokens of "${name}"`);
  }

  return {
    read: () => read(),
    inTurn: (look, change, how) =>
      underLease(
        look,
        async (lease) => {
          try {
            const there = await read(how?.replacesUnreadable);
            return (await look(there)) ?? (await change(there, writer(there)));
          } finally {
            await release(lease);
          }
        },
        how?.replacesUnreadable,
      ),
    takeTurn(look, begin) {
      const needless = { lease: undefined };
      const lookOnce = async (there: ReadTokens) => ((await look(there)) === true ? needless : undefined);
      return underLease<{ readonly lease: TokenLease | undefined }>(lookOnce, async (lease) => {
        try {
          const there = await read();
          if ((await look(there)) !== true) {
            await begin(there, writer(there));
            return { lease };
          }
        } catch (error) {
          await release(lease);
          throw error;
        }
        await release(lease);
        return needless;
      });
    },
    async forget() {
      unsaved = undefined;
      for (let tries = 0; tries < mostTries; tries += 1) {
        const { tokens, version } = await stored(true);
        const kept = onlyWrongLogins(tokens, clock.nowMs());
        if (kept === undefined) return store.remove(name);
        if ((await store.write(kept, version)).kind === "written") return;
      }
      throw new BridgeError("CONNECTION_BUSY", `The tokens of "${name}" change all the time`);
    },
  };
}

/** What cannot be released ends by itself. */
async function release(lease: TokenLease): Promise<void> {
  await lease.release().catch((error: unknown) => {
    if (!(error instanceof BridgeError)) throw error;
  });
}

type Parts = Pick<TokenParts, "connection" | "grantedFor" | "store" | "clock" | "schedule" | "log"> & {
  readonly leaseMs: number;
  /** Whether tokens that cannot be opened are no loss: there are new ones to be had without a person. */
  readonly replacesUnreadable: boolean;
};
