import { createWriteStream } from "node:fs";

/** What a process says: in its file with the time, its newest lines at hand for when it fails. */
export type ChildLog = {
  readonly file: string;
  line(text: string): void;
  lastLines(): readonly string[];
  /** `whenWritten` is called when everything is in the file. */
  end(whenWritten?: () => void): void;
};

const linesKept = 15;

/** Begins the file anew. `onLine` hears every line too. */
export function openChildLog(file: string, onLine: ((line: string) => void) | undefined): ChildLog {
  // Logs of the local world may hold what alerts and people wrote: for the owner's eyes.
  const stream = createWriteStream(file, { flags: "w", mode: 0o600 });
  const newest: string[] = [];
  return {
    file,
    line(text) {
      stream.write(`${new Date().toISOString()} ${text}\n`);
      if (text.trim() !== "") newest.push(text);
      if (newest.length > linesKept) newest.shift();
      onLine?.(text);
    },
    lastLines: () => newest,
    end: (whenWritten) => void stream.end(whenWritten),
  };
}
