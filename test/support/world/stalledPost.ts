import { request } from "node:http";
import { json } from "node:stream/consumers";

import type { Answer } from "./bridgeApi.ts";

export type StalledPost<Body> = {
  /** Resolves as soon as there is one, although the body never ends. */
  readonly answer: Promise<Answer<Body>>;
  /** Breaks the connection. */
  abandon(): void;
};

/** A sender that announces a body of some length, lets go of its first bytes, and then of nothing more. */
export function postStalled<Body>(url: string, announcedBytes: number, sent = "{"): StalledPost<Body> {
  const stalled = request(url, {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": String(announcedBytes) },
  });
  const answer = new Promise<Answer<Body>>((resolve, reject) => {
    stalled.once("error", reject);
    stalled.once("response", (response) => {
      const headers = new Headers(response.headers as Record<string, string>);
      json(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers, body: body as Body }),
        reject,
      );
    });
  });
  // Who abandons it does not wait for it.
  answer.catch(() => undefined);
  stalled.write(sent);
  return { answer, abandon: () => void stalled.destroy() };
}
