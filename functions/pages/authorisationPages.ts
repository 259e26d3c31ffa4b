import type { HttpResponseInit } from "@azure/functions";

import type { BegunSignIn, AskView } from "../../shared/connections/authorisation/signIn.ts";
import type { FinishedSignIn } from "../../shared/connections/authorisation/finishSignIn.ts";
import type { BridgeError } from "../../shared/failures/bridgeError.ts";
import { html, type Html } from "./html.ts";
import { page } from "./page.ts";

/** What somebody with a link is asked: which instance, as whom, and what the bridge may do then. */
export function askPage({ connection, redirectUri, endsUtc }: AskView, ticket: string): HttpResponseInit {
  const { name, instanceUrl, integrationUser } = connection;
  const host = new URL(instanceUrl).host;
  return page({
    title: `Authorise ${name}`,
    body: html`<h1>Let the bridge work in ServiceNow</h1>
      <p>
        The bridge turns alerts of Azure Monitor into incidents. For its connection
        <strong>${name}</strong> somebody has to sign in to ServiceNow once and allow it to.
      </p>
      <dl>
        <dt>Instance</dt>
        <dd><strong>${host}</strong></dd>
        <dt>Sign in as</dt>
        <dd>${userText(integrationUser)}</dd>
        <dt>It may then</dt>
        <dd>do what this account may do, until its access ends or is taken back</dd>
        <dt>This link counts until</dt>
        <dd>${timeText(endsUtc)}</dd>
      </dl>
      <form method="post" action="authorize">
        <input type="hidden" name="ticket" value="${ticket}" />
        <button autofocus>Go on to ${host}</button>
      </form>
      ${notYou(integrationUser)}
      <h2>Once, before the first sign-in</h2>
      <p>
        ServiceNow sends browsers back to registered addresses only. In System OAuth, Application Registry,
        the client's
        <em>Redirect URL</em> has to contain exactly:
      </p>
      <p><code>${redirectUri}</code></p>
      <p class="small">
        The bridge keeps the tokens that it gets, sealed, and never sees the password. It sets one cookie,
        which shows that the browser that comes back is the one that it has sent.
      </p>`,
  });
}

/**
 * Leads on to the instance. Not a redirect: browsers count one as a part of sending the form, and what the policy says
 * of forms would then have to allow every identity provider on the way.
 */
export function goingPage({ location, cookie }: BegunSignIn, why?: GoingOn): HttpResponseInit {
  const { name, value, path, maxAgeS, isSecure } = cookie;
  return page({
    title: "To ServiceNow",
    body: html`<h1>${why?.heading ?? "On to ServiceNow"}</h1>
      ${why?.text ?? []}
      <p><a href="${location}">Go on to ${new URL(location).host}</a>, if nothing happens by itself.</p>`,
    goOn: { afterS: why?.afterS ?? 0, to: location },
    cookie: `${name}=${value}; Path=${path}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`,
  });
}

type GoingOn = { readonly heading: string; readonly text: Html; readonly afterS: number };

/** Somebody who has just pressed “Allow” is asked to do so again. */
const onceMore: GoingOn = {
  heading: "Allow it once more, please",
  text: html`<p role="status">
    That was the right account. But ServiceNow has given the same refresh token again, which ends soon. Once
    it is allowed again, the bridge revokes that one and gets a new one, which lives for its full time.
  </p>`,
  afterS: 5,
};

export function finishedPage(finished: FinishedSignIn): HttpResponseInit {
  const { connection } = finished;
  switch (finished.kind) {
    case "underWay":
      return page({
        title: "One moment",
        body: html`<h1>One moment</h1>
          <p role="status">ServiceNow's answer is being looked at.</p>`,
        goOn: { afterS: 1 },
      });
    case "onceMore":
      return goingPage(finished.begun, onceMore);
    case "authorised": {
      const { account, ends } = finished;
      return page({
        title: `${connection.name} is authorised`,
        body: html`<h1 class="good">The bridge may work in ServiceNow</h1>
          <dl>
            <dt>Connection</dt>
            <dd><strong>${connection.name}</strong></dd>
            <dt>Instance</dt>
            <dd>${new URL(connection.instanceUrl).host}</dd>
            <dt>Works as</dt>
            <dd>
              ${account === null ? "whoever signed in; ServiceNow does not say who" : html`<strong>${account.userName}</strong>`}
            </dd>
            <dt>Next sign-in</dt>
            <dd>
              ${ends.refreshEndsUtc === null ? "when its access ends: ServiceNow gave no refresh token" : html`before ${timeText(ends.refreshEndsUtc)}; the bridge warns beforehand`}
            </dd>
          </dl>
          <p>Nothing more is to be done here; this window can be closed.</p>
          <p class="small">
            <code>npm run bridge -- connections check ${connection.name}</code> tells whether the account may
            do all that is needed.
          </p>`,
      });
    }
    case "failed": {
      const { problem, id, signOutUrl, redirectUri } = finished;
      const isAddress = problem.code === "REDIRECT_URI_REFUSED";
      const isAccount = problem.code === "CONNECTION_WRONG_ACCOUNT";
      return problemPage(problem, [
        ...(isAddress ? [html`<p>The redirect URL is: <code>${redirectUri}</code></p>`] : []),
        ...(isAccount
          ? [
              html`<p>
                <a href="${signOutUrl}" target="_blank" rel="noopener noreferrer">Sign out of ServiceNow</a>
                (in a new tab), sign in there
                ${connection.integrationUser === null ? "as the right account" : html`as <strong>${connection.integrationUser}</strong>`},
                and try again here.
              </p>`,
            ]
          : []),
        html`<form method="post" action="authorize">
          <input type="hidden" name="again" value="${id}" />
          <button>Try again</button>
        </form>`,
      ]);
    }
    default:
      return finished satisfies never;
  }
}

/** What failed, why, what the bridge has done about it, and what to do. */
export function problemPage(
  { code, detail, entry }: BridgeError,
  actions: readonly Html[] = [],
): HttpResponseInit {
  const { title, cause, resolution, automaticAction, httpStatus } = entry;
  return page({
    title,
    status: httpStatus,
    body: html`<h1 class="bad">${title}</h1>
      <p class="detail" role="alert">${detail}</p>
      ${actions}
      <h2>What to do</h2>
      <p>${prose(resolution)}</p>
      <h2>Why</h2>
      <p>${prose(cause)}</p>
      <p class="small">
        What the bridge has done: ${prose(automaticAction)} The code of this is <code>${code}</code>.
      </p>`,
  });
}

/** Text of the catalogue: what stands between backticks is to be typed. */
function prose(text: string): Html[] {
  return text.split("`").map((part, n) => (n % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function userText(integrationUser: string | null): Html {
  return integrationUser === null
    ? html`the account as which the bridge is to work, not your own`
    : html`<strong>${integrationUser}</strong>, not your own account`;
}

function notYou(integrationUser: string | null): Html {
  return html`<p class="small">
    If ServiceNow shows another name at the top right, press “Not you?” there and sign in
    ${integrationUser === null ? "as the right account" : html`as <strong>${integrationUser}</strong>`}. Where
    single sign-on always signs you in as yourself, open this page in a private window, or sign in at
    ServiceNow's
    <code>/side_door.do</code> first.
  </p>`;
}

function timeText(momentUtc: string): Html {
  const shown = `${momentUtc.slice(0, 10)} ${momentUtc.slice(11, 16)} UTC`;
  return html`<time datetime="${momentUtc}">${shown}</time>`;
}
