import type { LogLevel } from "./coreTypes.ts";

export type LogLine = {
  readonly timeUtc: string;
  readonly level: LogLevel;
  /** `Host.<part>` or `Functions.<function name>`. */
  readonly category: string;
  readonly message: string;
};

export type HostLog = {
  write(level: LogLevel, category: string, message: string): void;
};

const severity: Record<LogLevel, number> = {
  trace: 0,
  debug: 1,
  information: 2,
  warning: 3,
  error: 4,
  critical: 5,
  none: 6,
};

/**
 * Lets through what `levels` (host.json `logging.logLevel`, by category prefix; `default` is the rest) allows.
 * The category `Functions.deliver` is also found under `Function.deliver`, the spelling host.json uses.
 */
export function makeHostLog(
  sink: (line: LogLine) => void,
  levels: Readonly<Record<string, LogLevel>> = {},
): HostLog {
  const floors = new Map<string, number>();
  return {
    write(level, category, message) {
      let floor = floors.get(category);
      if (floor === undefined) {
        floor = severity[levelFor(category, levels)];
        floors.set(category, floor);
      }
      if (level === "none" || severity[level] < floor) return;
      sink({ timeUtc: new Date().toISOString(), level, category, message });
    },
  };
}

function levelFor(category: string, levels: Readonly<Record<string, LogLevel>>): LogLevel {
  const asConfigured = category.replace(/^Functions\./, "Function.");
  const fits = Object.keys(levels)
    .filter((key) => asConfigured === key || asConfigured.startsWith(`${key}.`))
    .sort((a, b) => b.length - a.length);
  const [longest] = fits;
  return (longest === undefined ? levels["default"] : levels[longest]) ?? "information";
}

/** `2026-11-21T08:30:00.123Z [Information] Functions.deliver Ticket INC0010001`, always on one line. */
export function formatLogLine({ timeUtc, level, category, message }: LogLine): string {
  const shown = level.charAt(0).toUpperCase() + level.slice(1);
  return `${timeUtc} [${shown}] ${category} ${message.trimEnd().replace(/\s*\r?\n\s*/g, " | ")}`;
}
