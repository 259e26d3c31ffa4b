/** Serves the `listener` of a module with node:http on loopback. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import { serveParent } from "./parentChannel.ts";

const [, , file = ""] = process.argv;
const { listener } = (await import(pathToFileURL(file).href)) as { readonly listener: RequestListener };
const server = createServer(listener);
server.keepAliveTimeout = 130_000;
server.listen(0, "127.0.0.1", () => {
  serveParent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {});
});
