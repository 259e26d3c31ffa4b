import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";

import { selfSignedCertificate } from "../../../support/selfSignedCertificate.ts";
import { type FailureCase, struckBy } from "../failureCase.ts";

/** No name in DNS has a part of more than 63 characters, so nobody has to be asked. */
const impossibleHost = `${"contoso".repeat(10)}.service-now.com`;

/** No usable answer comes. */
export const networkCases: readonly FailureCase[] = [
  struckBy({
    code: "SERVICENOW_TIMEOUT",
    when: "ServiceNow takes longer than the time-out",
    detail: /within 2000 ms/,
    fault: "slow",
    rule: { delayMs: 60_000 },
  }),
  struckBy({
    code: "SERVICENOW_CONNECTION_LOST",
    when: "the connection is reset",
    detail: /ECONNRESET|other side closed/,
    fault: "reset",
  }),
  struckBy({
    code: "SERVICENOW_REPLY_CUT",
    when: "the answer stops in the middle of its JSON",
    detail: /20[01], but the JSON ends after \d+ characters/,
    fault: "truncatedReply",
  }),
  struckBy({
    code: "SERVICENOW_REPLY_TOO_LARGE",
    when: "the answer has nine megabytes",
    detail: /8 MiB|far larger/,
    fault: "hugeReply",
  }),
  {
    code: "SERVICENOW_UNREACHABLE",
    when: "nothing listens at the instance's address",
    detail: /ECONNREFUSED/,
    settings: { SERVICENOW_INSTANCE_URL: "http://127.0.0.1:9" },
    isCausedBySettings: true,
    shows: "journal",
    provoke: (stage) => stage.fire(),
  },
  {
    code: "SERVICENOW_HOST_UNKNOWN",
    when: "DNS does not know the instance's name",
    detail: /ENOTFOUND/,
    settings: {
      SERVICENOW_INSTANCE_URL: `https://${impossibleHost}`,
      BRIDGE_ALLOWED_HOSTS: impossibleHost,
    },
    shows: "journal",
    afterwards: "waits",
    provoke: (stage) => stage.fire(),
  },
  {
    code: "SERVICENOW_CERTIFICATE_INVALID",
    when: "somebody in between opens TLS with a certificate of its own",
    detail: /self.signed certificate/i,
    shows: "journal",
    isFresh: true,
    afterwards: "waits",
    async provoke(stage) {
      const server = createServer(selfSignedCertificate("127.0.0.1")).on("tlsClientError", () => undefined);
      stage.undo(() => server.close());
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      await stage.runWith({ SERVICENOW_INSTANCE_URL: `https://127.0.0.1:${port}` });
      return stage.fire();
    },
  },
];
