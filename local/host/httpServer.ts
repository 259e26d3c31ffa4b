import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RegisteredFunction } from "./coreModule.ts";
import type { ForwardHttp } from "./forwardHttp.ts";
import type { AuthLevel, makeKeyCheck } from "./functionKeys.ts";
import { HostError, messageOf } from "./hostError.ts";
import type { RouteMatch } from "./httpRouter.ts";

export type HttpTarget = { readonly fn: RegisteredFunction; readonly authLevel: AuthLevel };

/** What answers requests once the app is loaded. */
type HttpApp = {
  readonly match: (method: string, path: string) => RouteMatch<HttpTarget> | undefined;
  readonly mayCall: ReturnType<typeof makeKeyCheck>;
  readonly forward: ForwardHttp;
  /** Answers `/admin/…`; false if it is not such a request. */
  readonly admin: (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ) => boolean;
};

export type HostServer = {
  readonly port: number;
  /** From now on requests reach the app; until then they are answered with 503. */
  open(app: HttpApp): void;
  /** Takes no more requests: new ones on open connections get 503. */
  stopTaking(): void;
  /** Ends every connection that is left. */
  close(): Promise<void>;
};

/** Azure's front end gives up on a connection without traffic after 230 s. */
const frontEndIdleTimeoutMs = 230_000;
// Longer than usual clients keep idle connections, so that it is they who close them.
const keepAliveTimeoutMs = 130_000;
const defaultBodyLimitBytes = 104_857_600;

/**
 * Listens on loopback, port 0 meaning any free one. Throws HostError if the port is taken.
 * A sender who comes while the app still loads must hear 503 and never 404: Azure Monitor repeats only the former.
 */
export async function startHttpServer(options: {
  readonly port: number;
  readonly hostname: string;
  readonly idleTimeoutMs?: number | undefined;
  readonly bodyLimitBytes?: number | undefined;
}): Promise<HostServer> {
  const bodyLimitBytes = options.bodyLimitBytes ?? defaultBodyLimitBytes;
  let app: HttpApp | undefined;
  let isStopping = false;

  function handle(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    if (app === undefined || isStopping) {
      if (isStopping) response.setHeader("connection", "close");
      answer(response, 503, { "retry-after": "1" });
      return;
    }
    const url = request.url ?? "/";
    if (!url.startsWith("/")) {
      answer(response, 400);
      return;
    }
    const mark = url.indexOf("?");
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? "" : url.slice(mark + 1);

    // The host's own endpoints come first: an app's catch-all must not hide them.
    if (/^\/admin\//i.test(path) && app.admin(request, response, path, query)) return;
    const matched = app.match(request.method ?? "GET", path);
    if (matched === undefined) {
      answer(response, 404);
      return;
    }
    const { fn, authLevel } = matched.target;
    if (!app.mayCall(request, query, authLevel, fn.metadata.name)) {
      answer(response, 401);
      return;
    }
    if (Number(request.headers["content-length"] ?? 0) > bodyLimitBytes) {
      answer(response, 413);
      return;
    }
    if (expectsContinue) response.writeContinue();
    void app.forward({ request, response, target: fn, params: matched.params });
  }

  const server = createServer((request, response) => {
    handle(request, response, false);
  });
  // Without this listener Node would ask for the body of a request that is then refused.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response, true);
  });
  server.timeout = options.idleTimeoutMs ?? frontEndIdleTimeoutMs;
  server.keepAliveTimeout = keepAliveTimeoutMs;
  await listen(server, options.port, options.hostname);

  return {
    port: (server.address() as AddressInfo).port,
    open(opened) {
      app = opened;
    },
    stopTaking() {
      isStopping = true;
      server.closeIdleConnections();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // Answers that are on their way get a moment; a connection that waits for none is cut.
      const cut = setTimeout(() => {
        server.closeAllConnections();
      }, 250);
      await closed;
      clearTimeout(cut);
    },
  };
}

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-length": "0", ...headers }).end();
}

async function listen(server: Server, port: number, hostname: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new HostError(
          error.code === "EADDRINUSE"
            ? `Port ${port} is in use. Stop what uses it, or choose another with --port (0: any free port).`
            : `Cannot listen on ${hostname}:${port}: ${messageOf(error)}`,
        ),
      );
    });
    server.listen(port, hostname, resolve);
  });
}
