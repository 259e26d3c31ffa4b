import { X509Certificate } from "node:crypto";

const firstCertificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;

/**
 * When the certificate ends that stands in a PEM, beside its private key for instance; of a chain, the first, which is the
 * key's own. Null if there is none, or nobody can read it.
 */
export function certificateEndUtc(pem: string): string | null {
  // A setting of an app may have its line breaks written out.
  const [certificate] = firstCertificate.exec(pem.replaceAll("\\n", "\n")) ?? [];
  if (certificate === undefined) return null;
  try {
    return new X509Certificate(certificate).validToDate.toISOString();
  } catch {
    return null;
  }
}
