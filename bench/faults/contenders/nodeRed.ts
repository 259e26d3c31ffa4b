import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Contender } from "../contender.ts";
import { freePort } from "../processes/freePort.ts";
import { startKillable } from "../processes/killableProcess.ts";
import { postJson } from "./postJson.ts";
import { processContender } from "./processContender.ts";

const ours = join(import.meta.dirname, "../node-red");
/** Beside what `npm start` keeps; nothing of the product is installed from here. */
const installed = join(import.meta.dirname, "../../../.local/bench/node-red");
const program = join(installed, "node_modules/node-red/red.js");

async function install(): Promise<void> {
  await mkdir(installed, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    await copyFile(join(ours, file), join(installed, file));
  }
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await promisify(execFile)("npm", args, { cwd: installed, shell: process.platform === "win32" });
}

/** Without the editor, on loopback. */
const settings = (port: number, userDir: string) => ({
  uiHost: "127.0.0.1",
  uiPort: port,
  userDir,
  flowFile: "flows.json",
  credentialSecret: false,
  httpAdminRoot: false,
  diagnostics: { enabled: false },
  runtimeState: { enabled: false },
  telemetry: { enabled: false, updateNotification: false },
  logging: { console: { level: "info", metrics: false, audit: false } },
});

/** The flow that one draws first: it answers, then asks ServiceNow. */
export const nodeRed: Contender = {
  name: "node-red",
  title: "Node-RED, answers first",
  async missing() {
    if (existsSync(program)) return undefined;
    try {
      await install();
      return undefined;
    } catch (error) {
      const [why = ""] = String(error).split("\n").slice(1);
      return `Node-RED could not be installed from npm (${why}); it is left out.`;
    }
  },
  async start(ground) {
    const port = await freePort();
    const userDir = join(ground.folder, "node-red");
    await mkdir(userDir);
    await copyFile(join(ours, "flows.json"), join(userDir, "flows.json"));
    const settingsFile = join(userDir, "settings.js");
    await writeFile(settingsFile, `module.exports = ${JSON.stringify(settings(port, userDir))};\n`);
    return processContender({
      ground,
      start: [
        (onLine) =>
          startKillable({
            command: process.execPath,
            args: [program, "--settings", settingsFile],
            folder: ground.folder,
            environment: {
              PARTNER_URL: ground.partner.url,
              PARTNER_USER: ground.partner.userName,
              PARTNER_PASSWORD: ground.partner.password,
            },
            readyLine: /Started flows/,
            onLine,
          }),
      ],
      post: (body, signal) => postJson(`http://127.0.0.1:${port}/alerts`, body, signal),
    });
  },
};
