import { fork, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type AzuriteOptions = {
  /** Folder for the data; undefined means a fresh one under the system's temporary folder, removed by `close`. */
  readonly location: string | undefined;
  /** 0 or nothing: any free port. */
  readonly blobPort?: number;
  readonly queuePort?: number;
  readonly tablePort?: number;
  /**
   * Keeps nothing on disk. For short runs with few messages only: about a minute after many deletes, Azurite then
   * stands still for seconds.
   */
  readonly inMemory?: boolean;
  /** What Azurite has to say, line by line. */
  readonly log?: (line: string) => void;
};

export type Azurite = {
  readonly connectionString: string;
  readonly ports: { readonly blob: number; readonly queue: number; readonly table: number };
  readonly pid: number;
  /** Ends it in order, with everything written to disk. */
  close(): Promise<void>;
  /** Ends it as a crash would: what it had not written yet (up to five seconds of it) is lost. */
  kill(): Promise<void>;
};

// The same in every installation; it protects nothing.
// https://learn.microsoft.com/azure/storage/common/storage-connect-azurite#well-known-storage-account-and-key
const account = "devstoreaccount1";
const accountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const services = ["blob", "queue", "table"] as const;
type Service = (typeof services)[number];

/**
 * Starts Azurite (blobs, queues, tables) on 127.0.0.1 and resolves when all three listen. It ends with this process,
 * however that ends. Rejects with one clear line if a port is in use or Azurite does not start.
 */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  const wanted = {
    blob: options.blobPort ?? 0,
    queue: options.queuePort ?? 0,
    table: options.tablePort ?? 0,
  };
  for (const service of services) await refusePortInUse(service, wanted[service]);

  const isTemporary = options.location === undefined;
  const location = options.location ?? (await mkdtemp(join(tmpdir(), "azurite-")));
  await mkdir(location, { recursive: true });
  const child = fork(
    join(import.meta.dirname, "azuriteProcess.ts"),
    [
      "--silent",
      // The storage SDKs speak newer versions of the protocol than Azurite knows by name.
      "--skipApiVersionCheck",
      "--disableTelemetry",
      ...services.flatMap((service) => [`--${service}Port`, String(wanted[service])]),
      ...(options.inMemory === true ? ["--inMemoryPersistence"] : ["--location", location]),
    ],
    { cwd: location, execArgv: ["--disable-warning=ExperimentalWarning"], silent: true },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      // Closing the listeners waits for idle connections of clients; what matters is on disk by then.
      const impatient = setTimeout(() => child.kill("SIGKILL"), 3_000);
      child.kill(signal);
      await exited;
      clearTimeout(impatient);
    }
    process.off("exit", endWithUs);
    if (isTemporary) await rm(location, { recursive: true, force: true });
  }

  try {
    const ports = await listeningPorts(child, exited, options.log);
    return {
      connectionString: connectionStringFor(ports),
      ports,
      pid: child.pid ?? 0,
      close: () => end("SIGTERM"),
      kill: () => end("SIGKILL"),
    };
  } catch (error) {
    await end("SIGKILL");
    throw error;
  }
}

function connectionStringFor(ports: Azurite["ports"]): string {
  const endpoint = (name: string, port: number) => `${name}=http://127.0.0.1:${port}/${account};`;
  return (
    `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};` +
    endpoint("BlobEndpoint", ports.blob) +
    endpoint("QueueEndpoint", ports.queue) +
    endpoint("TableEndpoint", ports.table)
  );
}

/** Azurite says of each service where it listens; that is how the ports it chose itself become known. */
async function listeningPorts(
  child: ChildProcess,
  exited: Promise<void>,
  log: ((line: string) => void) | undefined,
): Promise<Azurite["ports"]> {
  const found = new Map<Service, number>();
  const said: string[] = [];
  const allListen = new Promise<Azurite["ports"]>((resolve) => {
    const read = (line: string) => {
      log?.(line);
      const match = /Azurite (Blob|Queue|Table) service is successfully listening at \S+:(\d+)/.exec(line);
      const service = services.find((name) => name === match?.[1]?.toLowerCase());
      if (service !== undefined) found.set(service, Number(match?.[2]));
      const [blob, queue, table] = services.map((name) => found.get(name));
      if (blob !== undefined && queue !== undefined && table !== undefined) resolve({ blob, queue, table });
      else if (match === null) said.push(line.trim());
    };
    for (const output of [child.stdout, child.stderr]) readLines(output, read);
  });
  const ports = await Promise.race([allListen, exited]);
  if (ports !== undefined) return ports;
  throw new Error(
    `Azurite did not start: ${said
      .filter((line) => line !== "")
      .join(" | ")
      .slice(-500)}`,
  );
}

function readLines(output: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = "";
  output?.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
}

async function refusePortInUse(service: Service, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", () => {
      reject(
        new Error(
          `Port ${port} (Azurite's ${service} service) is in use. Stop what uses it, most likely another Azurite, or choose another port.`,
        ),
      );
    });
    probe.listen(port, "127.0.0.1", resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}
