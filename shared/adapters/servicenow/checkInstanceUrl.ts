import { isLoopback, judgeInstanceUrl } from "../../connections/instanceUrl.ts";
import { BridgeError } from "../../failures/bridgeError.ts";

/** The address, if credentials may be sent there. Throws BridgeError CONNECTION_URL_REFUSED. */
export function checkInstanceUrl(instanceUrl: string, allowedHosts: readonly string[] = []): URL {
  const judged = judgeInstanceUrl(instanceUrl, allowedHosts);
  if (judged.kind === "allowed") return judged.url;
  throw new BridgeError("CONNECTION_URL_REFUSED", `The instance URL is refused: ${judged.because}`);
}

/** Personal developer instances hibernate and are reclaimed; on this machine, the sandbox plays one. */
export function isDeveloperInstance({ hostname }: URL): boolean {
  return /^dev\d+\.service-now\.com$/.test(hostname) || isLoopback(hostname);
}
