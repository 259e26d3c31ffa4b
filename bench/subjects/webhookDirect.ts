import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import type { IncomingMessage, RequestListener } from "node:http";
import { receiveAlert } from "../../functions/receiveAlert.ts";
import { acceptingBridge } from "./acceptingBridge.ts";

const handler = receiveAlert(acceptingBridge());
const context = { error: console.error } as unknown as InvocationContext;

/** The handler of the webhook, called by node:http: what Azure's library does around it stays out. */
export const listener: RequestListener = (request, response) => {
  void Promise.resolve(handler(asHttpRequest(request), context)).then((answered) => {
    const { status = 200, headers = {}, body } = answered as HttpResponseInit;
    response.writeHead(status, headers as Record<string, string>).end(body as string);
  });
};

/** What the handler asks of a request, and no more. */
function asHttpRequest(request: IncomingMessage): HttpRequest {
  return {
    method: request.method,
    headers: { get: (name: string) => request.headers[name] ?? null },
    params: {},
    text: () =>
      new Promise<string>((resolve, reject) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
        request.on("error", reject);
      }),
  } as unknown as HttpRequest;
}
