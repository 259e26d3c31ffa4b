import type { ServiceNowSandbox } from "../../local/servicenow/startServiceNowSandbox.ts";
import type { BenchTime } from "./benchTime.ts";
import type { RunningContender } from "./contender.ts";
import type { PlannedAlert } from "./plannedAlerts.ts";

export type Size = "full" | "quick" | "test";

/** What a scenario may make go wrong while alerts are sent. */
export type Scene = {
  readonly contender: RunningContender;
  readonly faults: ServiceNowSandbox["faults"];
  readonly time: BenchTime;
  readonly startMs: number;
  /** Aborted once everything has been sent and answered, or given up. */
  readonly sent: AbortSignal;
  /** The same in every run. In [0, 1). */
  readonly random: () => number;
};

export type Scenario = {
  /** What `--only` takes. */
  readonly letter: string;
  readonly name: string;
  /** What happens, in one sentence, for a size. */
  readonly what: (size: Size) => string;
  /** `virtual`: hours pass as quickly as what happens in them. Contenders with a clock of their own stay out. */
  readonly time: "real" | "virtual";
  /** Only for those that keep something. */
  readonly needsStorage?: boolean;
  readonly alerts: (size: Size, startUtc: string) => readonly PlannedAlert[];
  /** Resolves when nothing more goes wrong; everything has been mended by then. */
  readonly happen: (scene: Scene, size: Size) => Promise<void>;
};

/** By size. */
export function bySize<Value>(size: Size, values: Readonly<Record<Size, Value>>): Value {
  return values[size];
}
