import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { ApiReply } from "./apiReply.ts";

type Headers = Record<string, string | string[]>;

/** As every answer of the platform has them. */
function platformHeaders({ isLoggedIn }: ApiReply, incoming: IncomingMessage): Headers {
  const transaction = randomBytes(6).toString("hex");
  return {
    Server: "ServiceNow",
    "X-Is-Logged-In": String(isLoggedIn ?? false),
    "X-Transaction-ID": transaction,
    "X-Content-Type-Options": "nosniff",
    Pragma: "no-store,no-cache",
    "Cache-Control": "no-cache,no-store,must-revalidate,max-age=-1",
    Expires: "0",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Server-Timing": "sem_wait;dur=0, sesh_wait;dur=0",
    // A session begins for whoever brings none. The sandbox never asks for it again.
    ...(incoming.headers.cookie === undefined && {
      "Set-Cookie": [
        `JSESSIONID=${transaction.toUpperCase()}; Path=/; HttpOnly; SameSite=None; Secure`,
        `glide_user_route=glide.${transaction}; Path=/; HttpOnly; SameSite=None; Secure`,
        `BIGipServerpool_sandbox=${transaction}; path=/; Httponly; Secure`,
      ],
    }),
  };
}

/** Replies of the platform have no length: they are sent in chunks, compressed if asked for. */
export function sendReply(incoming: IncomingMessage, outgoing: ServerResponse, reply: ApiReply): void {
  const { body, headers } = prepare(incoming, reply);
  outgoing.writeHead(reply.status, headers);
  if (body !== undefined && incoming.method !== "HEAD") outgoing.write(body);
  outgoing.end();
}

/** Sends half of the reply and breaks the connection. */
export function sendHalf(incoming: IncomingMessage, outgoing: ServerResponse, reply: ApiReply): void {
  const { body, headers } = prepare(incoming, reply);
  outgoing.writeHead(reply.status, headers);
  outgoing.write(body?.slice(0, Math.ceil(body.length / 2)) ?? "", () => incoming.socket.destroy());
}

function prepare(
  incoming: IncomingMessage,
  reply: ApiReply,
): { body: string | Buffer | undefined; headers: Headers } {
  const text = reply.html ?? reply.bodyText ?? (reply.body && JSON.stringify(reply.body));
  const headers: Headers = { ...platformHeaders(reply, incoming), ...reply.headers };
  if (text === undefined) return { body: undefined, headers };
  headers["Content-Type"] ??=
    reply.html === undefined ? "application/json;charset=UTF-8" : "text/html;charset=UTF-8";
  const wantsGzip = /\bgzip\b/.test(incoming.headers["accept-encoding"]?.toString() ?? "");
  if (!wantsGzip || text.length < 512) return { body: text, headers };
  headers["Content-Encoding"] = "gzip";
  return { body: gzipSync(text, { level: 1 }), headers };
}
