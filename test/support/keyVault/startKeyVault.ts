import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { failure, type VaultAnswer, VaultSecrets } from "./vaultSecrets.ts";

export type KeyVaultDouble = {
  readonly url: string;
  readonly secrets: VaultSecrets;
  /** Requests that carried a token, as `PUT /secrets/…`. */
  readonly requests: string[];
  /** Settings with which an app finds its managed identity here, as in Azure. */
  readonly identity: { readonly IDENTITY_ENDPOINT: string; readonly IDENTITY_HEADER: string };
  /** Client ids of the identities for which a token was asked; empty for the app's own. */
  readonly identitiesAsked: string[];
  /** Decides for every request that carries a token; may be replaced at any time. */
  refuse: (line: string) => VaultAnswer | "drop" | undefined;
  close(): Promise<void>;
};

const token = "a-token-for-the-vault";
const identityHeader = "contoso-identity-header";

/** Key Vault's REST API as far as secrets go, and the endpoint from which an app in Azure gets its identity's tokens. */
export async function startKeyVault(): Promise<KeyVaultDouble> {
  const server = createServer((incoming, outgoing) => {
    handle().catch(() => incoming.socket.destroy());
    async function handle() {
      const url = new URL(incoming.url ?? "", vault.url);
      const body = await text(incoming);
      if (url.pathname === "/msi/token") {
        const { status, body: answer } = giveToken(incoming, url);
        outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
        return;
      }
      if (incoming.headers.authorization !== `Bearer ${token}`) {
        outgoing
          .writeHead(401, {
            "content-type": "application/json",
            "www-authenticate": `Bearer authorization="https://login.microsoftonline.com/contoso-tenant", resource="https://vault.azure.net"`,
          })
          .end(
            JSON.stringify(failure("Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.")),
          );
        return;
      }
      const line = `${incoming.method ?? ""} ${url.pathname}`;
      vault.requests.push(line);
      const refused = vault.refuse(line);
      if (refused === "drop") {
        incoming.socket.destroy();
        return;
      }
      const { status, body: answer } = refused ?? answerTo(vault.secrets, incoming.method ?? "", url, body);
      outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  const vault: KeyVaultDouble = {
    url: origin,
    secrets: new VaultSecrets(() => origin),
    requests: [],
    identity: { IDENTITY_ENDPOINT: `${origin}/msi/token`, IDENTITY_HEADER: identityHeader },
    identitiesAsked: [],
    refuse: () => undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };

  /** https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference */
  function giveToken(incoming: IncomingMessage, url: URL): VaultAnswer {
    const resource = url.searchParams.get("resource");
    if (incoming.headers["x-identity-header"] !== identityHeader || resource !== "https://vault.azure.net") {
      return { status: 400, body: { statusCode: 400, message: "Bad request" } };
    }
    vault.identitiesAsked.push(url.searchParams.get("client_id") ?? "");
    const expires_on = String(Math.floor(Date.now() / 1000) + 86_400);
    return { status: 200, body: { access_token: token, expires_on, resource, token_type: "Bearer" } };
  }
  return vault;
}

function answerTo(secrets: VaultSecrets, method: string, url: URL, body: string): VaultAnswer {
  const [collection, name, part] = url.pathname.split("/").filter((segment) => segment !== "");
  const skip = Number(url.searchParams.get("$skiptoken") ?? 0);
  if (url.searchParams.get("api-version") === null) {
    return { status: 400, body: failure("BadParameter", "api-version must be specified") };
  }
  if (collection === "secrets" && name === undefined) return secrets.list(skip, url.pathname);
  if (collection === "secrets" && name !== undefined) {
    if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) {
      return { status: 400, body: failure("BadParameter", "The request URI contains an invalid name.") };
    }
    if (method === "PUT") return secrets.set(name, JSON.parse(body) as { value: string });
    if (method === "DELETE") return secrets.delete(name);
    if (method === "GET" && part === "versions") return secrets.list(skip, url.pathname, name);
    if (method === "GET") return secrets.get(name, part);
  }
  if (collection === "deletedsecrets" && name !== undefined) {
    if (method === "POST" && part === "recover") return secrets.recover(name);
    if (method === "GET") return secrets.getDeleted(name);
  }
  return { status: 405, body: failure("MethodNotAllowed", `${method} ${url.pathname}`) };
}
