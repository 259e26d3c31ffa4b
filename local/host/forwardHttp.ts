import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { RegisteredFunction } from "./coreModule.ts";
import type { TypedData } from "./coreTypes.ts";
import type { HostLog } from "./hostLog.ts";
import { writeHttpData } from "./httpData.ts";
import type { Invoker } from "./invoker.ts";

/** A routed request on its way to its function. */
type Forwarding = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: RegisteredFunction;
  readonly params: Readonly<Record<string, string>>;
};

export type ForwardHttp = (forwarding: Forwarding) => Promise<void>;

function textHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/**
 * HTTP streaming: the raw request goes to the library's own listener, and the answer comes from there.
 * If the function throws or returns nothing, nobody answers, as in Azure
 * (Azure/azure-functions-nodejs-library issue 324): the connection ends with the front end's idle time-out.
 */
export function forwardStreamed(listener: Server, invoker: Invoker, log: HostLog): ForwardHttp {
  return async ({ request, response, target, params }) => {
    const invocationId = randomUUID();
    const { headers } = request;
    // A caller's own copy would pair the request with somebody else's invocation.
    delete headers["x-ms-invocation-id"];
    const triggerMetadata: Record<string, TypedData> = {};
    for (const name in params) triggerMetadata[name] = { string: params[name] ?? "" };
    triggerMetadata["Headers"] = { json: JSON.stringify(headers) };
    headers["x-ms-invocation-id"] = invocationId;
    headers["x-forwarded-host"] = headers.host ?? "localhost";
    headers["x-forwarded-proto"] = "http";
    listener.emit("request", request, response);

    const hangs = (what: string) =>
      log.write(
        "warning",
        `Functions.${target.metadata.name}`,
        `${what}. With HTTP streaming the caller gets no answer, here as in Azure: let the handler always return one.`,
      );
    try {
      await invoker.invoke(target, {
        invocationId,
        data: {},
        triggerMetadata,
        traceParent: textHeader(request, "traceparent"),
        traceState: textHeader(request, "tracestate"),
      });
      if (!response.headersSent && !response.destroyed) hangs("The handler returned nothing");
    } catch {
      if (!response.headersSent && !response.destroyed) hangs("The handler threw");
    }
  };
}

/**
 * Without HTTP streaming the host reads the body and passes it on as bytes, but only if the sender gave a
 * Content-Length: a chunked body arrives empty, as in Azure (Azure/azure-functions-nodejs-worker issue 524).
 */
export function forwardBuffered(invoker: Invoker): ForwardHttp {
  return async ({ request, response, target, params }) => {
    const body = await readBody(request);
    if (body === "aborted") return;
    const url = `http://${request.headers.host ?? "localhost"}${request.url ?? "/"}`;
    const query: Record<string, { value: string }> = {};
    for (const [name, value] of new URL(url).searchParams) query[name] = { value };
    try {
      const { returnValue } = await invoker.invoke(target, {
        data: {
          http: {
            method: request.method ?? "GET",
            url,
            nullableHeaders: nullable(request.headers),
            nullableParams: nullable(params),
            nullableQuery: query,
            body: { bytes: body },
          },
        },
        traceParent: textHeader(request, "traceparent"),
        traceState: textHeader(request, "tracestate"),
      });
      writeHttpData(response, returnValue?.http);
    } catch {
      if (!response.headersSent) response.writeHead(500, { "content-length": "0" });
      response.end();
    }
  };
}

function nullable(values: Readonly<Record<string, string | readonly string[] | undefined>>) {
  const wrapped: Record<string, { value: string }> = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) wrapped[name] = { value: typeof value === "string" ? value : value.join(",") };
  }
  return wrapped;
}

async function readBody(request: IncomingMessage): Promise<Buffer | "aborted"> {
  const isCounted = Number(request.headers["content-length"] ?? 0) > 0;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) if (isCounted) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch {
    return "aborted";
  }
}
