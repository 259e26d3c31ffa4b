import { html } from "hono/html";
import type { Sandbox } from "../sandbox.ts";
import { administrator, integrationUser, operator, outsider } from "../seed/people.ts";
import type { Html } from "./layout.ts";

export function homePage({ instance, clients }: Sandbox, hasSwitches: boolean): Html {
  const { store } = instance;
  const open = store.all("incident").filter(({ values }) => values["active"] !== "false").length;
  return html`
    <h1>ServiceNow sandbox</h1>
    <p>
      An imitation of one ServiceNow instance on this machine, for trying things out. Nothing here reaches a
      real ServiceNow.
    </p>
    <dl>
      <div>
        <dt>Incidents</dt>
        <dd><a href="/incident_list.do">${store.count("incident")}</a>, ${open} open</dd>
      </div>
      <div>
        <dt>Configuration items</dt>
        <dd>${store.count("cmdb_ci")}</dd>
      </div>
      <div>
        <dt>Users, groups</dt>
        <dd>${store.count("sys_user")}, ${store.count("sys_user_group")}</dd>
      </div>
      <div>
        <dt>Time here (UTC)</dt>
        <dd>${instance.nowText()}</dd>
      </div>
    </dl>
    <h2>What to try</h2>
    <ul>
      <li>Look at the <a href="/incident_list.do">incidents</a> and be the person who works on one.</li>
      <li>
        Create one: <code>POST ${instance.url}/api/now/table/incident</code> as
        <code>${integrationUser}</code>.
      </li>
      <li>
        Let something go wrong: a short description with <code>[503]</code>, <code>[429]</code> or
        <code>[commit-then-drop]</code> in
        it${hasSwitches ? html`, or a rule under <a href="/sandbox">faults</a>` : ""}.
      </li>
    </ul>
    <h2>Accounts</h2>
    <ul>
      <li><code>${integrationUser}</code>: works on incidents; its password was given at the start</li>
      <li><code>${administrator}</code>: may everything; has a password if one was given at the start</li>
      <li><code>${operator}</code>: the person as whom these pages act</li>
      <li><code>${outsider}</code>: may sign in and sees nothing of use</li>
      ${clients.all().map(({ values }) => html`<li>OAuth client <code>${values["client_id"]}</code></li>`)}
    </ul>
  `;
}
