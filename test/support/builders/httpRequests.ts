import { HttpRequest, type HttpRequestInit, InvocationContext } from "@azure/functions";

type Parts = {
  readonly method?: "GET" | "POST";
  /** Path and query. */
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A request as the library makes it with HTTP streaming on: around a native one, whose body is a stream. */
export function aRequest({
  method = "GET",
  path = "/",
  params = {},
  body,
  headers = {},
}: Parts): HttpRequest {
  const native = new Request(`http://127.0.0.1${path}`, {
    method: body === undefined ? method : "POST",
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
