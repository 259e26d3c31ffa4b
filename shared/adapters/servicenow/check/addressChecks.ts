import { lookup } from "node:dns/promises";
import { connect, isIP } from "node:net";
import { connect as connectTls } from "node:tls";

import {
  type CheckDefinition,
  type Finding,
  notNeeded,
  ok,
} from "../../../connections/checks/connectionCheck.ts";
import type { Connection } from "../../../connections/connection.ts";
import { BridgeError } from "../../../failures/bridgeError.ts";
import { checkInstanceUrl } from "../checkInstanceUrl.ts";
import { transportFailure } from "../transportFailure.ts";

const group = "The way to the instance";
const longestConnectMs = 10_000;
const dayMs = 86_400_000;
const warnCertificateDays = 14;

/** From the address in the settings to a connection that can be trusted, step by step. Nothing is sent. */
export function addressChecks(
  { instanceUrl, allowedHosts }: Connection,
  nowMs: () => number,
): readonly CheckDefinition[] {
  const target = () => {
    const url = checkInstanceUrl(instanceUrl, allowedHosts);
    const isTls = url.protocol === "https:";
    const host = url.hostname.replace(/^\[|\]$/g, "");
    return { url, host, isTls, port: url.port === "" ? (isTls ? 443 : 80) : Number(url.port) };
  };
  return [
    {
      id: "url-allowed",
      group,
      title: "The address may be used",
      look: () => {
        const { url, isTls } = target();
        return ok(isTls ? url.origin : `${url.origin}, this machine`);
      },
    },
    {
      id: "name-resolves",
      group,
      title: "The name is known",
      after: ["url-allowed"],
      look: async () => {
        const addresses = await networked(() => lookup(target().host, { all: true }));
        return ok(addresses.map(({ address }) => address).join(", "));
      },
    },
    {
      id: "port-open",
      group,
      title: "A connection can be made",
      after: ["name-resolves"],
      look: async () => {
        const { host, port } = target();
        const startedMs = performance.now();
        await networked(() => opened(connect({ host, port }), "connect"));
        return ok(`port ${port}, in ${Math.round(performance.now() - startedMs)} ms`);
      },
    },
    {
      id: "tls",
      group,
      title: "Its certificate is good",
      after: ["port-open"],
      look: async () => {
        const { host, port, isTls } = target();
        if (!isTls) return notNeeded("plain http to this machine has none");
        let validTo = "";
        await networked(() => {
          // TLS names hosts by name only.
          const socket = connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) });
          socket.once("secureConnect", () => (validTo = socket.getPeerCertificate().valid_to));
          return opened(socket, "secureConnect");
        });
        return judgeCertificate(Date.parse(validTo), nowMs());
      },
    },
  ];
}

/** A certificate that is trusted today. Pure. */
export function judgeCertificate(endsMs: number, nowMs: number): Finding {
  if (Number.isNaN(endsMs)) return ok("trusted");
  const days = Math.floor((endsMs - nowMs) / dayMs);
  const detail = `trusted, good for ${days} more days (until ${new Date(endsMs).toISOString().slice(0, 10)})`;
  if (days >= warnCertificateDays) return ok(detail);
  return {
    status: "warning",
    code: "SERVICENOW_CERTIFICATE_INVALID",
    detail,
    cause: "Nobody has renewed it yet. Once it has ended, no call goes through.",
    fix: "Whoever runs the instance or the proxy before it has to renew the certificate.",
  };
}

function opened(socket: ReturnType<typeof connect>, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(longestConnectMs, () =>
      socket.destroy(Object.assign(new Error("no connection in time"), { code: "UND_ERR_CONNECT_TIMEOUT" })),
    );
    socket.once("error", reject);
    socket.once(event, () => {
      socket.end();
      socket.destroy();
      resolve();
    });
  });
}

/** What Node's sockets say, as the failures of every other call say it. */
async function networked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BridgeError) throw error;
    throw transportFailure(error, { isWrite: false, timedOutAfterMs: undefined }) ?? error;
  }
}
