import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Contender } from "../contender.ts";
import { freePort } from "../processes/freePort.ts";
import { startKillable } from "../processes/killableProcess.ts";
import { noticesOf, toAlertmanagerAlert } from "../processes/notices.ts";
import { postJson } from "./postJson.ts";
import { processContender } from "./processContender.ts";
import { handlerStarter } from "./straightHandler.ts";

const program = "/usr/bin/prometheus-alertmanager";

/** One notification for each alert, as soon as Alertmanager can; it repeats after 5xx by itself. */
const config = (receiverUrl: string) => `route:
  receiver: handler
  group_by: ["..."]
  group_wait: 0s
  group_interval: 5s
  repeat_interval: 24h
receivers:
  - name: handler
    webhook_configs:
      - url: ${receiverUrl}
        send_resolved: true
`;

/** Alertmanager in front of the handler that says 503. What Azure sends is translated, which somebody would have to do. */
export const alertmanager: Contender = {
  name: "alertmanager",
  title: "Alertmanager with the handler that says 503",
  missing: async () =>
    existsSync(program)
      ? undefined
      : "Alertmanager is not installed (apt-get install prometheus-alertmanager); it is left out.",
  async start(ground) {
    const [handlerPort, port] = [await freePort(), await freePort()];
    const configFile = join(ground.folder, "alertmanager.yml");
    await writeFile(configFile, config(`http://127.0.0.1:${handlerPort}/`));
    return processContender({
      ground,
      start: [
        handlerStarter(ground, "passes", handlerPort),
        (onLine) =>
          startKillable({
            command: program,
            args: [
              `--config.file=${configFile}`,
              `--storage.path=${join(ground.folder, "alertmanager")}`,
              `--web.listen-address=127.0.0.1:${port}`,
              "--cluster.listen-address=",
            ],
            folder: ground.folder,
            environment: {},
            readyLine: /msg="?Listening/,
            onLine,
          }),
      ],
      post: (body, signal) => {
        const alerts = (noticesOf(JSON.parse(body)) ?? []).map((notice) =>
          toAlertmanagerAlert(notice, Date.now()),
        );
        return postJson(`http://127.0.0.1:${port}/api/v2/alerts`, JSON.stringify(alerts), signal);
      },
    }).then((running) => ({ ...running, isIdle: async (quietForMs) => quietForMs > 30_000 }));
  },
};
