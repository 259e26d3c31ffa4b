import { createServer } from "node:net";
import { readdir, readFile, readlink } from "node:fs/promises";

/** A port that something of ours will listen on. 0 means any free one. */
export type WantedPort = {
  readonly port: number;
  /** Who wants it: "the functions". */
  readonly who: string;
  readonly flag: string;
  readonly variable: string;
};

/** One line for each port that somebody else has, or that two of ours want. Empty if all is well. */
export async function findPortConflicts(wanted: readonly WantedPort[]): Promise<readonly string[]> {
  const checked = await Promise.all(
    wanted.map(async ({ port, who, flag, variable }, index) => {
      if (port === 0) return undefined;
      const other = wanted.slice(0, index).find((earlier) => earlier.port === port);
      const change = `Choose another one with ${flag} or ${variable}.`;
      if (other !== undefined) return `Port ${port} is wanted by ${other.who} and by ${who}. ${change}`;
      if (await isFree(port)) return undefined;
      const owner = await describeOwner(port);
      return `Port ${port} for ${who} is in use${owner === undefined ? "" : ` by ${owner}`}. ${change}`;
    }),
  );
  return checked.filter((line) => line !== undefined);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** "node local/start.ts (process 123)", where the operating system tells it cheaply; Linux does. */
async function describeOwner(port: number): Promise<string | undefined> {
  try {
    const inode = await listeningInode(port);
    return inode === undefined ? undefined : await processWithSocket(inode);
  } catch {
    return undefined;
  }
}

/** From /proc/net/tcp: local address and port in hex, state 0A is LISTEN, the tenth column is the inode (proc(5)). */
async function listeningInode(port: number): Promise<string | undefined> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  return tables
    .flatMap((table) => table.split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .find((columns) => columns[1]?.endsWith(suffix) === true && columns[3] === "0A")?.[9];
}

async function processWithSocket(inode: string): Promise<string | undefined> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    // Other users' processes do not show their files; they are passed over.
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const file of files) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => "");
      if (target !== `socket:[${inode}]`) continue;
      const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0").join(" ").trim();
      return `${command.length > 60 ? `${command.slice(0, 59)}…` : command} (process ${pid})`;
    }
  }
  return undefined;
}
