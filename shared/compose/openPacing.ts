import type { Settings } from "../config/settings.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import { makePacing } from "../pacing/makePacing.ts";
import { defaultPauseWaits } from "../pacing/pauseRules.ts";
import type { Clock } from "../delivery/ports.ts";
import { logLine } from "./logLine.ts";
import { runLater } from "./runLater.ts";

/** Whoever tries a paused connection holds its try a little longer than a claim, so that it outlives the call. */
const tryMarginMs = 5_000;

export function openPacing(
  { pauseWaitsMs, claimMs }: Settings["timing"],
  parts: { readonly states: ConnectionStates; readonly processId: string; readonly clock: Clock },
) {
  return makePacing({
    ...parts,
    schedule: runLater,
    log: logLine,
    waits: { ...defaultPauseWaits, ...(pauseWaitsMs === undefined ? {} : { outage: pauseWaitsMs }) },
    tryMs: claimMs + tryMarginMs,
  });
}
