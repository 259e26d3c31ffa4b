import type { SynchronisedKind } from "../connections/connection.ts";
import type { ConnectionSetup, SyncStep } from "../connections/connectionSetup.ts";
import type { ConfigurationReader } from "../connections/partnerConfiguration.ts";
import type { CallObserver } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";

type Steps = {
  /** Makes a call as somebody who may. */
  readonly through: <T>(call: (observe: CallObserver) => Promise<T>) => Promise<T>;
  readonly reach: (step: SyncStep) => Promise<void>;
};

type ReadConfiguration = {
  readonly synced: NonNullable<ConnectionSetup["synced"]>;
  readonly problem: Omit<NonNullable<ConnectionSetup["lastSyncProblem"]>, "atUtc"> | undefined;
};

/** What has no values and is refused for good is told together, so that all of it can be mended at once. */
const unread = { templates: [], choices: { counts: {}, missing: [], closeCodes: [] }, groups: 0 } as const;

/** Part by part. Throws BridgeError for what may pass; what may not be read is told as a problem. */
export async function readConfiguration(
  reader: ConfigurationReader,
  kinds: readonly SynchronisedKind[],
  { through, reach }: Steps,
): Promise<ReadConfiguration> {
  const refused: string[] = [];
  async function part<T>(step: SyncStep, otherwise: T, call: (observe: CallObserver) => Promise<T>) {
    await reach(step);
    try {
      return await through(call);
    } catch (error) {
      if (!(error instanceof BridgeError) || error.entry.retry === "later") throw error;
      refused.push(`${step}: ${error.code}: ${error.detail}`);
      return otherwise;
    }
  }

  const templates = await part("templates", unread.templates, (observe) => reader.templates(observe));
  const choices = await part("choices", unread.choices, (observe) => reader.choices(kinds, observe));
  const groups = await part("groups", unread.groups, (observe) => reader.groups(observe));
  return {
    synced: { templates, choices: choices.counts, groups, closeCodes: choices.closeCodes },
    problem: problemOf(refused, choices.missing),
  };
}

function problemOf(refused: readonly string[], missing: readonly string[]): ReadConfiguration["problem"] {
  const empty = missing.length === 0 ? [] : [`No values found for: ${missing.join(", ")}`];
  if (refused.length > 0) {
    return { code: "CONNECTION_CONFIGURATION_UNREADABLE", detail: [...refused, ...empty].join("; ") };
  }
  const [detail] = empty;
  return detail === undefined ? undefined : { code: "CONNECTION_CHOICES_EMPTY", detail };
}
