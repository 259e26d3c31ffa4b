import type { RequestListener } from "node:http";

const accepted = JSON.stringify({ deliveries: [] });

/** The least that a webhook in Node can do: read the body, parse it, answer 202. */
export const listener: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    JSON.parse(Buffer.concat(chunks).toString("utf8"));
    response.writeHead(202, { "content-type": "application/json; charset=utf-8" }).end(accepted);
  });
};
