import type { Ground, RunningContender } from "../contender.ts";
import type { KillableProcess } from "../processes/killableProcess.ts";

/** What it consists of, in the order in which it starts. `nowhere` is where nobody listens. */
type Parts = {
  readonly ground: Ground;
  readonly start: readonly ((onLine: (line: string) => void) => Promise<KillableProcess>)[];
  readonly post: RunningContender["post"];
};

const rememberedLines = 200;

/** A contender made of programs that are killed and started together, and that keeps nothing we could ask for. */
export async function processContender({ ground, start, post }: Parts): Promise<RunningContender> {
  const lines: string[] = [];
  let running: readonly KillableProcess[] = [];
  const contender: RunningContender = {
    post,
    async kill() {
      await Promise.all(running.map((one) => one.kill()));
      running = [];
    },
    async restart() {
      for (const one of start) {
        running = [
          ...running,
          await one((line) => {
            lines.push(line);
            if (lines.length > rememberedLines) lines.shift();
          }),
        ];
      }
    },
    isIdle: async (quietForMs) => quietForMs > 5_000,
    log: () => lines,
  };
  ground.closeAtEnd(() => contender.kill());
  await contender.restart();
  return contender;
}
