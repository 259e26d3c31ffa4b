import type { HttpRequest } from "@azure/functions";

import { isLoopback } from "../shared/connections/instanceUrl.ts";
import { BridgeError } from "../shared/failures/bridgeError.ts";
import { readJson } from "./readJson.ts";

/** Fields of a body that are secret. */
const secretFields = ["secrets", "password"];

/** The body may carry secrets: they come over https, or do not leave this machine. Throws BridgeError REQUEST_INVALID. */
export async function readSecretly(request: HttpRequest): Promise<unknown> {
  const body = await readJson(request);
  const carriesSecrets =
    typeof body === "object" && body !== null && secretFields.some((field) => field in body);
  const url = URL.parse(request.url);
  if (carriesSecrets && url?.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new BridgeError(
      "REQUEST_INVALID",
      "Secrets are taken over https only; those that came now are known on the way",
    );
  }
  return body;
}
