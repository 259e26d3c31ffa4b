import type { Connection } from "../connections/connection.ts";
import type { ConnectionSetup } from "../connections/connectionSetup.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import type { ConnectionStore } from "../connections/connectionStore.ts";
import type { Schedule } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { failureLogFields } from "../failures/failureView.ts";
import { careForConnection, type CareParts } from "./careForConnection.ts";
import type { CareOrder } from "./careOrder.ts";
import type { ForgetRemoved } from "./forgetRemoved.ts";
import { isSyncDue } from "./isSyncDue.ts";
import type { SyncedConnection } from "./syncConnection.ts";

export type CareForAllParts = CareParts & {
  readonly connections: {
    list(mostAgeMs?: number): Promise<readonly Connection[]>;
    peek(name: string, mostAgeMs?: number): Promise<SyncedConnection>;
  };
  readonly setups: Pick<ConnectionStore, "setups">;
  readonly states: Pick<ConnectionStates, "all" | "remove">;
  readonly sync: (name: string) => Promise<unknown>;
  readonly schedule: Schedule;
  readonly order: CareOrder;
  readonly forgetRemoved: ForgetRemoved;
  /** For how long one connection is waited for. */
  readonly longestMs: number;
  /** After this the run is over, whoever is left. */
  readonly longestRunMs: number;
};

export type CareCounts = {
  readonly cared: number;
  readonly failed: number;
  /** For which there was no time: they come first in the next run. */
  readonly notReached: number;
};

class TooLong extends Error {
  constructor(ms: number) {
    super(`It took longer than ${ms} ms`);
  }
}

/** So many at a time: each waits for another instance of ServiceNow, and the tokens of one must not wait for all. */
const atATime = 8;

/** A run over many connections does not read all of them for each; one that it synchronises is read anew. */
const knownForMs = 5_000;

/**
 * Looks after every connection: tokens, ends, warnings, and synchronisations that are due or were left half-way. The
 * trouble of one does not stop the others, and none is waited for longer than `longestMs`: it goes on beside, and the next
 * run finds it as it is then. What is left of removed ones goes. The whole ends after `longestRunMs`.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE if the connections cannot be listed.
 */
export async function careForConnections(parts: CareForAllParts): Promise<CareCounts> {
  const { connections, setups, order, schedule, log } = parts;
  const [all, known] = await Promise.all([connections.list(), setups.setups()]);
  const waiting = order.begin(
    all,
    known.map(({ setup }) => setup),
  );
  const counts = { cared: 0, failed: 0 };
  const over = Promise.withResolvers<TooLong>();
  const runIsOver = new TooLong(parts.longestRunMs);
  let isOver = false;
  const callOff = schedule(parts.longestRunMs, () => {
    isOver = true;
    over.resolve(runIsOver);
  });

  async function careForNext(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = isOver ? undefined : waiting.shift()) {
      const { name } = next;
      const problem = await within(parts, careForOne(parts, name), over.promise);
      // Whoever was cut short by the end of the run was not slow.
      if (problem !== runIsOver) order.ended(name, problem instanceof TooLong ? "tooLong" : "done");
      counts[problem === undefined ? "cared" : "failed"] += 1;
      if (problem !== undefined) log("connection.notCaredFor", { connection: name, ...whatFailed(problem) });
    }
  }
  await Promise.all(Array.from({ length: atATime }, careForNext));
  callOff();
  await parts.forgetRemoved(parts, all);
  if (waiting.length > 0) log("connections.notReached", { connections: waiting.map(({ name }) => name) });
  return { ...counts, notReached: waiting.length };
}

async function careForOne(parts: CareForAllParts, name: string): Promise<void> {
  const { connections, clock, sync } = parts;
  const opened = await connections.peek(name, knownForMs);
  const setup: ConnectionSetup = await careForConnection(parts, opened);
  const { isAuthorised } = await opened.tokens.times();
  if (isSyncDue(setup, isAuthorised, clock.nowMs())) await sync(name).catch(unlessKnown);
}

/** What it came to is stored with the setup, and logged. */
function unlessKnown(error: unknown): void {
  if (!(error instanceof BridgeError)) throw error;
}

/** What went wrong; undefined: nothing did. */
async function within(
  { schedule, longestMs }: CareForAllParts,
  work: Promise<void>,
  over: Promise<TooLong>,
): Promise<unknown> {
  const late = Promise.withResolvers<TooLong>();
  const callOff = schedule(longestMs, () => late.resolve(new TooLong(longestMs)));
  const ended = work.catch((error: unknown) => error);
  try {
    return (await Promise.race([ended, late.promise, over])) ?? undefined;
  } finally {
    callOff();
  }
}

function whatFailed(problem: unknown): object {
  if (problem instanceof BridgeError) {
    return { code: problem.code, detail: problem.detail, ...failureLogFields(problem.code) };
  }
  return { detail: problem instanceof Error ? problem.message : "something unexpected" };
}
