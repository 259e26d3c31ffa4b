import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** When a timer ran last and what was due after that; ISO moments. */
export type TimerStatus = { readonly last: string; readonly next: string; readonly lastUpdated: string };

export type TimerStatusStore = {
  read(timerName: string): Promise<TimerStatus | undefined>;
  write(timerName: string, status: TimerStatus): Promise<void>;
};

/** One small file for each timer, where the real host uses a blob. An unreadable one counts as none. */
export function timerStatusFiles(directory: string): TimerStatusStore {
  const fileOf = (timerName: string) => join(directory, "timers", `${timerName}.json`);
  return {
    async read(timerName) {
      try {
        const { last, next, lastUpdated } = JSON.parse(
          await readFile(fileOf(timerName), "utf8"),
        ) as TimerStatus;
        const isWhole = [last, next, lastUpdated].every((moment) => !Number.isNaN(Date.parse(moment)));
        return isWhole ? { last, next, lastUpdated } : undefined;
      } catch {
        return undefined;
      }
    },
    async write(timerName, status) {
      await mkdir(join(directory, "timers"), { recursive: true });
      // A crash leaves the former file or the new one, never half of it.
      await writeFile(`${fileOf(timerName)}.new`, JSON.stringify(status));
      await rename(`${fileOf(timerName)}.new`, fileOf(timerName));
    },
  };
}
