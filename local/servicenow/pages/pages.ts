import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { StoredRecord } from "../platform/recordStore.ts";
import { Refusal } from "../records/refusal.ts";
import type { Sandbox } from "../sandbox.ts";
import { authorizePages } from "./authorizePages.ts";
import { homePage } from "./homePage.ts";
import { actOnIncident } from "./incidentActions.ts";
import { incidentListPage } from "./incidentListPage.ts";
import { incidentPage } from "./incidentPage.ts";
import { type Html, layout } from "./layout.ts";
import { readForm } from "./readForm.ts";
import { registryPages } from "./registryPages.ts";
import { signInPages } from "./signInPages.ts";
import { actOnSwitches } from "./switchActions.ts";
import { switchesPage } from "./switchesPage.ts";
import { tokenPages } from "./tokenPages.ts";
import { userPages } from "./userPages.ts";

type Parts = {
  readonly sandbox: Sandbox;
  readonly hasSwitches: boolean;
  readonly log: (line: string) => void;
};

/** Far more than any form here has. */
const largestFormBytes = 1024 * 1024;

/** Pages for people, at the addresses that ServiceNow uses. They need no JavaScript. */
export function pages({ sandbox, hasSwitches, log }: Parts): Hono {
  const app = new Hono();
  const page = (title: string, body: Html, refreshSeconds?: number) =>
    layout({ title, body, refreshSeconds, hasSwitches });
  const pageOf = (title: string, body: Html, corner?: Html) => layout({ title, body, corner, hasSwitches });

  const problem = (c: Context, status: ContentfulStatusCode, text: string) =>
    c.html(
      page(
        "Not possible",
        html`<h1>This cannot be done</h1>
          <p class="refused" role="alert">${text}</p>`,
      ),
      status,
    );
  app.onError((error, c) => {
    if (error instanceof HTTPException) return problem(c, error.status, error.message);
    log(`error in the sandbox itself: ${error.stack ?? error.message}`);
    return problem(c, 500, "The sandbox itself has failed; its log says where.");
  });
  app.use(
    bodyLimit({ maxSize: largestFormBytes, onError: (c) => problem(c, 413, "The form is too large.") }),
  );

  app.get("/", (c) => c.html(page("Home", homePage(sandbox, hasSwitches))));

  app.get("/incident_list.do", (c) => {
    const query = {
      search: c.req.query("q") ?? "",
      state: c.req.query("state") ?? "",
      offset: Math.max(0, Math.trunc(Number(c.req.query("offset") ?? "0")) || 0),
      refresh: c.req.query("refresh") === "1",
    };
    return c.html(page("Incidents", incidentListPage(sandbox, query), query.refresh ? 5 : undefined));
  });

  app.get("/incident.do", (c) => {
    const record = findIncident(sandbox, c);
    if (record === undefined) return notFound(c);
    return c.html(page(record.values["number"] ?? "Incident", incidentPage(sandbox, record)));
  });

  app.post("/incident.do", async (c) => {
    const record = findIncident(sandbox, c);
    if (record === undefined) return notFound(c);
    const form = await readForm(c);
    try {
      actOnIncident(sandbox, record, form);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const body = incidentPage(sandbox, record, error.detail ?? error.message);
      return c.html(page("Refused", body), 403);
    }
    return c.redirect(
      form["action"] === "delete" ? "/incident_list.do" : `/incident.do?sys_id=${record.sysId}`,
      303,
    );
  });

  app.route("/", signInPages({ sandbox, page: pageOf }));
  app.route("/", authorizePages({ sandbox, page: pageOf }));

  app.route("/", registryPages({ sandbox, page: pageOf }));
  app.route("/", tokenPages({ sandbox, page: pageOf }));
  app.route("/", userPages({ sandbox, page: pageOf }));

  // Deep links of the classic frame: only to pages that are here.
  app.get("/nav_to.do", (c) => {
    const target = /^\/?(incident(?:_list)?\.do(?:\?.*)?)$/.exec(c.req.query("uri") ?? "")?.[1];
    return c.redirect(target === undefined ? "/" : `/${target}`, 302);
  });

  if (hasSwitches) {
    app.get("/sandbox", (c) => c.html(page("Faults and switches", switchesPage(sandbox))));
    app.post("/sandbox", async (c) => {
      const wrong = actOnSwitches(sandbox, await readForm(c));
      if (wrong === undefined) return c.redirect("/sandbox", 303);
      return c.html(page("Faults and switches", switchesPage(sandbox, wrong)), 400);
    });
  }

  const notFound = (c: Context) =>
    c.html(
      page(
        "Not found",
        html`<h1>Not found</h1>
          <p>There is no such page or record. <a href="/incident_list.do">All incidents</a></p>`,
      ),
      404,
    );
  app.all("*", notFound);
  return app;
}

function findIncident({ instance: { store } }: Sandbox, c: Context): StoredRecord | undefined {
  const sysId = c.req.query("sys_id");
  if (sysId !== undefined) return store.find("incident", sysId);
  return store.lookUp("incident", "number", c.req.query("number") ?? "-")?.[0];
}
