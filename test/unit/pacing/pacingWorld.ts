import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import type { ConnectionStates } from "../../../shared/connections/connectionState.ts";
import { makePacing } from "../../../shared/pacing/makePacing.ts";
import { defaultPauseWaits } from "../../../shared/pacing/pauseRules.ts";
import type { Lane } from "../../../shared/delivery/envelope.ts";
import type { NotNow, Pacing, Permit } from "../../../shared/delivery/pacing.ts";
import type { AllowedCalls, CountedCall } from "../../../shared/delivery/ports.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import type { ErrorCode } from "../../../shared/failures/catalogue.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";

export const connection = "servicenow";

/** Instances of the bridge that share one state, and time that stands still. */
export function aPacingWorld() {
  const clock = settableClock();
  const stored = memoryConnectionStates();
  const calls: string[] = [];
  /** Reads see what is there now, and answer when the one has settled; writes are carried out when the other has. */
  const slowly: { answer?: Promise<unknown>; stored?: Promise<unknown> } = {};
  const states: { -readonly [method in keyof ConnectionStates]: ConnectionStates[method] } = {
    ...stored,
    read: async (name) => {
      calls.push("read");
      const answer = await stored.read(name);
      await slowly.answer;
      return answer;
    },
    write: async (state, version) => {
      calls.push("write");
      await slowly.stored;
      return stored.write(state, version);
    },
  };
  /** What is to be done later; nothing is, unless a test does it. */
  const later: { readonly delayMs: number; readonly run: () => void }[] = [];
  const log: { readonly event: string; readonly [field: string]: unknown }[] = [];
  return {
    clock,
    states,
    calls,
    slowly,
    later,
    log,
    instance: (processId: string) =>
      makePacing({
        states,
        clock,
        schedule: (delayMs, run) => {
          later.push({ delayMs, run });
          return () => undefined;
        },
        log: (event, fields) => void log.push({ event, ...fields }),
        processId,
        waits: defaultPauseWaits,
        tryMs: 80_000,
      }),
    state: async () => (await stored.read(connection))?.state,
  };
}

export async function permitOf(pacing: Pacing, lane: Lane = "ordinary"): Promise<Permit> {
  const permit = await pacing.ask(connection, lane);
  if (permit.kind === "notNow") throw new Error(`not now: ${permit.because}`);
  return permit;
}

export async function refusalOf(pacing: Pacing, lane: Lane = "ordinary"): Promise<NotNow> {
  const permit = await pacing.ask(connection, lane);
  if (permit.kind === "permit") throw new Error("it may go");
  return permit;
}

type Answer = { readonly code?: ErrorCode; readonly retryAfterMs?: number; readonly allowed?: AllowedCalls };

/** One message's call, answered as told. */
export async function call(permit: Permit, { code, retryAfterMs, allowed }: Answer = {}): Promise<void> {
  const counted: CountedCall = {
    allowed,
    isRefused: code === "SERVICENOW_RATE_LIMITED" || code === "SERVICENOW_BUSY",
  };
  await permit
    .run(
      () => undefined,
      async (observe) => {
        observe({ method: "POST", path: "/incident", status: 200, durationMs: 1 }, counted);
        if (code !== undefined) throw new BridgeError(code, "as told", { retryAfterMs });
      },
    )
    .catch(() => undefined);
  await permit.end();
}
