import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { isFormOf, type Session } from "../access/sessions.ts";
import { type CodeRequest, readCodeRequest, withQuery } from "../oauth/codeRequest.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Html } from "./layout.ts";
import { readForm } from "./readForm.ts";
import { sessionOf, signInAddress } from "./signInPages.ts";

type Parts = {
  readonly sandbox: Sandbox;
  readonly page: (title: string, body: Html, corner?: Html) => Html;
};

/** `/oauth_auth.do`: a person allows a client to work in his name, or does not. */
export function authorizePages({ sandbox, page }: Parts): Hono {
  const app = new Hono();

  const untold = (c: Context, problem: string) =>
    c.html(
      page(
        "Not possible",
        html`<h1>This cannot be allowed</h1>
          <p class="refused" role="alert">${problem}</p>
          <p>Nobody was told. Whoever sent you here has to send you again.</p>`,
      ),
      400,
    );

  app.get("/oauth_auth.do", (c) => {
    const { search } = new URL(c.req.url);
    const request = readCodeRequest(sandbox, new URLSearchParams(search));
    if (request.kind === "untold") return untold(c, request.problem);
    if (request.kind === "refused") return c.redirect(request.redirectUrl, 302);
    const here = `/oauth_auth.do${search}`;
    const session = sessionOf(sandbox, c);
    if (session === undefined) return c.redirect(signInAddress("/login.do", here), 302);
    // The form's answer leads on to the client, which browsers count as sending the form there.
    c.header(
      "Content-Security-Policy",
      `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${new URL(request.allowed.redirectUri).origin}`,
    );
    return c.html(page("Allow access", allowPage(request, session, here), corner(session, here)));
  });

  app.post("/oauth_auth.do", async (c) => {
    const { search } = new URL(c.req.url);
    const request = readCodeRequest(sandbox, new URLSearchParams(search));
    if (request.kind === "untold") return untold(c, request.problem);
    if (request.kind === "refused") return c.redirect(request.redirectUrl, 303);
    const session = sessionOf(sandbox, c);
    const form = await readForm(c);
    if (session === undefined || !isFormOf(session, form["sysparm_ck"])) {
      return c.redirect(signInAddress("/login.do", `/oauth_auth.do${search}`), 303);
    }
    const { allowed, state } = request;
    const withState = state === "" ? {} : { state };
    if (form["answer"] !== "allow") {
      const denied = { error: "access_denied", error_description: "The user denied access", ...withState };
      return c.redirect(withQuery(allowed.redirectUri, denied), 303);
    }
    const code = sandbox.codes.issue({ ...allowed, user: session.user.sysId });
    return c.redirect(withQuery(allowed.redirectUri, { code, ...withState }), 303);
  });
  return app;
}

function corner({ user }: Session, here: string): Html {
  return html`${user.values["name"]} · <a href="${signInAddress("/logout.do", here)}">Not you?</a>`;
}

function allowPage(
  { client, allowed }: Extract<CodeRequest, { kind: "good" }>,
  { user, formToken }: Session,
  here: string,
): Html {
  const name = client.values["name"] ?? "";
  return html`<div class="card">
    <h1>Allow ${name}?</h1>
    <p>
      <strong>${name}</strong> wants to work with this instance in your name:
      <strong>${user.values["name"]}</strong> (<code>${user.values["user_name"]}</code>).
    </p>
    <p>
      It will be able to do whatever you may do, until its access ends or is taken back. It is at
      <code>${new URL(allowed.redirectUri).origin}</code>.
    </p>
    <form class="row" method="post" action="${here}">
      <input type="hidden" name="sysparm_ck" value="${formToken}" />
      <button class="strong" name="answer" value="allow">Allow</button>
      <button name="answer" value="deny">Deny</button>
    </form>
  </div>`;
}
