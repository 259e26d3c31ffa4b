import type { AuditTrail } from "../audit/audit.ts";
import { auditIdFor } from "../audit/auditId.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import { type SetupStatus, viewSetup } from "../status/setupStatus.ts";
import { syncConnection, type SyncParts } from "./syncConnection.ts";

export type SyncByHandParts = SyncParts & {
  readonly states: Pick<ConnectionStates, "read">;
  readonly audit: Pick<AuditTrail, "add">;
  /** Lets a connection that rests be tried at once. */
  readonly resume: (name: string, who: string) => Promise<unknown>;
};

export type Synced = { readonly connection: string; readonly setup: SetupStatus };

/**
 * Synchronises because somebody wants it now: a connection that rests is tried at once, and the audit trail keeps who it
 * was. Throws what syncConnection throws.
 */
export async function syncByHand(parts: SyncByHandParts, name: string, who: string): Promise<Synced> {
  const { connections, states, audit, resume, clock } = parts;
  const { connection } = await connections.peek(name);
  const stored = await states.read(connection.name);
  if (stored?.state.pause !== undefined) await resume(connection.name, who);
  const setup = await syncConnection(parts, connection.name);
  const atUtc = new Date(clock.nowMs()).toISOString();
  await audit.add({
    id: auditIdFor(atUtc, "sync", connection.name),
    atUtc,
    who,
    action: "connection.synchronised",
    subject: connection.name,
    reason: null,
    details: { problem: setup.lastSyncProblem?.code ?? null },
  });
  return { connection: connection.name, setup: viewSetup(connection, setup, clock.nowMs()) };
}
