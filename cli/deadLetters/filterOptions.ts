import { type Command, InvalidArgumentError, Option } from "commander";

import type { DeadLetterFilter } from "../bridgeClient.ts";

export type FilterOptions = {
  readonly status?: string;
  readonly code?: string;
  readonly connection?: string;
  readonly route?: string;
  readonly since?: string;
  readonly until?: string;
};

export function addFilter(command: Command): Command {
  return command
    .addOption(
      new Option("--status <status>", "what was done about them (default: waiting)").choices([
        "waiting",
        "replayed",
        "discarded",
      ]),
    )
    .option("--code <code>", "those that failed with this code")
    .option("--connection <name>", "those for this connection")
    .option("--route <name>", "those of this route, or posted to its address")
    .option("--since <when>", "failed since: 30m, 2h, 3d, or a moment such as 2026-03-01T12:00Z", moment)
    .option("--until <when>", "failed before", moment);
}

/** Undefined if nothing is named that would restrict it. */
export function filterOf(options: FilterOptions): DeadLetterFilter | undefined {
  const { status, code, connection, route, since, until } = options;
  const filter = {
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code: code.toUpperCase() }),
    ...(connection === undefined ? {} : { connection }),
    ...(route === undefined ? {} : { route }),
    ...(since === undefined ? {} : { sinceUtc: since }),
    ...(until === undefined ? {} : { untilUtc: until }),
  };
  return Object.keys(filter).length === 0 ? undefined : filter;
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment, or how long ago it was; as ISO 8601. */
function moment(text: string): string {
  const [, number, unit] = /^(\d+)\s*([smhd])$/.exec(text.trim()) ?? [];
  const agoMs = unit === undefined ? undefined : Number(number) * (unitMs[unit] ?? 0);
  const ms = agoMs === undefined ? Date.parse(text) : Date.now() - agoMs;
  if (Number.isNaN(ms))
    throw new InvalidArgumentError("Expected is 30m, 2h, 3d, or a moment such as 2026-03-01T12:00Z.");
  return new Date(ms).toISOString();
}

/** `5/s` or `5`: so many in a second; `30/m`: in a minute. */
export function rate(text: string): number {
  const [, number, unit = "s"] = /^(\d+(?:\.\d+)?)(?:\/([sm]))?$/.exec(text.trim()) ?? [];
  const perSecond = Number(number) / (unit === "m" ? 60 : 1);
  if (perSecond >= 0.01 && perSecond <= 100) return perSecond;
  throw new InvalidArgumentError("Expected is a rate such as 5/s or 30/m, at most 100/s.");
}
