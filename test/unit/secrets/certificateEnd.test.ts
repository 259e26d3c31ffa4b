import { describe, expect, it } from "vitest";

import { certificateEndUtc } from "../../../shared/secrets/certificateEnd.ts";
import { selfSignedCertificate } from "../../support/selfSignedCertificate.ts";

const { key, cert } = selfSignedCertificate("contoso");

describe("the end of a certificate in a PEM", () => {
  it.each([
    ["a certificate", cert],
    ["a key and its certificate", `${key}${cert}`],
    ["a certificate and its key", `${cert}\n${key}`],
    ["a chain that follows", `${cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`],
    ["Windows' line ends", `${key}${cert}`.replaceAll("\n", "\r\n")],
  ])("is read from %s", (_what, pem) => {
    expect(certificateEndUtc(pem)).toBe("2049-12-31T23:59:59.000Z");
  });

  it.each([
    ["a key alone", key],
    ["no PEM", "hunter2"],
    ["what nobody can read", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
    ["half of one", cert.slice(0, 80)],
  ])("is not known of %s", (_what, pem) => {
    expect(certificateEndUtc(pem)).toBeNull();
  });
});
