import type { FailureCase, Problem } from "../failureCase.ts";
import type { Answer } from "../../../support/world/bridgeApi.ts";
import type { Stage } from "../stage.ts";

async function put({ world, undo }: Stage, name: string, isNew = false): Promise<Answer<Problem>> {
  const path = `${world.bridgeUrl}/api/connections/${name}`;
  const response = await fetch(path, {
    method: "PUT",
    headers: { "content-type": "application/json", ...(isNew ? { "if-none-match": "*" } : {}) },
    // A public client has no secret, and somebody has to sign in.
    body: JSON.stringify({
      instanceUrl: world.sandbox.url,
      grant: { kind: "authorizationCode", clientId: "7d3c", clientSecret: null },
    }),
  });
  undo(() => fetch(path, { method: "DELETE", headers: { "content-type": "application/json" } }));
  return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
}

/** Connections are added and changed by command. */
export const managingCases: readonly FailureCase[] = [
  {
    code: "CONNECTION_INCOMPLETE",
    when: "a route leads to a connection that nobody has signed in to yet",
    detail: /bridge connections authorize fabrikam/,
    shows: "journal",
    afterwards: "waits",
    async provoke(stage) {
      await put(stage, "fabrikam");
      return stage.fire("elsewhere");
    },
  },
  {
    code: "CONNECTION_NAME_TAKEN",
    when: "a connection is added under a name that there is",
    detail: /"contoso"/,
    shows: "answer",
    async provoke(stage) {
      await put(stage, "contoso");
      return put(stage, "contoso", true);
    },
  },
  {
    code: "CONNECTION_DESCRIBED_ELSEWHERE",
    when: "the connection of the settings is changed by command",
    detail: /SERVICENOW_/,
    shows: "answer",
    provoke: (stage) => put(stage, "servicenow"),
  },
];
