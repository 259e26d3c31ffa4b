import type { Occurrence } from "./occurrence.ts";

/** The made-up company whose alerts these are: a web shop with its payments and its data platform. */
export const contoso = {
  shop: "rg-shop-prod",
  payments: "rg-payments-prod",
  data: "rg-data-prod",
  monitoring: "rg-monitoring-prod",
} as const;

type ResourceGroup = (typeof contoso)[keyof typeof contoso];

/** An Azure Resource Manager id as people write it: `resourceId(o, "rg-shop-prod", "Microsoft.Web/sites", "app-shop")`. */
export function resourceId(
  occurrence: Occurrence,
  group: ResourceGroup,
  type: string,
  ...names: readonly string[]
): string {
  const [namespace = "", ...types] = type.split("/");
  const path = types.flatMap((part, index) => [part, names[index] ?? ""]).join("/");
  return `/subscriptions/${occurrence.subscriptionId}/resourceGroups/${group}/providers/${namespace}/${path}`;
}

/** As `alertTargetIDs` has it: keywords and type in lower case, names as they are. */
export function targetId(id: string): string {
  return id.replace("/resourceGroups/", "/resourcegroups/").replace(/\/providers\/.*$/u, (provider) =>
    provider
      .split("/")
      // "", "providers", namespace, then type and name in turn
      .map((segment, index) => (index >= 4 && index % 2 === 0 ? segment : segment.toLowerCase()))
      .join("/"),
  );
}

export function resourceGroupOf(id: string): string {
  return id.split("/")[4] ?? "";
}

/** `microsoft.compute/virtualmachines` of an id, in lower case. */
export function resourceTypeOf(id: string): string {
  const [namespace, ...rest] = id.split("/").slice(6);
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/").toLowerCase();
}

export function nameOf(id: string): string {
  return id.split("/").at(-1) ?? "";
}

/** The page of a resource in the Azure portal. */
export function portalLink(id: string): string {
  return `https://portal.azure.com/#resource${id}`;
}
