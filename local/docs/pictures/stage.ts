import { randomBytes } from "node:crypto";

import { startServiceNowSandbox } from "../../servicenow/startServiceNowSandbox.ts";
import { contosoClientId, pictureUtc, redirectUri } from "./contosoConnection.ts";

type Person = { readonly userName: string; readonly password: string };

/** A sandbox whose time stands still, with a client that has been used. */
export type Stage = {
  readonly url: string;
  /** Where a bridge sends somebody who is to allow it. */
  readonly allowUrl: string;
  readonly people: { readonly integrationUser: Person; readonly colleague: Person };
  close(): Promise<void>;
};

export async function setStage(): Promise<Stage> {
  const integrationUser = { userName: "bridge.integration", password: randomBytes(12).toString("hex") };
  const colleague = { userName: "maria.keller", password: randomBytes(12).toString("hex") };
  const secret = randomBytes(24).toString("hex");
  const sandbox = await startServiceNowSandbox({
    integrationPassword: integrationUser.password,
    oauthClient: { id: contosoClientId, secret, redirectUrls: [redirectUri] },
    startUtc: pictureUtc,
  });
  sandbox.changeUser(colleague.userName, { password: colleague.password });
  sandbox.oauth.client(contosoClientId, { refreshTokenLifespanSeconds: 7_776_000 });
  // As the guide says: what the bridge needs, and nothing that older guides asked for.
  sandbox.changeUser(integrationUser.userName, {
    roles: ["sn_incident_write", "snc_platform_rest_api_access"],
  });
  await fetch(`${sandbox.url}/oauth_token.do`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      client_id: contosoClientId,
      client_secret: secret,
      username: integrationUser.userName,
      password: integrationUser.password,
    }),
  });
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: contosoClientId,
    redirect_uri: redirectUri,
    state: "picture",
  });
  return {
    url: sandbox.url,
    allowUrl: `${sandbox.url}/oauth_auth.do?${asked.toString()}`,
    people: { integrationUser, colleague },
    close: () => sandbox.close(),
  };
}
