import type { AuditTrail } from "../audit/audit.ts";
import { auditIdFor } from "../audit/auditId.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ConnectionStates } from "./connectionState.ts";

export type ResumeParts = {
  readonly states: Pick<ConnectionStates, "read" | "write">;
  readonly audit: Pick<AuditTrail, "add">;
  readonly clock: Clock;
  readonly log: LogEvent;
};

export type Resumed = {
  readonly connection: string;
  /** `notPaused`: it was open, and nothing was changed. */
  readonly outcome: "resumed" | "notPaused";
};

export type ResumeWish = { readonly who: string; readonly reason: string | null };

const mostTries = 8;

/**
 * Ends the rest of a connection by hand, after its cause is gone: the next message tries it at once. If that fails, it
 * rests again as after a first failure.
 *
 * Throws BridgeError NOT_FOUND for a connection that never had a state, and STORAGE_UNAVAILABLE.
 */
export async function resumeConnection(
  { states, audit, clock, log }: ResumeParts,
  connection: string,
  { who, reason }: ResumeWish,
): Promise<Resumed> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await states.read(connection);
    if (stored === undefined) throw new BridgeError("NOT_FOUND", `No connection is called "${connection}"`);
    const { pause } = stored.state;
    if (pause === undefined) return { connection, outcome: "notPaused" };
    const { probe: _probe, ...rest } = pause;
    const atUtc = new Date(clock.nowMs()).toISOString();
    const due = { ...stored.state, pause: { ...rest, untilUtc: atUtc, failedProbes: 0 } };
    const written = await states.write(due, stored.version);
    if (written.kind === "conflict") continue;
    await audit.add({
      id: auditIdFor(atUtc, "resume", connection),
      atUtc,
      who,
      action: "connection.resumed",
      subject: connection,
      reason,
      details: { code: pause.code },
    });
    log("connection.resumed", { connection, code: pause.code });
    return { connection, outcome: "resumed" };
  }
  throw new BridgeError("STORAGE_UNAVAILABLE", `The state of "${connection}" changes all the time`);
}
