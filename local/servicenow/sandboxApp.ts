import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { adminApi } from "./admin/adminApi.ts";
import { makeAnswer } from "./http/answerCall.ts";
import { serveCall } from "./http/gateway.ts";
import { localOnly } from "./http/localOnly.ts";
import { pages } from "./pages/pages.ts";
import type { Sandbox } from "./sandbox.ts";

type Parts = {
  readonly sandbox: Sandbox;
  readonly processingDelayMs: number;
  /** Whether `/sandbox/api` and the page of faults are there. */
  readonly hasAdminApi: boolean;
  readonly log: (line: string) => void;
  readonly closing: AbortSignal;
};

export type SandboxFetch = (request: Request, env: HttpBindings) => Response | Promise<Response>;

/** All addresses: the REST APIs for programs, pages for people, the admin API for tests. */
export function sandboxApp({ sandbox, hasAdminApi, ...rest }: Parts): SandboxFetch {
  const gateway = { ...sandbox, ...rest, answer: makeAnswer(sandbox) };

  const app = new Hono();
  app.use(localOnly(() => sandbox.instance.url));
  if (hasAdminApi) app.route("/sandbox/api", adminApi(sandbox));
  app.route("/", pages({ sandbox, hasSwitches: hasAdminApi, log: rest.log }));

  return async (request, env) => {
    if (!isForPrograms(env.incoming.url ?? "")) return app.fetch(request, env);
    // The APIs write to the socket themselves: some of their answers are no HTTP at all.
    try {
      await serveCall(gateway, env.incoming, env.outgoing);
    } catch (error) {
      // The caller went away in the middle; there is nobody to answer.
      rest.log(`a call broke off: ${error instanceof Error ? error.message : String(error)}`);
      env.incoming.socket.destroy();
    }
    return RESPONSE_ALREADY_SENT;
  };
}

function isForPrograms(url: string): boolean {
  return url.startsWith("/api/") || /^\/oauth_(revoke_)?token\.do(\?|$)/.test(url);
}
