import * as z from "zod";

const seconds = (fallback: number, least = 1, most = 3_600) =>
  z.coerce.number().min(least).max(most).default(fallback);

const secondsList = z.string().regex(/^\s*\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?)*\s*$/, {
  error: "must be seconds separated by commas, such as 5,15,30",
});

/** The settings as they stand in the environment. */
export const Timing = z.object({
  SERVICENOW_TIMEOUT_SECONDS: seconds(30, 0.1, 60),
  SERVICENOW_CONCURRENCY: z.coerce.number().int().min(1).max(32).default(4),
  BRIDGE_CLAIM_SECONDS: seconds(75, 0.2),
  BRIDGE_PARTNER_WORKING_SECONDS: seconds(90, 0),
  BRIDGE_PUT_BACK_SECONDS: seconds(2, 1),
  BRIDGE_DEAD_AFTER_SECONDS: seconds(30),
  BRIDGE_WARN_WAITING_MINUTES: z.coerce.number().min(0).max(10_080).default(15),
  BRIDGE_WARN_PAUSED_MINUTES: z.coerce.number().min(0).max(10_080).default(15),
  BRIDGE_TRIAL_SECONDS: seconds(120, 1, 240),
  BRIDGE_RETRY_SECONDS: secondsList.exactOptional(),
  BRIDGE_PAUSE_SECONDS: secondsList.exactOptional(),
  BRIDGE_GIVE_UP_HOURS: z.coerce
    .number()
    .min(0.001)
    .max(24 * 365)
    .default(72),
});

export type TimingSettings = {
  readonly requestTimeoutMs: number;
  readonly claimMs: number;
  readonly partnerWorkingMs: number;
  readonly putBackMs: number;
  readonly deadAfterMs: number;
  /** How long a message that is tried alone may take. */
  readonly trialMs: number;
  readonly retryDelaysMs: readonly number[] | undefined;
  readonly pauseWaitsMs: readonly number[] | undefined;
  readonly giveUpMs: number;
};

export function toTiming(parsed: z.infer<typeof Timing>): TimingSettings {
  return {
    requestTimeoutMs: parsed.SERVICENOW_TIMEOUT_SECONDS * 1000,
    claimMs: parsed.BRIDGE_CLAIM_SECONDS * 1000,
    partnerWorkingMs: parsed.BRIDGE_PARTNER_WORKING_SECONDS * 1000,
    putBackMs: parsed.BRIDGE_PUT_BACK_SECONDS * 1000,
    deadAfterMs: parsed.BRIDGE_DEAD_AFTER_SECONDS * 1000,
    trialMs: parsed.BRIDGE_TRIAL_SECONDS * 1000,
    retryDelaysMs: listMs(parsed.BRIDGE_RETRY_SECONDS),
    pauseWaitsMs: listMs(parsed.BRIDGE_PAUSE_SECONDS),
    giveUpMs: parsed.BRIDGE_GIVE_UP_HOURS * 3_600_000,
  };
}

function listMs(seconds: string | undefined): readonly number[] | undefined {
  return seconds?.split(",").map((one) => Number(one) * 1000);
}
