import { Hono } from "hono";
import { html } from "hono/html";
import { makeOAuthAdmin, type TokenView } from "../admin/oauthAdmin.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Html } from "./layout.ts";
import { readForm } from "./readForm.ts";

type Parts = { readonly sandbox: Sandbox; readonly page: (title: string, body: Html) => Html };

/** System OAuth > Manage Tokens. */
export function tokenPages({ sandbox, page }: Parts): Hono {
  const admin = makeOAuthAdmin(sandbox);
  const app = new Hono();

  app.get("/oauth_credential_list.do", (c) => {
    const user = c.req.query("user") ?? "";
    const client = c.req.query("client") ?? "";
    const shown = admin
      .tokens()
      .filter(
        ({ userName, clientId }) =>
          (user === "" || userName === user) && (client === "" || clientId === client),
      );
    return c.html(page("Manage Tokens", tokensPage(shown, user, client)));
  });

  app.post("/oauth_credential_list.do", async (c) => {
    const { revoke } = await readForm(c);
    const found = sandbox.tokens.list().find(({ sysId }) => sysId === revoke);
    if (found !== undefined) sandbox.tokens.revoke(found.values["token"] ?? "");
    return c.redirect("/oauth_credential_list.do", 303);
  });
  return app;
}

function tokensPage(tokens: readonly TokenView[], user: string, client: string): Html {
  return html`<h1>Manage Tokens</h1>
    <form class="row" method="get" action="/oauth_credential_list.do">
      <label>User name <input name="user" value="${user}" /></label>
      <label>Client ID <input name="client" value="${client}" /></label>
      <button>Show</button>
    </form>
    ${
      tokens.length === 0
        ? html`<p>There are no good tokens.</p>`
        : html`<form method="post" action="/oauth_credential_list.do">
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Type</th>
                    <th scope="col">User</th>
                    <th scope="col">Client ID</th>
                    <th scope="col">Expires (UTC)</th>
                    <th scope="col">Change</th>
                  </tr>
                </thead>
                <tbody>
                  ${tokens.map(
                    ({ sysId, kind, userName, clientId, expiresUtc }) =>
                      html`<tr>
                        <td>${kind === "refresh_token" ? "Refresh Token" : "Access Token"}</td>
                        <td>${userName}</td>
                        <td><code>${clientId}</code></td>
                        <td>${expiresUtc.slice(0, 19).replace("T", " ")}</td>
                        <td><button class="danger" name="revoke" value="${sysId}">Revoke Access</button></td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
          </form>`
    }`;
}
