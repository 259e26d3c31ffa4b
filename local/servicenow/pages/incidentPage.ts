import { html, raw as trusted } from "hono/html";
import type { StoredRecord } from "../platform/recordStore.ts";
import { journalEntries } from "../records/journal.ts";
import type { Sandbox } from "../sandbox.ts";
import { type View, viewOf } from "./incidentView.ts";
import { journalHtml } from "./journalHtml.ts";
import { type Html, refusedMessage } from "./layout.ts";

const shownColumns = [
  "number",
  "state",
  "priority",
  "impact",
  "urgency",
  "caller_id",
  "assignment_group",
  "assigned_to",
  "cmdb_ci",
  "category",
  "contact_type",
  "correlation_id",
  "correlation_display",
  "opened_at",
  "opened_by",
  "resolved_at",
  "resolved_by",
  "closed_at",
  "closed_by",
  "close_code",
  "reopen_count",
  "sys_updated_on",
  "sys_updated_by",
];

/** One incident, what happened to it, and what a person can do. */
export function incidentPage({ instance }: Sandbox, record: StoredRecord, refused?: string): Html {
  const view = viewOf(instance, record);
  const { allFields } = instance.dictionary.tableOf("incident");
  const entries = journalEntries(instance, record, "comments_and_work_notes");
  return html`
    <h1>${view.raw("number")}: ${view.raw("short_description")}</h1>
    ${refusedMessage(refused)}
    <dl>
      ${shownColumns.map(
        (name) =>
          html`<div>
            <dt>${allFields.get(name)?.label}</dt>
            <dd>${view.shown(name) || "–"}</dd>
          </div>`,
      )}
    </dl>
    <h2>Description</h2>
    <div class="text">${view.raw("description") || "–"}</div>
    ${
      view.raw("close_notes") === ""
        ? ""
        : html`<h2>Close notes</h2>
            <div class="text">${view.raw("close_notes")}</div>`
    }
    <h2>Act as Maria Keller</h2>
    ${actions(instance.choices.of("incident", "close_code") ?? new Map(), view)}
    <h2>Activity</h2>
    ${entries.length === 0 ? html`<p>Nothing has been written yet.</p>` : ""}
    ${entries.map(
      ({ element, label, text, createdOn, createdBy }) =>
        html`<article class="${element}">
          <header>${createdOn} UTC · ${createdBy} · ${label}</header>
          <div class="text">${trusted(journalHtml(text))}</div>
        </article>`,
    )}
    <p><a href="/incident_list.do">Back to the list</a></p>
  `;
}

function actions(closeCodes: ReadonlyMap<string, string>, view: View): Html {
  const action = `/incident.do?sys_id=${view.raw("sys_id")}`;
  const button = (name: string, text: string, style = "") =>
    html`<button name="action" value="${name}" class="${style}">${text}</button>`;
  return html`
    <form class="row" method="post" action="${action}">
      ${button("assign", "Assign to me")} ${button("progress", "In Progress")} ${button("close", "Close")}
      ${button("reopen", "Reopen")} ${button("delete", "Delete", "danger")}
    </form>
    <form class="row" method="post" action="${action}">
      <label>Work note <textarea name="text" rows="2" cols="50" required></textarea></label>
      ${button("note", "Add work note")}
    </form>
    <form class="row" method="post" action="${action}">
      <label
        >Resolution code
        <select name="close_code">
          <option value="">(none)</option>
          ${[...closeCodes].map(
            ([value, label]) =>
              html`<option value="${value}" ${value === "Solution provided" ? "selected" : ""}>
                ${label}
              </option>`,
          )}
        </select>
      </label>
      <label>Close notes <input name="close_notes" size="40" value="Done" /></label>
      ${button("resolve", "Resolve", "strong")}
    </form>
  `;
}
