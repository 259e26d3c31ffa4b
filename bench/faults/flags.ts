import { parseArgs } from "node:util";
import { contenders } from "./contenders.ts";
import type { Size } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

export type Flags = {
  /** Letters of scenarios. */
  readonly only: readonly string[];
  /** Names of contenders. */
  readonly peers: readonly string[];
  readonly size: Size;
  readonly json: string | undefined;
  /** How many contenders of a scenario run side by side. */
  readonly atOnce: number;
  /** Prints the last lines of each contender's log. */
  readonly logs: string | undefined;
};

/** Ends the process for `--help` and for what it does not know. */
export function readFlags(): Flags {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        peers: { type: "string" },
        quick: { type: "boolean", default: false },
        json: { type: "string" },
        logs: { type: "string" },
        "at-once": { type: "string", default: "3" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      console.log(help());
      process.exit(0);
    }
    const atOnce = Number(values["at-once"]);
    if (!(Number.isInteger(atOnce) && atOnce > 0)) throw new Error("--at-once takes a whole number above 0");
    return {
      only: chosen(
        values.only,
        scenarios.map(({ letter }) => letter),
      ),
      peers: chosen(
        values.peers,
        contenders.map(({ name }) => name),
      ),
      size: values.quick ? "quick" : "full",
      json: values.json,
      atOnce,
      logs: values.logs,
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

function chosen(text: string | undefined, known: readonly string[]): readonly string[] {
  const names = text?.split(",").map((name) => name.trim()) ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no "${unknown}", only ${known.join(", ")}`);
  return names;
}

function help(): string {
  const line = (name: string, title: string) => `  ${name.padEnd(14)} ${title}`;
  return `Lets the same things go wrong for the bridge and for what one might run instead, and counts the tickets.

  npm run bench:faults -- [options]

  --only <letters>   these scenarios only, separated by commas
  --peers <names>    these contenders only
  --quick            fewer alerts and shorter faults
  --json <file>      the report as JSON, too
  --logs <folder>    what each contender wrote last, in a file for each run
  --at-once <n>      contenders of a scenario that run side by side (3)
  --help             this text

Scenarios
${scenarios.map(({ letter, name }) => line(letter, name)).join("\n")}

Contenders
${contenders.map(({ name, title }) => line(name, title)).join("\n")}

docs/faults.md says what the numbers mean.`;
}
