import type * as z from "zod";

import { CliError } from "./cliError.ts";
import { excerpt, parseJson, refused, whyNoAnswer } from "./refusals.ts";
import { cleanValue } from "./render/cleanText.ts";

export type BridgeCallOptions = {
  readonly url: string;
  /** A function key; sent to `url` and nowhere else. */
  readonly key: string | undefined;
  /** False for machines, which want the answers as they are; otherwise texts are made safe for a terminal. */
  readonly isCleaned: boolean;
  /** Who is at the terminal, for the audit trail. */
  readonly operator: string;
};

const requestTimeoutMs = 30_000;

/** Calls of the bridge's HTTP API, whatever they are about. Each throws CliError: the bridge's own words where it refused. */
export function makeBridgeCalls({ url, key, isCleaned, operator }: BridgeCallOptions) {
  const headers: Record<string, string> = key === undefined ? {} : { "x-functions-key": key };

  async function call(path: string, init: RequestInit = {}, timeoutMs = requestTimeoutMs): Promise<Response> {
    try {
      return await fetch(`${url}${path}`, {
        ...init,
        headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
        // The key goes to this address and nowhere else.
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      throw whyNoAnswer(url, error, timeoutMs);
    }
  }

  async function read<Schema extends z.ZodType>(
    response: Response,
    schema: Schema,
  ): Promise<z.infer<Schema>> {
    const text = await response.text();
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return isCleaned ? cleanValue(parsed.data) : parsed.data;
    throw new CliError(
      `${url} answered HTTP ${response.status}, but not as a bridge does: ${excerpt(text)}`,
      {
        hint: "Check the address: --url or BRIDGE_URL.",
      },
    );
  }

  async function get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
    const response = await call(path);
    if (!response.ok) throw await refused(url, response);
    return read(response, schema);
  }

  /** `undefined` if the bridge itself says that it knows no such thing. */
  async function find<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    ask: (path: string) => Promise<Response> = call,
    unknown: readonly string[] = ["NOT_FOUND"],
  ): Promise<z.infer<Schema> | undefined> {
    const response = await ask(path);
    if (response.ok) return read(response, schema);
    const problem = await refused(url, response);
    if (unknown.includes(problem.code ?? "")) return undefined;
    throw problem;
  }

  const post = (path: string, body: object, timeoutMs?: number) =>
    call(
      path,
      {
        method: "POST",
        headers: { "content-type": "application/json", "x-bridge-operator": operator },
        body: JSON.stringify(body),
      },
      timeoutMs,
    );

  async function send<Schema extends z.ZodType>(
    path: string,
    body: object,
    schema: Schema,
  ): Promise<z.infer<Schema>> {
    const response = await post(path, body);
    if (!response.ok) throw await refused(url, response);
    return read(response, schema);
  }

  async function change<Schema extends z.ZodType>(
    method: "PUT" | "DELETE",
    path: string,
    body: object,
    schema: Schema,
    isNew = false,
  ): Promise<z.infer<Schema>> {
    const response = await call(path, {
      method,
      headers: {
        "content-type": "application/json",
        "x-bridge-operator": operator,
        ...(isNew ? { "if-none-match": "*" } : {}),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw await refused(url, response);
    return read(response, schema);
  }

  return { url, ask: call, read, get, find, post, send, change };
}
