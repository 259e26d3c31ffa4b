import { createServer, request, Agent, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

const services = ["queue", "table", "blob"] as const;
type Service = (typeof services)[number];

export type StorageCounts = Readonly<Record<Service, number>> & {
  /** By service, method and what it is about: `queue POST messages`. */
  readonly kinds: ReadonlyMap<string, number>;
  /** Looks into a queue that brought nothing; counted nowhere else. */
  readonly emptyLooks: number;
};

/** Stands before the services of Azurite and counts what is asked of them. */
export async function startStorageCounter(connectionString: string) {
  const kinds = new Map<string, number>();
  let emptyLooks = 0;
  const agent = new Agent({ keepAlive: true });
  const servers: ReturnType<typeof createServer>[] = [];
  let counted = connectionString;

  for (const service of services) {
    const endpoint = new RegExp(`${service}Endpoint=([^;]+)`, "i").exec(connectionString)?.[1] ?? "";
    const target = new URL(endpoint);
    const server = createServer((incoming, outgoing) => void forward(service, target, incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    counted = counted.replace(endpoint, endpoint.replace(target.host, `127.0.0.1:${port}`));
  }

  async function forward(service: Service, target: URL, incoming: IncomingMessage, outgoing: ServerResponse) {
    const { method = "", url = "", headers } = incoming;
    const body = await buffer(incoming);
    const onward = request({ host: target.hostname, port: target.port, method, path: url, headers, agent });
    onward.on("error", () => incoming.destroy());
    onward.on("response", (answer) => {
      void buffer(answer).then((answered) => {
        const isLook = service === "queue" && method === "GET";
        if (isLook && !answered.includes("<QueueMessage>")) emptyLooks += 1;
        else count(kindOf(service, method, url));
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
      });
    });
    onward.end(body);
  }

  function count(kind: string): void {
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }

  function total(service: Service): number {
    return [...kinds].reduce((sum, [kind, times]) => (kind.startsWith(service) ? sum + times : sum), 0);
  }

  return {
    connectionString: counted,
    counts: (): StorageCounts => ({
      queue: total("queue"),
      table: total("table"),
      blob: total("blob"),
      kinds: new Map(kinds),
      emptyLooks,
    }),
    forget() {
      kinds.clear();
      emptyLooks = 0;
    },
    async close() {
      agent.destroy();
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** `/devstoreaccount1/BridgeTickets(PartitionKey='…')` → `table PUT BridgeTickets`; ids of messages and blobs go. */
function kindOf(service: Service, method: string, url: string): string {
  const [, , name = "", ...rest] = (url.split("?", 1)[0] ?? "").split("/");
  const what = service === "queue" ? `${name}${rest.length > 1 ? " message" : ""}` : name.replace(/\(.*/, "");
  return `${service} ${method} ${what}`;
}
