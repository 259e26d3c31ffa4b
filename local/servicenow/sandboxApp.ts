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

/** All addresses: the REST APIs for programs, pages for people, the admin API for tests. */
export function sandboxApp({ sandbox, hasAdminApi, ...rest }: Parts): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const gateway = { ...sandbox, ...rest, answer: makeAnswer(sandbox) };

  // The APIs write to the socket themselves: some of their answers are no HTTP at all.
  const serve = async (env: HttpBindings) => {
    await serveCall(gateway, env.incoming, env.outgoing);
    return RESPONSE_ALREADY_SENT;
  };
  app.all("/api/*", (c) => serve(c.env));
  app.all("/oauth_token.do", (c) => serve(c.env));
  app.all("/oauth_revoke_token.do", (c) => serve(c.env));

  app.use(localOnly(() => sandbox.instance.url));
  if (hasAdminApi) app.route("/sandbox/api", adminApi(sandbox));
  app.route("/", pages({ sandbox, hasSwitches: hasAdminApi }));
  return app;
}
