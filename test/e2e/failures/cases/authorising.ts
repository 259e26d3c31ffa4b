import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { aKeySetting } from "../../../support/builders/sealingKeys.ts";
import type { Answer } from "../../../support/world/bridgeApi.ts";
import { pressLink, signInByHand } from "../../../support/world/signInByHand.ts";
import type { FailureCase, Problem } from "../failureCase.ts";
import { setProperties } from "../failureCase.ts";
import type { Stage } from "../stage.ts";
import { putConnection } from "./tailwind.ts";

const clockAhead = pathToFileURL(join(import.meta.dirname, "../../../support/world/clockAhead.ts")).href;
/** What a sign-in brings has to be kept. */
const settings = { BRIDGE_SECRET_KEY: aKeySetting(7) };
const connection = "northwind";
const clientId = "northwind-client";

/** A link for a connection for which somebody signs in, at an instance that knows its client. */
async function aLink(stage: Stage): Promise<string> {
  const { bridge, bridgeUrl, sandbox } = stage.world;
  sandbox.oauth.client(clientId, {
    name: "Azure Ticket Bridge",
    isPublic: true,
    redirectUrls: [`${bridgeUrl}/api/connections/${connection}/authorized`],
  });
  await putConnection(stage, connection, {
    grant: { kind: "authorizationCode", clientId, clientSecret: null },
    integrationUser: "bridge.integration",
  });
  const { body } = await bridge.post<{ readonly link: string }>(
    `/api/connections/${connection}/authorization`,
    {},
  );
  return body.link;
}

/** What a page of the bridge says, as the API would. */
function problemOf({ status, page }: { readonly status: number; readonly page: string }): Answer<Problem> {
  const found = (pattern: RegExp) => plain(pattern.exec(page)?.[1] ?? "");
  const body: Problem = {
    code: found(/The code of this is <code>(\w+)<\/code>/),
    title: found(/<h1[^>]*>([^]*?)<\/h1>/),
    detail: found(/role="alert">([^]*?)<\/p>/),
    resolution: found(/<h2>What to do<\/h2>\s*<p>([^]*?)<\/p>/),
    status,
  };
  return { status, headers: new Headers(), body };
}

function plain(markup: string): string {
  const text = markup.replace(/<\/?code>/g, "`").replace(/<[^>]+>/g, "");
  const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&(#?\w+);/g, (all, name: string) => named[name] ?? all).trim();
}

/** The browser comes back with an error in place of a code. */
function comesBackWith(
  error: Readonly<Record<string, string>>,
  shown: Pick<FailureCase, "code" | "when" | "detail">,
): FailureCase {
  return {
    ...shown,
    settings,
    shows: "answer",
    async provoke(stage) {
      const sent = await pressLink(stage.world.bridgeUrl, { connection, link: await aLink(stage) });
      const search = new URLSearchParams({ ...error, state: sent.state }).toString();
      return problemOf(await sent.comeBack(`?${search}`));
    },
  };
}

async function signedInAs(stage: Stage, userName: string) {
  const password = "Contoso-somebody-1";
  if (userName !== "bridge.integration") stage.world.sandbox.changeUser(userName, { password });
  const { status, lastPage } = await signInByHand(stage.world, {
    connection,
    link: await aLink(stage),
    userName,
    password: userName === "bridge.integration" ? "Contoso-integration-1" : password,
  });
  return problemOf({ status, page: lastPage });
}

async function pageAt(url: string): Promise<Answer<Problem>> {
  const response = await fetch(url);
  return problemOf({ status: response.status, page: await response.text() });
}

/** What somebody reads in the browser who lets the bridge in. */
export const authorisingCases: readonly FailureCase[] = [
  {
    code: "AUTHORISATION_STATE_INVALID",
    when: "a browser comes back that nobody has sent",
    detail: /Nobody was sent to sign in with this state/,
    settings,
    shows: "answer",
    async provoke(stage) {
      await aLink(stage);
      const address = `${stage.world.bridgeUrl}/api/connections/${connection}/authorized`;
      return pageAt(`${address}?code=c&state=${"a".repeat(96)}`);
    },
  },
  {
    code: "AUTHORISATION_EXPIRED",
    when: "a link is opened after an hour",
    detail: /It counted until/,
    settings,
    shows: "answer",
    async provoke(stage) {
      const { search } = new URL(await aLink(stage));
      await stage.runWith({
        ...settings,
        NODE_OPTIONS: `--import=${clockAhead}`,
        CLOCK_AHEAD_MS: "3600000",
      });
      return pageAt(`${stage.world.bridgeUrl}/api/connections/${connection}/authorize${search}`);
    },
  },
  comesBackWith(
    { error: "access_denied" },
    {
      code: "AUTHORISATION_DENIED",
      when: "somebody presses Deny",
      detail: /ServiceNow says access_denied/,
    },
  ),
  comesBackWith(
    { error: "server_error" },
    {
      code: "AUTHORISATION_REFUSED",
      when: "ServiceNow has an error in place of a code",
      detail: /ServiceNow says server_error/,
    },
  ),
  comesBackWith(
    { error: "invalid_request", error_description: "redirect_uri mismatch" },
    {
      code: "REDIRECT_URI_REFUSED",
      when: "ServiceNow does not take the redirect URL",
      detail: /redirect/,
    },
  ),
  {
    code: "CONNECTION_WRONG_ACCOUNT",
    when: "somebody signs in as himself",
    detail: /says maria\.keller; the integration user of "northwind" is bridge\.integration/,
    settings,
    shows: "answer",
    provoke: (stage) => signedInAs(stage, "maria.keller"),
  },
  {
    code: "CREDENTIALS_OF_WRONG_ACCOUNT",
    when: "the OAuth client's application user is somebody else",
    detail: /says maria\.keller; the integration user of "northwind" is bridge\.integration/,
    settings,
    shows: "answer",
    async provoke(stage) {
      setProperties(stage, { "glide.oauth.inbound.client.credential.grant_type.enabled": "true" });
      stage.world.sandbox.oauth.client("northwind-robot", {
        secret: "northwind-secret",
        applicationUser: "maria.keller",
      });
      await putConnection(stage, connection, {
        grant: { kind: "clientCredentials", clientId: "northwind-robot" },
        integrationUser: "bridge.integration",
        secrets: { clientSecret: "northwind-secret" },
      });
      return stage.world.bridge.post<Problem>(`/api/connections/${connection}/authorization`, {});
    },
  },
  {
    code: "CONNECTION_ACCOUNT_UNKNOWN",
    when: "ServiceNow does not say who has signed in",
    detail: /does not say whose access it is/,
    settings,
    shows: "answer",
    provoke(stage) {
      setProperties(stage, { "sandbox.acl.denied": "sys_user.read" });
      return signedInAs(stage, "bridge.integration");
    },
  },
];
