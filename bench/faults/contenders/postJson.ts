import { Agent, request } from "undici";

const agent = new Agent({ connections: 128, pipelining: 1, keepAliveTimeout: 4_000 });

/** Resolves to the status; rejects if no whole answer comes in time. */
export async function postJson(url: string, body: string, signal: AbortSignal): Promise<number> {
  const answer = await request(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8" },
    body,
    signal,
    dispatcher: agent,
  });
  await answer.body.dump();
  return answer.statusCode;
}
