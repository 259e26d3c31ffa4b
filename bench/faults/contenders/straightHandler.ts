import { join } from "node:path";
import type { Contender, Ground } from "../contender.ts";
import { freePort } from "../processes/freePort.ts";
import { startKillable, type KillableProcess } from "../processes/killableProcess.ts";
import { postJson } from "./postJson.ts";
import { processContender } from "./processContender.ts";

export type HandlerMode = "throws" | "passes" | "careful";

const handlerFile = join(import.meta.dirname, "../processes/straightHandler.ts");

/** Starts the handler on a port of its own; the same port each time. */
export function handlerStarter({ folder, partner }: Ground, mode: HandlerMode, port: number) {
  return (onLine: (line: string) => void): Promise<KillableProcess> =>
    startKillable({
      command: process.execPath,
      args: ["--disable-warning=ExperimentalWarning", handlerFile],
      folder,
      environment: {
        HANDLER_MODE: mode,
        PARTNER_URL: partner.url,
        PARTNER_USER: partner.userName,
        PARTNER_PASSWORD: partner.password,
        PORT: String(port),
      },
      readyLine: /^Handler ready at (\S+)/,
      onLine,
    });
}

const titles = {
  throws: "handler, 500 if anything goes wrong",
  passes: "handler, 503 if anything goes wrong",
  careful: "the same, looks before it creates",
} as const satisfies Record<HandlerMode, string>;

/** In Node alone, without a functions host: so it is back a tenth of a second after it was killed. */
export function straightHandler(mode: HandlerMode): Contender {
  return {
    name: mode,
    title: titles[mode],
    missing: async () => undefined,
    async start(ground) {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}/`;
      return processContender({
        ground,
        start: [handlerStarter(ground, mode, port)],
        post: (body, signal) => postJson(url, body, signal),
      });
    },
  };
}
