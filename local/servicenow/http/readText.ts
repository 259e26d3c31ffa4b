import type { IncomingMessage } from "node:http";
import { refusal } from "../records/refusal.ts";

/** The whole body as text. Throws a Refusal if it is longer than allowed, without waiting for the rest. */
export async function readText(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  const announced = Number(incoming.headers["content-length"] ?? "0");
  if (announced > maxBytes) {
    incoming.resume();
    throw refusal.tooLarge(announced, maxBytes);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw refusal.tooLarge(size, maxBytes);
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined
    ? only.toString("utf8")
    : Buffer.concat(chunks).toString("utf8");
}
