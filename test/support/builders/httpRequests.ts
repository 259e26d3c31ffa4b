import { HttpRequest, type HttpRequestInit, InvocationContext } from "@azure/functions";

type Parts = {
  /** `POST` if it has a body. */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  /** Left out: this machine, over http. */
  readonly url?: string;
  /** Path and query. */
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A request as the library makes it with HTTP streaming on: around a native one, whose body is a stream. */
export function aRequest({ method, url, path = "/", params = {}, body, headers = {} }: Parts): HttpRequest {
  const native = new Request(url ?? `http://127.0.0.1${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers,
    ...(body === undefined ? {} : { body, duplex: "half" as const }),
  });
  // The library hands it over like this; its type leaves it out.
  const init: HttpRequestInit & { readonly nativeRequest: Request } = { params, nativeRequest: native };
  return new HttpRequest(init);
}

/** With everything that is logged, as text. */
export function anInvocation(triggerMetadata: Readonly<Record<string, unknown>> = {}) {
  const logged: string[] = [];
  const context = new InvocationContext({
    functionName: "test",
    logHandler: (level, ...args) => void logged.push([level, ...args.map(String)].join(" ")),
    triggerMetadata,
  });
  return { context, logged };
}
