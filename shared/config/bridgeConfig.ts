import * as z from "zod";
// Through `z.core` the bundle would get all of it, every language of its messages included.
import { toDotPath } from "zod/v4/core";

import type { AlertFamily, AlertSeverity } from "../alerts/alert.ts";
import type { GroupField, Route, SeverityLevels } from "../routing/route.ts";
import type { Connection } from "../connections/connection.ts";
import { sameName } from "../connections/connectionNames.ts";
import { connectionSchema } from "../connections/definition/connectionSchema.ts";
import { readConnection } from "../connections/definition/readConnection.ts";
import { defaultSeverityLevels } from "../workItems/severityLevels.ts";
import type { Level } from "../workItems/workItem.ts";

const severity = z.literal([0, 1, 2, 3, 4]) satisfies z.ZodType<AlertSeverity>;
const level = z.literal([1, 2, 3]) satisfies z.ZodType<Level>;
const levels = z.strictObject({ impact: level, urgency: level });
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, {
  error: "must be 1 to 63 letters, digits, - or _, beginning with a letter or digit",
});
const text = (longest: number) => z.string().min(1).max(longest);

const families = [
  "metric",
  "logQuery",
  "simpleLog",
  "logV1",
  "administrative",
  "policy",
  "autoscale",
  "security",
  "recommendation",
  "serviceHealth",
  "resourceHealth",
  "smartDetector",
  "prometheus",
  "backup",
  "budget",
  "selfWarning",
  "other",
] as const satisfies readonly AlertFamily[];

const groupFields = ["rule", "target", "severity", "subscription"] as const satisfies readonly GroupField[];

const match = z.strictObject({
  severities: z.array(severity).min(1).exactOptional(),
  families: z.array(z.enum(families)).min(1).exactOptional(),
  subscriptionIds: z.array(text(100)).min(1).exactOptional(),
  ruleNames: z.array(text(300)).min(1).exactOptional(),
});

const workItem = z.strictObject({
  kind: z.literal("incident").default("incident"),
  callerId: text(100).exactOptional(),
  assignmentGroup: text(100).exactOptional(),
  category: text(100).exactOptional(),
  subcategory: text(100).exactOptional(),
  contactType: text(100).exactOptional(),
  fallbacks: z
    .strictObject({
      impact: level.exactOptional(),
      urgency: level.exactOptional(),
      category: text(100).exactOptional(),
      subcategory: text(100).exactOptional(),
      contactType: text(100).exactOptional(),
    })
    .exactOptional(),
  severityLevels: z
    .strictObject({
      "0": levels.exactOptional(),
      "1": levels.exactOptional(),
      "2": levels.exactOptional(),
      "3": levels.exactOptional(),
      "4": levels.exactOptional(),
      none: levels.exactOptional(),
    })
    .prefault({}),
});

const policy = z.strictObject({
  alreadyOver: z.enum(["createAndResolve", "skip"]).default("createAndResolve"),
  onResolved: z.enum(["resolve", "note"]).default("resolve"),
  whenTaken: z.enum(["resolve", "note", "leave"]).default("resolve"),
  reopenWindowMinutes: z.number().min(0).max(43_200).default(60),
  closeCode: text(100).exactOptional(),
  closeNotes: text(1_000).default("Azure Monitor reports that the problem is over."),
});

const storm = z.strictObject({
  moreThan: z.int().min(1).max(500),
  withinMinutes: z.number().min(1).max(1_440),
});

const route = z.strictObject({
  name,
  match: match.prefault({}),
  connection: name.default("servicenow"),
  /** Kept when a route is renamed, so that its tickets stay its own. */
  target: name.exactOptional(),
  groupBy: z.array(z.enum(groupFields)).default([]),
  workItem: workItem.prefault({}),
  policy: policy.prefault({}),
  storm: storm.exactOptional(),
});

