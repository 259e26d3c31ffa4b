import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The emulator's published account: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite */
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

export type TestAzurite = {
  readonly connectionString: string;
  /** Ends it at once, as a crash would. What it had written to disk stays. */
  kill(): Promise<void>;
  /** Starts it again with the same addresses and the same data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
};

type Ports = Record<"blob" | "queue" | "table", number>;

/** Azurite with its data on disk (in memory it stands still after many deletes), on ports that were free. */
export async function startTestAzurite(): Promise<TestAzurite> {
  const location = await mkdtemp(join(tmpdir(), "bridge-azurite-"));
  let { process, ports } = await start(location, { blob: 0, queue: 0, table: 0 });

  async function kill(): Promise<void> {
    if (process.exitCode !== null || process.signalCode !== null) return;
    process.kill("SIGKILL");
    await once(process, "exit");
  }

  return {
    connectionString: connectionStringOf(ports),
    kill,
    async restart() {
      ({ process, ports } = await start(location, ports));
    },
    async remove() {
      await kill();
      await rm(location, { recursive: true, force: true });
    },
  };
}

function connectionStringOf(ports: Ports): string {
  const endpoints = Object.entries(ports).map(([service, port]) => {
    return `${service.charAt(0).toUpperCase()}${service.slice(1)}Endpoint=http://127.0.0.1:${port}/${account};`;
  });
  return `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};${endpoints.join("")}`;
}

async function start(location: string, ports: Ports): Promise<{ process: ChildProcess; ports: Ports }> {
  const script = join(
    createRequire(import.meta.url).resolve("azurite/package.json"),
    "../dist/src/azurite.js",
  );
  const portOptions = Object.entries(ports).flatMap(([service, port]) => [`--${service}Port`, String(port)]);
  const options = ["--location", location, "--silent", "--disableTelemetry", "--skipApiVersionCheck"];
  const child = spawn(process.execPath, [script, ...portOptions, ...options], {
    cwd: location,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const found: Partial<Ports> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, service, port] = /Azurite (\w+) service is successfully listening at \S+:(\d+)/.exec(line) ?? [];
    if (service !== undefined) found[service.toLowerCase() as keyof Ports] = Number(port);
    if (found.blob !== undefined && found.queue !== undefined && found.table !== undefined) {
      child.stdout.resume();
      return { process: child, ports: { blob: found.blob, queue: found.queue, table: found.table } };
    }
  }
  throw new Error("Azurite ended before it was ready.");
}
