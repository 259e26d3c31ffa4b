import type { HttpRequest } from "@azure/functions";

import { BridgeError } from "../shared/failures/bridgeError.ts";

/** Azure Monitor sends at most 256 KB; nothing that is an alert is larger than this. */
export const longestBodyBytes = 1024 * 1024;

/**
 * The body as text, read no further than 1 MiB. What is not UTF-8 is replaced, so that JSON.parse says what is wrong.
 * Once `until` is aborted nobody waits for the rest, and a body in chunks is not read any further.
 * Throws BridgeError ALERT_TOO_LARGE.
 */
export async function readBody(request: HttpRequest, until?: AbortSignal): Promise<string> {
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    // The HTTP parser holds the sender to what it declared.
    if (Number(declared) > longestBodyBytes) throw tooLarge(`${declared} bytes`);
    return request.text();
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > longestBodyBytes) throw tooLarge("more than 1 MiB, sent in chunks");
    if (until?.aborted === true) break;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function tooLarge(size: string): BridgeError {
  return new BridgeError("ALERT_TOO_LARGE", `The body has ${size}; at most ${longestBodyBytes} are read`);
}
