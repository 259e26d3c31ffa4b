import { once } from "node:events";
import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What becomes of one request. */
export type ProxyVerdict =
  | "pass"
  /** It is carried out, and the connection breaks before the answer. */
  | "loseAnswer"
  /** It is never carried out, and nothing is ever answered. */
  | "stayUnanswered"
  /** It is carried out only when `release` is called, and nothing is answered. */
  | "hold";

export type StorageProxy = {
  /** The connection string with this proxy in front of one of its services. */
  readonly connectionString: string;
  /** Requests so far, as `PUT /devstoreaccount1/…`. */
  readonly requests: string[];
  /** Decides for every request from now on; may be replaced at any time. */
  decide: (requestLine: string) => ProxyVerdict;
  /** Whatever it returns is waited for before a request is handled; may be replaced at any time. */
  delay: (requestLine: string) => Promise<unknown> | undefined;
  /** Carries out what was held. Resolves when storage has answered. */
  release(): Promise<void>;
  close(): Promise<void>;
};

/** Stands between a client and Azurite, sees everything, and can lose what a network can lose. */
export async function startStorageProxy(
  connectionString: string,
  service: "Table" | "Queue" | "Blob",
): Promise<StorageProxy> {
  const target = new URL(new RegExp(`${service}Endpoint=([^;]+)`).exec(connectionString)?.[1] ?? "");
  const held: (() => Promise<unknown>)[] = [];
  const server = createServer((incoming, outgoing) => {
    // As if there were no proxy: storage that is away breaks the connection.
    handle().catch(() => incoming.socket.destroy());
    async function handle() {
      const line = `${incoming.method ?? ""} ${incoming.url ?? ""}`;
      proxy.requests.push(line);
      const verdict = proxy.decide(line);
      const body = await buffer(incoming);
      await proxy.delay(line);
      if (verdict === "stayUnanswered") return;
      if (verdict === "hold") {
        held.push(async () => await forward(target, incoming, body));
        return;
      }
      const answer = await forward(target, incoming, body);
      if (verdict === "loseAnswer") {
        incoming.socket.destroy();
        return;
      }
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const proxy: StorageProxy = {
    connectionString: connectionString.replace(
      `${service}Endpoint=${target.origin}`,
      `${service}Endpoint=http://127.0.0.1:${port}`,
    ),
    requests: [],
    decide: () => "pass",
    delay: () => undefined,
    async release() {
      await Promise.all(held.splice(0).map(async (carryOut) => await carryOut()));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return proxy;
}

async function forward(target: URL, incoming: IncomingMessage, body: Buffer) {
  const outgoing = request({
    host: target.hostname,
    port: target.port,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
    agent: false,
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
}
