import type { ServiceNowSandbox } from "../../../local/servicenow/startServiceNowSandbox.ts";
import { integrationPassword, oauthClient, send } from "./sandboxClient.ts";

export type Tokens = {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly expires_in: number;
};

type Form = Readonly<Record<string, string>>;

const credentials = { client_id: oauthClient.id, client_secret: oauthClient.secret };

/** Forms of the grants, for the client that is there from the start. */
export const passwordForm: Form = {
  grant_type: "password",
  ...credentials,
  username: "bridge.integration",
  password: integrationPassword,
};
export const refreshForm = (refreshToken: string): Form => ({
  grant_type: "refresh_token",
  ...credentials,
  refresh_token: refreshToken,
});

export const ask = (sandbox: ServiceNowSandbox, form: Form) =>
  send(sandbox, { path: "/oauth_token.do", form, headers: {} });

/** Throws if it was refused. */
export async function tokensOf(sandbox: ServiceNowSandbox, form: Form = passwordForm): Promise<Tokens> {
  const response = await ask(sandbox, form);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Tokens;
}

/** Of a call to the Table API with this token. */
export const statusWith = async (sandbox: ServiceNowSandbox, token: string) =>
  (await send(sandbox, { headers: { authorization: `Bearer ${token}` } })).status;
