import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";

import { addressChecks } from "../../../../shared/adapters/servicenow/check/addressChecks.ts";
import { aConnection } from "../../../support/builders/authorisationWorld.ts";
import { selfSignedCertificate } from "../../../support/selfSignedCertificate.ts";

it("asks an instance that has no name, only an address, for its certificate as TLS has it: without a name", async () => {
  const server = createServer(selfSignedCertificate("127.0.0.1"));
  server.on("tlsClientError", () => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const warned = vi.spyOn(process, "emitWarning").mockReturnValue(undefined);
  onTestFinished(() => warned.mockRestore());

  const instanceUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const host = new URL(instanceUrl).host;
  const checks = addressChecks(aConnection({ instanceUrl, allowedHosts: [host] }), () => 0);
  const look = checks.find(({ id }) => id === "tls")?.look;
  await expect(Promise.resolve(look?.())).rejects.toMatchObject({ code: "SERVICENOW_CERTIFICATE_INVALID" });
  expect(warned).not.toHaveBeenCalled();
});
