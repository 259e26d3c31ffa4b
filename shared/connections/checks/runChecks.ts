import type { LogEvent } from "../../delivery/deliveryParts.ts";
import type { Clock, Schedule } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { catalogue } from "../../failures/catalogue.ts";
import type { CheckDefinition, ConnectionCheck, Finding } from "./connectionCheck.ts";

export type CheckTiming = {
  /** For one check, its waiting for others left out. */
  readonly oneMs: number;
  /** For all of them; what has not been looked at by then is unknown. */
  readonly allMs: number;
};

export const defaultCheckTiming: CheckTiming = { oneMs: 15_000, allMs: 55_000 };

type Parts = {
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly log: LogEvent;
  readonly timing: CheckTiming;
};

type Ended = {
  readonly check: ConnectionCheck;
  /** The title of what went wrong first on the way here. */
  readonly blockedBy: string | undefined;
};

/**
 * Looks at everything, each thing as soon as what it rests on has been looked at. Keeps the order of the definitions.
 * Ends in time, whatever the partner does.
 */
export async function runChecks(
  definitions: readonly CheckDefinition[],
  parts: Parts,
): Promise<readonly ConnectionCheck[]> {
  const endMs = parts.clock.nowMs() + parts.timing.allMs;
  const ended = new Map<string, Promise<Ended>>();

  async function run({ id, group, title, after = [], look }: CheckDefinition): Promise<Ended> {
    const known = { id, group, title };
    for (const before of after) {
      const running = ended.get(before);
      if (running === undefined) throw new Error(`${id} comes before ${before}, after which it is to run`);
      const { blockedBy } = await running;
      if (blockedBy !== undefined) {
        const detail = `cannot be told after “${blockedBy}”`;
        return { check: { ...known, status: "skipped", detail }, blockedBy };
      }
    }
    const limitMs = Math.min(parts.timing.oneMs, endMs - parts.clock.nowMs());
    const finding =
      limitMs <= 0
        ? tooLate(`the whole check may take ${parts.timing.allMs / 1000} s, and they were over`)
        : await inTime(parts.schedule, limitMs, () => lookAt(id, look, parts.log));
    return {
      check: { ...known, ...explained(finding) },
      blockedBy: finding.status === "failed" ? title : undefined,
    };
  }

  for (const definition of definitions) ended.set(definition.id, run(definition));
  return (await Promise.all(ended.values())).map(({ check }) => check);
}

async function lookAt(id: string, look: CheckDefinition["look"], log: LogEvent): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof BridgeError) return { status: "failed", code: error.code, detail: error.detail };
    // A fault of ours in one check says nothing about the connection, and must not take the others along.
    log("connection.checkBroke", {
      check: id,
      error: error instanceof Error ? error.message : String(error),
    });
    return { status: "unknown", code: "UNEXPECTED", detail: "the check itself broke; the log says where" };
  }
}

function inTime(schedule: Schedule, limitMs: number, look: () => Promise<Finding>): Promise<Finding> {
  return new Promise((resolve) => {
    const callOff = schedule(limitMs, () => resolve(tooLate(`no answer within ${limitMs / 1000} s`)));
    void look().then((finding) => {
      callOff();
      resolve(finding);
    });
  });
}

function tooLate(detail: string): Finding {
  return {
    status: "unknown",
    detail,
    fix: "Check once more; if it goes on, the instance or the way to it is slow.",
  };
}

/** A code's cause and resolution, where the check has no closer ones. */
function explained(finding: Finding): Finding {
  if (finding.code === undefined) return finding;
  const { cause, resolution } = catalogue[finding.code];
  return { cause, fix: resolution, ...finding };
}
