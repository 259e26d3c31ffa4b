import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { html } from "hono/html";
import type { StoredRecord } from "../platform/recordStore.ts";
import type { Sandbox } from "../sandbox.ts";
import { type Html, refusedMessage } from "./layout.ts";
import { readForm } from "./readForm.ts";

type Parts = { readonly sandbox: Sandbox; readonly page: (title: string, body: Html) => Html };
type Form = Readonly<Record<string, string>>;

const hourMs = 3_600_000;

/** System OAuth > Application Registry: the clients, one by one, and new ones. */
export function registryPages({ sandbox, page }: Parts): Hono {
  const { clients, instance, signIn } = sandbox;
  const app = new Hono();
  const userNameOf = ({ values }: StoredRecord) =>
    instance.store.find("sys_user", values["user"] ?? "")?.values["user_name"] ?? "";
  const problemOf = (form: Form): string | undefined => {
    const user = (form["applicationUser"] ?? "").trim();
    const isUnknown = user !== "" && signIn.findUser(user) === undefined;
    return isUnknown ? `There is no user ${user}.` : wrongField(form);
  };
  const show = (
    client: StoredRecord,
    also: { readonly secret?: string | undefined; readonly wrong?: string } = {},
  ) => page("Application Registry", clientPage(client, userNameOf(client), also));
  const address = ({ sysId }: StoredRecord) => `/oauth_entity.do?sys_id=${sysId}`;
  const find = (sysId = "") => clients.all().find((client) => client.sysId === sysId);

  app.get("/oauth_entity_list.do", (c) =>
    c.html(page("Application Registries", listPage(clients.all(), address))),
  );

  app.post("/oauth_entity_list.do", async (c) => {
    const form = await readForm(c);
    const wrong = problemOf(form);
    if (wrong !== undefined) {
      return c.html(page("Application Registries", listPage(clients.all(), address, wrong)), 400);
    }
    const clientId = randomBytes(16).toString("hex");
    const made = clients.save(clientId, { ...changeOf(form), active: true });
    const secret = made.values["public_client"] === "true" ? undefined : clients.newSecret(clientId);
    return c.html(show(made, { secret }));
  });

  app.get("/oauth_entity.do", (c) => {
    const client = find(c.req.query("sys_id"));
    if (client === undefined) return c.redirect("/oauth_entity_list.do", 302);
    return c.html(show(client));
  });

  app.post("/oauth_entity.do", async (c) => {
    const client = find(c.req.query("sys_id"));
    if (client === undefined) return c.redirect("/oauth_entity_list.do", 303);
    const clientId = client.values["client_id"] ?? "";
    const form = await readForm(c);
    if (form["action"] === "newSecret") {
      const hours = Math.max(0, Number(form["overlapHours"]) || 0);
      const secret = clients.newSecret(clientId, hours * hourMs);
      return c.html(show(client, { secret }));
    }
    const wrong = problemOf(form);
    if (wrong !== undefined) return c.html(show(client, { wrong }), 400);
    instance.together(() => clients.save(clientId, { ...changeOf(form), active: form["active"] === "true" }));
    return c.redirect(address(client), 303);
  });
  return app;
}

const urlsOf = (form: Form) => (form["redirectUrls"] ?? "").split(/[\s,]+/).filter(Boolean);

function wrongField(form: Form): string | undefined {
  if ((form["name"] ?? "").trim() === "") return "A name is needed.";
  const wrong = urlsOf(form).find((url) => !URL.canParse(url));
  if (wrong !== undefined) return `${wrong} is no address.`;
  const isLifespan = (name: string) => /^[1-9]\d{0,9}$/.test(form[name] ?? "");
  return isLifespan("access") && isLifespan("refresh")
    ? undefined
    : "Lifespans are whole seconds, above zero.";
}

function changeOf(form: Form) {
  return {
    name: form["name"]?.trim(),
    redirectUrls: urlsOf(form),
    accessTokenLifespanSeconds: Number(form["access"]),
    refreshTokenLifespanSeconds: Number(form["refresh"]),
    isPublic: form["public"] === "true",
    applicationUser: form["applicationUser"]?.trim(),
  };
}

function listPage(
  clients: readonly StoredRecord[],
  address: (client: StoredRecord) => string,
  wrong?: string,
): Html {
  return html`<h1>Application Registries</h1>
    ${refusedMessage(wrong)}
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Client ID</th>
            <th scope="col">Active</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          ${clients.map(
            (client) =>
              html`<tr>
                <td><a href="${address(client)}">${client.values["name"]}</a></td>
                <td><code>${client.values["client_id"]}</code></td>
                <td>${client.values["active"]}</td>
                <td>${client.table === "oauth_jwt" ? "JWT API endpoint" : "OAuth API endpoint"}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <h2>Create an OAuth API endpoint for external clients</h2>
    <form class="record" method="post" action="/oauth_entity_list.do">
      ${fields({ access_token_lifespan: "1800", refresh_token_lifespan: "7776000" })}
      <p><button class="strong">Submit</button></p>
    </form>`;
}

function clientPage(
  { sysId, values }: StoredRecord,
  applicationUser: string,
  { secret, wrong }: { readonly secret?: string | undefined; readonly wrong?: string },
): Html {
  const action = `/oauth_entity.do?sys_id=${sysId}`;
  return html`<h1>${values["name"]}</h1>
    ${refusedMessage(wrong)}
    ${
      secret === undefined
        ? ""
        : html`<p role="status">
            Client secret, shown only now: <code id="secret">${secret}</code>. It ends with the sandbox.
          </p>`
    }
    <form class="record" method="post" action="${action}">
      <div><span>Client ID</span> <code>${values["client_id"]}</code></div>
      ${fields(values, applicationUser)}
      <label
        >Active
        <input name="active" type="checkbox" value="true" ${values["active"] === "true" ? "checked" : ""} />
      </label>
      <p>
        <button class="strong" name="action" value="update">Update</button>
        <a href="/oauth_credential_list.do?client=${encodeURIComponent(values["client_id"] ?? "")}"
          >Manage tokens</a
        >
      </p>
    </form>
    <h2>New secret</h2>
    <form class="row" method="post" action="${action}">
      <label
        >Hours during which the former one still works
        <input name="overlapHours" type="number" min="0" value="0" size="6" />
      </label>
      <button name="action" value="newSecret">Make a new secret</button>
    </form>`;
}

function fields(values: Readonly<Record<string, string>>, applicationUser = ""): Html {
  const isPublic = values["public_client"] === "true" ? "checked" : "";
  return html`<label>Name <input name="name" value="${values["name"] ?? ""}" required /></label>
    <label
      >Redirect URLs, one a line
      <textarea name="redirectUrls" rows="2">
${(values["redirect_url"] ?? "").split(",").join("\n")}</textarea>
    </label>
    <label
      >Access Token Lifespan (s)
      <input name="access" type="number" min="1" value="${values["access_token_lifespan"] ?? ""}" required />
    </label>
    <label
      >Refresh Token Lifespan (s)
      <input
        name="refresh"
        type="number"
        min="1"
        value="${values["refresh_token_lifespan"] ?? ""}"
        required
      />
    </label>
    <label
      >OAuth Application User
      <input name="applicationUser" value="${applicationUser}" />
    </label>
    <label>Public client <input name="public" type="checkbox" value="true" ${isPublic} /></label>`;
}
