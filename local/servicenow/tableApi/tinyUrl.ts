import { createHash } from "node:crypto";
import type { ApiReply } from "../http/apiReply.ts";
import type { ApiRequest } from "../http/apiRequest.ts";
import { readBody } from "../http/requestBody.ts";
import { refusal } from "../records/refusal.ts";

/** Short names for queries that are too long for an address. */
export type TinyUrls = {
  /** `POST /api/now/tinyurl`; `undefined` for any other path. */
  api(request: ApiRequest): ApiReply | undefined;
  /** The query that `sysparm_tiny` stands for, or the query as it came. */
  expand(rawQuery: string): string;
};

/** Kept in memory only; the oldest give way. */
const mostKept = 1000;

export function makeTinyUrls(): TinyUrls {
  const queries = new Map<string, string>();
  return {
    api(request) {
      if (!/^\/api\/now(\/v1)?\/tinyurl$/.test(request.path)) return undefined;
      if (request.method !== "POST") throw refusal.methodNotAllowed();
      const url = readBody(request)["url"];
      const text = typeof url === "string" ? url : "";
      const id = createHash("md5").update(text).digest("hex");
      queries.set(id, text.slice(text.indexOf("?") + 1));
      const [oldest] = queries.keys();
      if (queries.size > mostKept && oldest !== undefined) queries.delete(oldest);
      const table = /\/table\/([a-z0-9_]+)/.exec(text)?.[1] ?? "incident";
      return { status: 201, body: { result: `${table}_list.do?sysparm_tiny=${id}` } };
    },
    expand(rawQuery) {
      const id = /(?:^|&)sysparm_tiny=([0-9a-f]{32})/.exec(rawQuery)?.[1];
      return id === undefined ? rawQuery : (queries.get(id) ?? rawQuery);
    },
  };
}
