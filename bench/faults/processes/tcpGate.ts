import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export type TcpGate = {
  readonly port: number;
  /** Breaks every connection, and each new one, until `open`. */
  readonly shut: () => void;
  readonly open: () => void;
  readonly close: () => Promise<void>;
};

/** Passes connections on to a port of this machine, while it is open. */
export async function startTcpGate(targetPort: number): Promise<TcpGate> {
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer({ noDelay: true }, (incoming) => {
    incoming.on("error", () => undefined);
    if (!isOpen) {
      incoming.resetAndDestroy();
      return;
    }
    const outgoing = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    outgoing.on("error", () => undefined);
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one);
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    shut() {
      isOpen = false;
      breakAll();
    },
    open: () => void (isOpen = true),
    async close() {
      breakAll();
      server.close();
      await once(server, "close");
    },
  };
}