/** The shape of `bridge.json`. Unknown keys are refused: a misspelt one would silently do nothing. */
export const bridgeConfigSchema = z
  .strictObject({
    $schema: z.string().exactOptional(),
    routes: z
      .array(route)
      .min(1)
      .max(1_000)
      .refine((routes) => new Set(routes.map((one) => one.name.toLowerCase())).size === routes.length, {
        error: "two routes have the same name",
      })
      .prefault([{ name: "default" }]),
    connections: z.array(connectionSchema).max(100).default([]),
    selfWarnings: z
      .strictObject({ enabled: z.boolean().default(true), route: name.exactOptional() })
      .prefault({}),
  })
  .superRefine(({ routes, connections, selfWarnings }, context) => {
    connections.forEach(({ name }, index) => {
      const former = connections.slice(0, index).find((one) => sameName(one.name, name));
      if (former === undefined) return;
      context.addIssue({
        code: "custom",
        path: ["connections", index, "name"],
        message:
          former.name === name
            ? `two connections are called "${name}"`
            : `"${former.name}" and "${name}" are too much alike: case, - and _ do not count`,
      });
    });
    const { route: wanted } = selfWarnings;
    if (wanted !== undefined && !routes.some((one) => one.name.toLowerCase() === wanted.toLowerCase())) {
      context.addIssue({
        code: "custom",
        path: ["selfWarnings", "route"],
        message: `no route is called "${wanted}"`,
      });
    }
  });

export type BridgeConfig = {
  readonly routes: readonly Route[];
  /** Without the hosts that the settings allow. */
  readonly connections: readonly Connection[];
  /** Whether the bridge makes tickets about itself, and by which route; null: by those that want them. */
  readonly selfWarnings: { readonly isEnabled: boolean; readonly route: string | null };
};

/** Every complaint at once, each with its path: `routes[0].policy.whenTaken: …`. */
export type ConfigProblems = { readonly kind: "invalid"; readonly problems: readonly string[] };

/** Checks a document and fills in what it leaves out. `{}` is a whole configuration: every alert becomes an incident. */
export function parseBridgeConfig(
  document: unknown,
): { readonly kind: "valid"; readonly config: BridgeConfig } | ConfigProblems {
  const parsed = bridgeConfigSchema.safeParse(document);
  if (!parsed.success) {
    return {
      kind: "invalid",
      problems: parsed.error.issues.map(
        ({ path, message }) => `${toDotPath(path) || "(document)"}: ${message}`,
      ),
    };
  }
  return { kind: "valid", config: toConfig(parsed.data) };
}

/** The configuration of somebody who has none. */
export function defaultBridgeConfig(): BridgeConfig {
  return toConfig(bridgeConfigSchema.parse({}));
}

function toConfig({ routes, connections, selfWarnings }: z.infer<typeof bridgeConfigSchema>): BridgeConfig {
  return {
    routes: routes.map(toRoute),
    connections: connections.map((one) => readConnection(one, { allowedHosts: [], source: "file" })),
    selfWarnings: { isEnabled: selfWarnings.enabled, route: selfWarnings.route ?? null },
  };
}

function toRoute(parsed: z.infer<typeof route>): Route {
  const { kind, severityLevels, ...defaults } = parsed.workItem;
  const { reopenWindowMinutes, closeCode, ...policyRest } = parsed.policy;
  return {
    name: parsed.name,
    match: parsed.match,
    connection: parsed.connection,
    workItemKind: kind,
    target: parsed.target ?? "",
    groupBy: parsed.groupBy,
    defaults,
    severityLevels: { ...defaultSeverityLevels, ...severityLevels } satisfies SeverityLevels,
    policy: { ...policyRest, closeCode, reopenWindowMs: reopenWindowMinutes * 60_000 },
    ...(parsed.storm === undefined
      ? {}
      : { storm: { moreThan: parsed.storm.moreThan, withinMs: parsed.storm.withinMinutes * 60_000 } }),
  };
}
