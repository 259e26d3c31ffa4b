import { findJsonError } from "../../local/settings/findJsonError.ts";
import type { Alert } from "../../shared/alerts/alert.ts";
import { recogniseAlert } from "../../shared/alerts/recogniseAlert.ts";
import { routeAlert } from "../../shared/routing/routeAlert.ts";
import type { Route } from "../../shared/routing/route.ts";
import { draftWorkItem } from "../../shared/workItems/draftWorkItem.ts";
import type { WorkItemDraft } from "../../shared/workItems/workItem.ts";

/** A work item that the bridge would make or find again for an alert. */
export type PreviewedWorkItem = {
  readonly route: string;
  readonly connection: string;
  readonly draft: WorkItemDraft;
};

/** What the bridge makes of a body, without sending anything anywhere. */
export type Preview =
  | {
      readonly kind: "recognised";
      readonly source: string;
      readonly alert: Alert;
      readonly workItems: readonly PreviewedWorkItem[];
      /** Why there is none. */
      readonly because: string | null;
    }
  | { readonly kind: "unknown"; readonly source: string; readonly problems: readonly string[] };

type PreviewInput = {
  /** Where the body is from, for people. */
  readonly source: string;
  readonly body: string;
  readonly routes: readonly Route[];
  /** The route in the address, if one is asked for. */
  readonly requestedRoute: string | null;
  readonly receivedAtUtc: string;
};

export function previewAlert({ source, body, routes, requestedRoute, receivedAtUtc }: PreviewInput): Preview {
  const mistake = findJsonError(body.replace(/^\uFEFF/, ""));
  if (mistake !== undefined) {
    const place = `line ${mistake.line}, column ${mistake.column}`;
    return { kind: "unknown", source, problems: [`not JSON (${place}): ${mistake.message}`] };
  }
  const recognition = recogniseAlert(JSON.parse(body.replace(/^\uFEFF/, "")), receivedAtUtc);
  if (recognition.kind === "unknown") return { kind: "unknown", source, problems: recognition.problems };

  const { alert } = recognition;
  const routing = routeAlert(alert, routes, requestedRoute);
  const to = routing.kind === "routed" ? routing.to : [];
  const description = recognition.describe();
  return {
    kind: "recognised",
    source,
    alert,
    workItems: to.map(({ route, correlationId }) => ({
      route: route.name,
      connection: route.connection,
      draft: draftWorkItem({ alert, description, route, correlationId }),
    })),
    because: whyNone(routing),
  };
}

function whyNone(routing: ReturnType<typeof routeAlert>): string | null {
  switch (routing.kind) {
    case "routed":
      return null;
    case "unwanted":
      return "no route wants it";
    case "routeUnknown":
      return `there is no route "${routing.route}"`;
  }
}
