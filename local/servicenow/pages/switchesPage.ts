import { html } from "hono/html";
import { type FaultGroup, faultGroups } from "../faults/faultGroups.ts";
import { type FaultKind, faultKinds, markerOf } from "../faults/faultKinds.ts";
import type { FaultState } from "../faults/faultRules.ts";
import type { Sandbox } from "../sandbox.ts";
import { type Html, refusedMessage } from "./layout.ts";

/** Properties worth switching by hand. */
export const switchableProperties = [
  "glide.rest.choice.allow_non_existing_value",
  "glide.invalid_query.returns_no_rows",
  "glide.authenticate.basic_auth.restriction.enforce",
  "glide.oauth.inbound.ropc.grant_type.disabled",
  "glide.oauth.inbound.client.credential.grant_type.enabled",
  "sandbox.acl.rest_endpoints",
  "sandbox.oauth.securely_scoped",
  "sandbox.ip_access.denied",
] as const;

/** Faults, properties, time and statistics. */
export function switchesPage(sandbox: Sandbox, refused?: string): Html {
  return html`
    <h1>Faults and switches</h1>
    ${refusedMessage(refused)} ${faultsSection(sandbox.faults.list())} ${propertiesSection(sandbox)}
    ${timeSection(sandbox)} ${statsSection(sandbox)}
  `;
}

function faultsSection(rules: readonly FaultState[]): Html {
  return html`<h2>Faults</h2>
    ${rules.length === 0 ? html`<p>None: everything goes well.</p>` : faultTable(rules)}
    <form class="row" method="post" action="/sandbox">
      <label
        >Fault
        <select name="kind">
          ${faultGroups.map(
            ({ title, kinds }) => html`<optgroup label="${title}">${kinds.map(faultOption)}</optgroup>`,
          )}
        </select>
      </label>
      <label>Times (empty: until cleared) <input name="times" type="number" min="1" size="5" /></label>
      <label>Every n-th call <input name="every" type="number" min="1" size="5" /></label>
      <label>Method <input name="method" size="6" /></label>
      <label>Path contains <input name="pathContains" size="16" /></label>
      <label>Body contains <input name="bodyContains" size="16" /></label>
      <label>Wait in ms <input name="delayMs" type="number" min="0" max="600000" size="7" /></label>
      <button class="strong" name="action" value="setFault">Set fault</button>
    </form>
    <p>
      Without a path a fault strikes the calls to <code>/api/</code>. By hand, once for each text: a short
      description with a marker, such as <code>[503]</code>.
    </p>
    ${faultGroups.map(groupDetails)}`;
}

/** The name first: a person who types with the list in focus gets to it. */
function faultOption(kind: FaultKind): Html {
  return html`<option value="${kind}">${kind}: ${faultKinds[kind].effect}</option>`;
}

function groupDetails({ title, kinds }: FaultGroup): Html {
  return html`<details>
    <summary>${title}: ${kinds.length} faults and their markers</summary>
    <dl>
      ${kinds.map((kind) => {
        const marker = markerOf(kind);
        return html`<div>
          <dt>${kind} ${marker === undefined ? "" : html`<code>[${marker}]</code>`}</dt>
          <dd>${faultKinds[kind].effect}</dd>
        </div>`;
      })}
    </dl>
  </details>`;
}

function faultTable(rules: readonly FaultState[]): Html {
  return html`<form method="post" action="/sandbox">
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Fault</th>
            <th scope="col">When</th>
            <th scope="col">Struck</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          ${rules.map(
            ({ id, kind, times, every, match, struck }) =>
              html`<tr>
                <td>${kind}</td>
                <td>${JSON.stringify({ times, every, ...match })}</td>
                <td>${struck}</td>
                <td><button name="clear" value="${id}">Clear</button></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <button name="action" value="clearFaults">Clear all</button>
  </form>`;
}

function propertiesSection({ instance: { properties } }: Sandbox): Html {
  return html`<h2>Properties</h2>
    <form method="post" action="/sandbox">
      <table>
        <tbody>
          ${switchableProperties.map(
            (name) =>
              html`<tr>
                <td><code>${name}</code></td>
                <td>${properties.get(name)}</td>
                <td>
                  <button name="toggle" value="${name}">
                    Switch ${properties.isOn(name) ? "off" : "on"}
                  </button>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </form>`;
}

function timeSection({ instance }: Sandbox): Html {
  return html`<h2>Time</h2>
    <form class="row" method="post" action="/sandbox">
      <span>${instance.nowText()} UTC</span>
      <label>Minutes <input name="minutes" type="number" value="30" size="6" required /></label>
      <button name="action" value="advance">Advance</button>
    </form>`;
}

function statsSection({ stats }: Sandbox): Html {
  const { calls, total, maxConcurrent } = stats.read();
  return html`<h2>Calls</h2>
    <p>${total} calls, at most ${maxConcurrent} at the same moment.</p>
    <table>
      <tbody>
        ${Object.entries(calls).map(
          ([call, count]) =>
            html`<tr>
              <td><code>${call}</code></td>
              <td>${count}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <form class="row" method="post" action="/sandbox">
      <button class="danger" name="action" value="reset">Reset everything to the seed</button>
    </form>`;
}
