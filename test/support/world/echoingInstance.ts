import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type EchoingInstance = {
  readonly url: string;
  /** Whether it refuses a token, or gives one and refuses its use. */
  refuses: "token" | "call";
  readonly accessToken: string;
  readonly refreshToken: string;
  close(): Promise<void>;
};

/** A ServiceNow behind something that repeats in its refusals all that it was sent, as firewalls for the web do. */
export async function startEchoingInstance(): Promise<EchoingInstance> {
  const server = createServer((incoming, outgoing) => {
    void answer();
    async function answer() {
      const echo = {
        headers: incoming.headers,
        received: `${incoming.method ?? ""} ${incoming.url ?? ""}`,
        body: await text(incoming),
      };
      const isForToken = incoming.url?.startsWith("/oauth_token.do") === true;
      const reply = (status: number, body: unknown) =>
        outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      if (!isForToken) {
        const detail = `Refused: ${JSON.stringify(echo)}`;
        reply(403, {
          error: { message: `Refused for ${echo.headers.authorization ?? ""}`, detail },
          status: "failure",
        });
      } else if (instance.refuses === "token") {
        reply(401, { error: "invalid_client", error_description: JSON.stringify(echo) });
      } else {
        const { accessToken: access_token, refreshToken: refresh_token } = instance;
        reply(200, {
          access_token,
          refresh_token,
          expires_in: 1799,
          token_type: "Bearer",
          scope: "useraccount",
        });
      }
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const instance: EchoingInstance = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuses: "token",
    accessToken: "echoed-access-token-0123456789",
    refreshToken: "echoed-refresh-token-0123456789",
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return instance;
}
