import { hostname, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

import { type Colours, coloursFor } from "../local/start/colours.ts";
import { findRunningWorld } from "../local/start/runningWorld.ts";
import { type BridgeClient, makeBridgeClient } from "./bridgeClient.ts";
import { usageError } from "./cliError.ts";
import { safeJson } from "./render/cleanText.ts";

/** Options that every command has. */
export type GlobalOptions = {
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
  readonly data: string;
};

/** What a command works with: where the bridge is, and how to speak to the person or program that called. */
export type Session = {
  readonly client: BridgeClient;
  readonly isJson: boolean;
  readonly colours: Colours;
  /** The results, one line or several. Its text must be clean already. */
  readonly say: (text: string) => void;
  readonly sayJson: (value: unknown) => void;
  /** About the work, not its result: goes to stderr, and not at all when a machine reads. */
  readonly note: (text: string) => void;
  /** A line that the next one replaces; only where a person watches. */
  readonly showLive: (text: string) => void;
  readonly dataFolder: string;
};

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
const standardUrl = "http://127.0.0.1:7071";

export function openSession(options: GlobalOptions): Session {
  const dataFolder = isAbsolute(options.data) ? options.data : join(root, options.data);
  const isJson = options.json === true;
  const url = checkUrl(options.url ?? findRunningWorld(dataFolder)?.functionsUrl ?? standardUrl);
  const key = options.key === undefined || options.key === "" ? undefined : options.key;
  const isLive = process.stderr.isTTY && !isJson;
  const note = (text: string): void => {
    if (!isJson) process.stderr.write(`${text}\n`);
  };
  if (key !== undefined && url.startsWith("http:") && !isLoopback(url)) {
    process.stderr.write(`Warning: the function key travels unencrypted to ${url}. Use https.\n`);
  }
  return {
    client: makeBridgeClient({ url, key, isCleaned: !isJson, operator: operatorHere() }),
    isJson,
    colours: coloursFor(process.stdout, process.env),
    say: (text) => process.stdout.write(`${text}\n`),
    sayJson: (value) => process.stdout.write(`${safeJson(value)}\n`),
    note,
    showLive: (text) => {
      if (isLive) process.stderr.write(`\r\u001b[K${text}`);
    },
    dataFolder,
  };
}

/** user@host, as the operating system has it; a header takes nothing beyond ASCII. */
function operatorHere(): string {
  let user = "?";
  try {
    user = userInfo().username;
  } catch {
    // A container's user may have no name.
  }
  return `${user}@${hostname()}`.replace(/[^\x21-\x7e]/g, "?");
}

function checkUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw usageError(`"${text}" is no http or https address.`, `An example: --url ${standardUrl}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw usageError(
      "Credentials do not belong into the address; a function key goes with --key or BRIDGE_KEY.",
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

function isLoopback(url: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
