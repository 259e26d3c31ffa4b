import { generateKeyPairSync } from "node:crypto";

import { aKeySetting } from "../../../support/builders/sealingKeys.ts";
import { type EntraDouble, refusal, startEntra } from "../../../support/entra/startEntra.ts";
import type { Answer } from "../../../support/world/bridgeApi.ts";
import { integrationUser } from "../../../support/world/world.ts";
import type { FailureCase, Problem } from "../failureCase.ts";
import type { Stage } from "../stage.ts";

const client = { id: "tailspin-client", secret: "tailspin-secret" };
const person = { userName: integrationUser.name, password: integrationUser.password };
const settings = { BRIDGE_SECRET_KEY: aKeySetting(7) };

async function send({ world }: Stage, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${world.bridgeUrl}/api/connections/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** A connection beside the one of the settings, until the case is over. */
async function add(stage: Stage, name: string, grant: object, secrets: object = {}): Promise<void> {
  stage.undo(() => send(stage, "DELETE", name));
  const answer = await send(stage, "PUT", name, { instanceUrl: stage.world.sandbox.url, grant, secrets });
  if (!answer.ok) throw new Error(await answer.text());
}

/** What somebody is told who has the bridge look whether it has access now. */
async function sync(stage: Stage, name: string): Promise<Answer<Problem>> {
  const response = await send(stage, "POST", `${name}/sync`, {});
  return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
}

/** The app has a managed identity, and `refuse` says what is answered when a token is asked for in its name. */
async function askedForIdentity(stage: Stage, refuse: EntraDouble["refuse"]): Promise<Answer<Problem>> {
  const entra = await startEntra();
  stage.undo(() => entra.close());
  entra.refuse = refuse;
  const audience = "api://tailspin-servicenow";
  await stage.runWith({ ...settings, ...entra.identity, BRIDGE_ENTRA_AUDIENCES: audience });
  await add(stage, "tailspin", { kind: "entra", audience });
  return sync(stage, "tailspin");
}

/** Whoever is to give tokens gives none. */
export const tokenCases: readonly FailureCase[] = [
  {
    code: "CONNECTION_UNAUTHORISED",
    when: "a connection for which a person has to sign in is to be read, and nobody has",
    detail: /bridge connections authorize tailspin/,
    settings,
    shows: "answer",
    async provoke(stage) {
      await add(
        stage,
        "tailspin",
        { kind: "password", clientId: client.id },
        { clientSecret: client.secret },
      );
      return sync(stage, "tailspin");
    },
  },
  {
    code: "REFRESH_TOKEN_INVALID",
    when: "an administrator has revoked what somebody had signed in for",
    detail: /401 to the refresh_token grant/,
    settings,
    shows: "answer",
    async provoke(stage) {
      const { oauth } = stage.world.sandbox;
      oauth.client(client.id, { secret: client.secret });
      // A name that no case before has had: its rest would be remembered for a moment.
      await add(
        stage,
        "relecloud",
        { kind: "password", clientId: client.id },
        { clientSecret: client.secret },
      );
      const authorised = await send(stage, "POST", "relecloud/authorization/password", person);
      if (!authorised.ok) throw new Error(await authorised.text());
      oauth.revoke({ clientId: client.id });
      return sync(stage, "relecloud");
    },
  },
  {
    code: "JWT_KEY_INVALID",
    when: "the private key is of a kind that ServiceNow does not verify",
    detail: /ed25519/,
    settings,
    shows: "answer",
    async provoke(stage) {
      const { privateKey } = generateKeyPairSync("ed25519");
      const pem = privateKey.export({ type: "pkcs8", format: "pem" });
      await add(
        stage,
        "wingtip",
        { kind: "jwtBearer", clientId: client.id, keyId: "1", subject: person.userName },
        { clientSecret: client.secret, privateKey: pem.toString() },
      );
      return sync(stage, "wingtip");
    },
  },
  {
    code: "ENTRA_TOKEN_REFUSED",
    when: "Microsoft Entra ID does not know what the token is for",
    detail: /AADSTS500011: The resource principal/,
    shows: "answer",
    provoke: (stage) =>
      askedForIdentity(stage, () =>
        refusal(
          400,
          500_011,
          "invalid_resource",
          "The resource principal named api://tailspin was not found.",
        ),
      ),
  },
  {
    code: "ENTRA_IDENTITY_MISSING",
    when: "the app has no managed identity",
    detail: /No User Assigned or Delegated Managed Identity/,
    shows: "answer",
    provoke: (stage) =>
      askedForIdentity(stage, () => ({
        status: 400,
        body: { statusCode: 400, message: "No User Assigned or Delegated Managed Identity found." },
      })),
  },
  {
    code: "ENTRA_UNAVAILABLE",
    when: "the endpoint of the managed identity is busy",
    detail: /503 /,
    shows: "answer",
    provoke: (stage) => askedForIdentity(stage, () => ({ status: 503, body: { error: "busy" } })),
  },
];
