import type { Figure } from "./figure.ts";

/** Adding a figure is one file under figures/ and one line here. Loaded one at a time: each has a process of its own. */
export const figureFiles = {
  webhook: () => import("./figures/webhook.ts"),
  host: () => import("./figures/webhookThroughHost.ts"),
  recognition: () => import("./figures/recognition.ts"),
  routing: () => import("./figures/routing.ts"),
  post: () => import("./figures/ticketPost.ts"),
  start: () => import("./figures/coldStart.ts"),
  calls: () => import("./figures/callsPerAlert.ts"),
  throughput: () => import("./figures/alertsToTickets.ts"),
  steady: () => import("./figures/steadyLoad.ts"),
  outage: () => import("./figures/outageBacklog.ts"),
} as const satisfies Record<string, () => Promise<{ readonly figure: Figure }>>;

export type FigureName = keyof typeof figureFiles;

export const figureNames = Object.keys(figureFiles) as readonly FigureName[];

export function isFigureName(name: string): name is FigureName {
  return Object.hasOwn(figureFiles, name);
}
