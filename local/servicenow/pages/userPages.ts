import { Hono } from "hono";
import { html } from "hono/html";
import { rolesGivenTo, withContained } from "../access/roles.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Html } from "./layout.ts";

type Parts = { readonly sandbox: Sandbox; readonly page: (title: string, body: Html) => Html };

/** User Administration > Users: all of them, and one with the roles that he was given. */
export function userPages({ sandbox, page }: Parts): Hono {
  const { store } = sandbox.instance;
  const app = new Hono();
  const roles = ({ sysId }: StoredRecord) => rolesGivenTo(sandbox.instance, sysId);

  app.get("/sys_user_list.do", (c) => c.html(page("Users", usersPage(store.all("sys_user"), roles))));

  app.get("/sys_user.do", (c) => {
    const user = store.find("sys_user", c.req.query("sys_id") ?? "");
    if (user === undefined) return c.redirect("/sys_user_list.do", 302);
    return c.html(page("User", userPage(user, roles(user))));
  });
  return app;
}

function usersPage(users: readonly StoredRecord[], roles: (user: StoredRecord) => readonly string[]): Html {
  return html`<h1>Users</h1>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">User ID</th>
            <th scope="col">Name</th>
            <th scope="col">Active</th>
            <th scope="col">Locked out</th>
            <th scope="col">Web service access only</th>
            <th scope="col">Roles</th>
          </tr>
        </thead>
        <tbody>
          ${users.map(
            (user) =>
              html`<tr>
                <td><a href="/sys_user.do?sys_id=${user.sysId}">${user.values["user_name"]}</a></td>
                <td>${user.values["name"]}</td>
                <td>${user.values["active"]}</td>
                <td>${user.values["locked_out"]}</td>
                <td>${user.values["web_service_access_only"]}</td>
                <td>${roles(user).join(", ")}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function userPage({ values }: StoredRecord, roles: readonly string[]): Html {
  const fields = [
    ["User ID", "user_name"],
    ["Name", "name"],
    ["Title", "title"],
    ["Email", "email"],
    ["Time zone", "time_zone"],
    ["Active", "active"],
    ["Locked out", "locked_out"],
    ["Web service access only", "web_service_access_only"],
  ] as const;
  const inherited = [...withContained(roles)].filter((role) => !roles.includes(role));
  return html`<h1>${values["name"]}</h1>
    <div class="record">
      <dl>
        ${fields.map(
          ([label, column]) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${values[column]}</dd>
            </div>`,
        )}
      </dl>
    </div>
    <h2>Roles</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">Inherited</th>
          </tr>
        </thead>
        <tbody>
          ${[...roles.map((role) => [role, "false"]), ...inherited.map((role) => [role, "true"])].map(
            ([role, isInherited]) =>
              html`<tr>
                <td><code>${role}</code></td>
                <td>${isInherited}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
