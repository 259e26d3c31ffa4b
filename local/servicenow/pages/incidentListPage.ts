import { html } from "hono/html";
import type { Sandbox } from "../sandbox.ts";
import { viewOf } from "./incidentView.ts";
import type { Html } from "./layout.ts";

const pageSize = 50;

export type ListQuery = {
  readonly search: string;
  /** A state value, or empty for all. */
  readonly state: string;
  readonly offset: number;
  readonly refresh: boolean;
};

const searchedColumns = ["number", "short_description", "correlation_id", "description"];

/** Newest first. */
export function incidentListPage({ instance }: Sandbox, query: ListQuery): Html {
  const wanted = query.search.trim().toLowerCase();
  const found = instance.store
    .all("incident")
    .filter(({ values }) => query.state === "" || values["state"] === query.state)
    .filter(
      ({ values }) =>
        wanted === "" || searchedColumns.some((name) => values[name]?.toLowerCase().includes(wanted)),
    )
    .reverse();
  const shown = found.slice(query.offset, query.offset + pageSize).map((record) => viewOf(instance, record));
  const states = instance.choices.of("incident", "state") ?? new Map<string, string>();

  return html`
    <h1>Incidents</h1>
    <form class="row" method="get" action="/incident_list.do" role="search">
      <label
        >Search <input type="search" name="q" value="${query.search}" placeholder="number, text, correlation"
      /></label>
      <label
        >State
        <select name="state">
          <option value="">All</option>
          ${[...states].map(
            ([value, label]) =>
              html`<option value="${value}" ${value === query.state ? "selected" : ""}>${label}</option>`,
          )}
        </select>
      </label>
      <label
        ><span>Refresh every 5 s</span>
        <input type="checkbox" name="refresh" value="1" ${query.refresh ? "checked" : ""} />
      </label>
      <button class="strong">Show</button>
    </form>
    ${shown.length === 0 ? emptyList(query) : listTable(shown, found.length, query)}
    ${pager(query, found.length)}
  `;
}

function emptyList({ search, state, offset }: ListQuery): Html {
  return search === "" && state === "" && offset === 0
    ? html`<p>No incidents yet. Send an alert to the bridge, or POST one to the Table API.</p>`
    : html`<p>Nothing matches. <a href="/incident_list.do">Show all incidents</a></p>`;
}

function listTable(rows: readonly ReturnType<typeof viewOf>[], total: number, { offset }: ListQuery): Html {
  return html`<div class="scroll">
    <table>
      <caption>
        ${offset + 1} to ${offset + rows.length} of ${total}, newest first; times in UTC
      </caption>
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Opened</th>
          <th scope="col">Short description</th>
          <th scope="col">State</th>
          <th scope="col">Priority</th>
          <th scope="col">Assignment group</th>
          <th scope="col">Correlation ID</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ raw, shown }) =>
            html`<tr>
              <td><a href="/incident.do?sys_id=${raw("sys_id")}">${raw("number")}</a></td>
              <td class="whole">${raw("opened_at")}</td>
              <td>${raw("short_description")}</td>
              <td>${shown("state")}</td>
              <td>${shown("priority")}</td>
              <td>${shown("assignment_group")}</td>
              <td><code>${raw("correlation_id")}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function pager(query: ListQuery, total: number): Html {
  const link = (offset: number, text: string) => {
    const parameters = new URLSearchParams({ q: query.search, state: query.state, offset: String(offset) });
    return html`<a href="/incident_list.do?${parameters.toString()}">${text}</a> `;
  };
  return html`<nav aria-label="Paging">
    <p>
      ${query.offset > 0 ? link(Math.max(0, query.offset - pageSize), "Newer") : ""}
      ${query.offset + pageSize < total ? link(query.offset + pageSize, "Older") : ""}
    </p>
  </nav>`;
}
