import type { Actor } from "../../../../local/servicenow/access/actor.ts";
import { tableApi } from "../../../../local/servicenow/tableApi/tableApi.ts";
import type { ApiReply } from "../../../../local/servicenow/http/apiReply.ts";
import { errorBody, Refusal } from "../../../../local/servicenow/records/refusal.ts";
import { makeSandbox, type Sandbox } from "../../../../local/servicenow/sandbox.ts";

export const instanceUrl = "https://contoso.service-now.example";

type Values = Record<string, unknown>;
type Called = { readonly status: number; readonly body: unknown; readonly headers: Record<string, string> };

/** A sandbox without a server, at a fixed moment; calls go straight to the Table API. */
export type TestSandbox = Sandbox & {
  as(userName: string): {
    call(method: string, pathAndQuery: string, body?: Values | string, headers?: Values): Called;
  };
  actor(userName: string): Actor;
};

export function aSandbox(startUtc = "2026-03-04T10:20:30.400Z"): TestSandbox {
  const sandbox = makeSandbox(
    { integrationPassword: "integration-pass", adminPassword: "admin-pass", startUtc },
    () => instanceUrl,
    undefined,
  );
  const actor = (userName: string) => sandbox.signIn.actorOf(sandbox.signIn.findUser(userName)!);
  return {
    ...sandbox,
    actor,
    as: (userName) => ({
      call(method, pathAndQuery, body, headers = { "content-type": "application/json" }) {
        const [path = "", rawQuery = ""] = pathAndQuery.split("?");
        const request = {
          method,
          path,
          rawQuery,
          query: new URLSearchParams(rawQuery),
          header: (name: string) => headers[name] as string | undefined,
          bodyText: body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
          actor: actor(userName),
        };
        const reply = answer(() => tableApi(sandbox.instance, request) ?? { status: 0 });
        return { status: reply.status, body: reply.body, headers: { ...reply.headers } };
      },
    }),
  };
}

function answer(work: () => ApiReply): ApiReply {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: errorBody(error) };
    throw error;
  }
}

/** Stores an incident and answers it as the Table API does, without links. */
export function anIncident(sandbox: TestSandbox, values: Values = {}): Record<string, string> {
  return write(sandbox, "POST", "", values);
}

/** Changes an incident; throws what was refused. */
export function changed(
  sandbox: TestSandbox,
  sysId: string | undefined,
  values: Values,
): Record<string, string> {
  return write(sandbox, "PATCH", `/${sysId ?? ""}`, values);
}

function write(sandbox: TestSandbox, method: string, path: string, values: Values): Record<string, string> {
  const url = `/api/now/table/incident${path}?sysparm_exclude_reference_link=true`;
  const { status, body } = sandbox.as("bridge.integration").call(method, url, values);
  if (status >= 300) throw new Error(JSON.stringify(body));
  return (body as { result: Record<string, string> }).result;
}
