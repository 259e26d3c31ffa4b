import type { Command } from "commander";

import { type GlobalOptions, openSession, type Session } from "../session.ts";

/** The session of a command, from the options that every command has. */
export function sessionOf(command: Command): Session {
  return openSession(command.optsWithGlobals<GlobalOptions>());
}

/** Examples under a command's help, as one would type them. */
export function examples(...lines: readonly string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  npm run bridge -- ${line}`)].join("\n");
}
