import { Server as HttpServer } from "node:http";
import { Server as NetServer } from "node:net";

/**
 * Runs `start` and gives back the HTTP server that it made listen, if any.
 *
 * With HTTP streaming, `@azure/functions` opens a listener of its own, on every interface, for the host to forward
 * requests to. Here it listens on loopback only, and the host hands it each request directly: both live in one
 * process, so a second trip through a socket would only cost time.
 */
export async function captureListener(start: () => Promise<unknown>): Promise<HttpServer | undefined> {
  let captured: HttpServer | undefined;
  const prototype = NetServer.prototype as { listen: (...args: unknown[]) => unknown };
  const listen = prototype.listen;
  prototype.listen = function (this: unknown, ...args) {
    if (!(this instanceof HttpServer)) return listen.apply(this, args);
    captured = this satisfies HttpServer;
    return listen.call(this, 0, "127.0.0.1", ...args.filter((arg) => typeof arg === "function"));
  };
  try {
    await start();
  } finally {
    prototype.listen = listen;
  }
  return captured;
}
