import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What `npm start` leaves in its data folder while it runs, so that other commands find it. */
export type RunningWorld = {
  readonly pid: number;
  readonly functionsUrl: string;
  readonly startedAtUtc: string;
};

const fileName = "running.json";

/** `undefined` if nothing runs with this data folder. What a killed process left behind does not count. */
export function findRunningWorld(dataFolder: string): RunningWorld | undefined {
  try {
    const world = JSON.parse(readFileSync(join(dataFolder, fileName), "utf8")) as Partial<RunningWorld>;
    if (typeof world.pid !== "number" || typeof world.functionsUrl !== "string") return undefined;
    return isStartProcess(world.pid) ? (world as RunningWorld) : undefined;
  } catch {
    return undefined;
  }
}

export function rememberRunningWorld(dataFolder: string, world: RunningWorld): void {
  writeFileSync(join(dataFolder, fileName), `${JSON.stringify(world)}\n`, { mode: 0o600 });
}

export function forgetRunningWorld(dataFolder: string): void {
  rmSync(join(dataFolder, fileName), { force: true });
}

function isStartProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    // Process ids are given out again; where it can be seen, look whether it is still ours.
    return readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").includes("start.ts");
  } catch {
    return true;
  }
}
