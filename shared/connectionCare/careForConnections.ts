import type { Connection } from "../connections/connection.ts";
import type { ConnectionSetup } from "../connections/connectionSetup.ts";
import type { Schedule } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { failureLogFields } from "../failures/failureView.ts";
import { careForConnection, type CareParts } from "./careForConnection.ts";
import { isSyncDue } from "./isSyncDue.ts";
import type { SyncedConnection } from "./syncConnection.ts";

export type CareForAllParts = CareParts & {
  readonly connections: {
    list(): Promise<readonly Connection[]>;
    peek(name: string): Promise<SyncedConnection>;
  };
  readonly sync: (name: string) => Promise<unknown>;
  readonly schedule: Schedule;
  /** For how long one connection is waited for. */
  readonly longestMs: number;
};

export type CareCounts = { readonly cared: number; readonly failed: number };

/** So many at a time: each waits for another instance of ServiceNow, and the tokens of one must not wait for all. */
const atATime = 8;

/**
 * Looks after every connection: tokens, ends, warnings, and synchronisations that are due or were left half-way. The
 * trouble of one does not stop the others, and none is waited for longer than `longestMs`: it goes on beside, and the next
 * run finds it as it is then.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE if the connections cannot be listed.
 */
export async function careForConnections(parts: CareForAllParts): Promise<CareCounts> {
  const { connections, log } = parts;
  const waiting = [...(await connections.list())];
  const counts = { cared: 0, failed: 0 };

  async function careForNext(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name } = next;
      const problem = await within(parts, careForOne(parts, name)).catch((error: unknown) => error);
      counts[problem === undefined ? "cared" : "failed"] += 1;
      if (problem !== undefined) log("connection.notCaredFor", { connection: name, ...whatFailed(problem) });
    }
  }
  await Promise.all(Array.from({ length: atATime }, careForNext));
  return counts;
}

async function careForOne(parts: CareForAllParts, name: string): Promise<void> {
  const { connections, clock, sync } = parts;
  const opened = await connections.peek(name);
  const setup: ConnectionSetup = await careForConnection(parts, opened);
  const { isAuthorised } = await opened.tokens.times();
  if (isSyncDue(setup, isAuthorised, clock.nowMs())) await sync(name).catch(unlessKnown);
}

/** What it came to is stored with the setup, and logged. */
function unlessKnown(error: unknown): void {
  if (!(error instanceof BridgeError)) throw error;
}

async function within(
  { schedule, longestMs }: CareForAllParts,
  work: Promise<void>,
): Promise<undefined | Error> {
  const { promise, resolve } = Promise.withResolvers<Error>();
  const call = schedule(longestMs, () => resolve(new Error(`It took longer than ${longestMs} ms`)));
  // What goes on beside may fail later, when nobody waits for it any more.
  work.catch(() => undefined);
  try {
    return (await Promise.race([work, promise])) ?? undefined;
  } finally {
    call();
  }
}

function whatFailed(problem: unknown): object {
  if (problem instanceof BridgeError) {
    return { code: problem.code, detail: problem.detail, ...failureLogFields(problem.code) };
  }
  return { detail: problem instanceof Error ? problem.message : "something unexpected" };
}
