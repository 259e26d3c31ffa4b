import type { FaultKind } from "../../../local/servicenow/faults/faultKinds.ts";
import type { FaultRule } from "../../../local/servicenow/faults/faultRules.ts";
import type { DeadLetterDetail } from "../../../shared/deadLetters/deadLetterQueries.ts";
import { catalogue, type ErrorCode } from "../../../shared/failures/catalogue.ts";
import type { Answer } from "../../support/world/bridgeApi.ts";
import type { CommandResult } from "../../integration/cli/runBridge.ts";
import type { Stage } from "./stage.ts";

/** An error answer, RFC 9457. */
export type Problem = {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly resolution: string;
};

type Common = {
  readonly code: ErrorCode;
  /** What has gone wrong, in words; the end of "shows CODE when …". */
  readonly when: string;
  /** What the operator reads about this very failure: names of rules and fields, the status, what was asked. */
  readonly detail: RegExp;
  /** Settings of the functions beside those of the stage; other ones mean a restart. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether everything is well again as soon as these settings are taken back. */
  readonly isCausedBySettings?: boolean;
  /** Whether it takes functions that have not asked ServiceNow for anything yet, and leaves them unwilling to ask again. */
  readonly isFresh?: boolean;
};

/** How a code is provoked from outside, and where it shows. */
export type FailureCase = Common &
  (
    | {
        readonly shows: "deadLetter";
        /** Makes it go wrong and resolves to the dead letter that came of it. */
        provoke(stage: Stage): Promise<DeadLetterDetail>;
        /** Whether its replay is delivered once the cause is gone; true if left out. */
        readonly isOverAfterwards?: boolean;
      }
    | {
        /** Of a delivery that goes on: it is tried again, or was delivered with a warning. */
        readonly shows: "journal";
        /** Makes it go wrong and resolves to the delivery's id. */
        provoke(stage: Stage): Promise<string>;
        /** What becomes of it once the cause is gone: left out, it is done; or it waits for longer than a test can. */
        readonly afterwards?: "waits";
      }
    | {
        /** In the journal of a delivery that ends well. `detail` is looked for in the fields of its drift. */
        readonly shows: "warning";
        /** Resolves to the delivery's id. */
        provoke(stage: Stage): Promise<string>;
      }
    | {
        readonly shows: "answer";
        /** Makes it go wrong and resolves to what the caller is answered. */
        provoke(stage: Stage): Promise<Answer<Problem>>;
      }
    | {
        /** Of what nobody has asked for: a timer says so. */
        readonly shows: "log";
        /** Makes it go wrong and resolves to the line of the log. */
        provoke(stage: Stage): Promise<string>;
      }
    | {
        readonly shows: "command";
        /** Makes it go wrong and resolves to what the command prints. */
        provoke(stage: Stage): Promise<CommandResult>;
      }
  );

type FaultedCase = Common & {
  readonly fault: FaultKind;
  /** Further fields of the fault. */
  readonly rule?: Omit<FaultRule, "id" | "kind">;
  /** Properties of the sandbox, beside it. */
  readonly properties?: Readonly<Record<string, string>>;
};

/**
 * A fault of the sandbox that strikes calls to the incident table, until it is cleared. What may pass shows while the
 * delivery is tried again, everything else as a dead letter.
 */
export function struckBy({ fault, rule, properties = {}, ...common }: FaultedCase): FailureCase {
  const begin = async (stage: Stage): Promise<string> => {
    setProperties(stage, properties);
    stage.world.sandbox.faults.set({ kind: fault, match: { pathContains: "/table/incident" }, ...rule });
    return stage.fire();
  };
  return catalogue[common.code].retry === "later"
    ? { ...common, shows: "journal", provoke: begin }
    : {
        ...common,
        shows: "deadLetter",
        provoke: async (stage) => stage.world.bridge.deadLetterOf(await begin(stage)),
      };
}

type SwitchedCase = Common & {
  /** What an administrator sets up in the instance: properties of the sandbox. */
  readonly properties: Readonly<Record<string, string>>;
};

/** The instance is set up so that it says no for real, until that is taken back. Shows as `struckBy` does. */
export function wherePropertiesSay({ properties, ...common }: SwitchedCase): FailureCase {
  const begin = (stage: Stage): Promise<string> => {
    setProperties(stage, properties);
    return stage.fire();
  };
  return catalogue[common.code].retry === "later"
    ? { ...common, shows: "journal", provoke: begin }
    : {
        ...common,
        shows: "deadLetter",
        provoke: async (stage) => stage.world.bridge.deadLetterOf(await begin(stage)),
      };
}

/** Until the case is over. */
export function setProperties(
  { world: { sandbox }, undo }: Stage,
  properties: Readonly<Record<string, string>>,
): void {
  const before = new Map(sandbox.records("sys_properties").map((row) => [row["name"], row["value"]]));
  for (const [name, value] of Object.entries(properties)) {
    sandbox.setProperty(name, value);
    undo(() => sandbox.setProperty(name, before.get(name) ?? ""));
  }
}
