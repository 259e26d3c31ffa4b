/** What an Azure Resource Manager id says, as sent. */
export type ResourceName = {
  /** Of the innermost resource; of the resource group or the subscription if the id ends there. */
  readonly name: string;
  /** `microsoft.sql/servers/databases`; null if the id ends before any provider. */
  readonly type: string | null;
  /** The resources around it, outermost first: the server of a database. */
  readonly parents: readonly string[];
  readonly resourceGroup: string | null;
  readonly subscriptionId: string | null;
};

/**
 * Azure's own names of the types that alerts speak of most, by type in lower case. Other types are shown as Azure
 * Resource Manager writes them.
 */
const typeNames: Readonly<Record<string, string>> = {
  "microsoft.apimanagement/service": "API Management service",
  "microsoft.app/containerapps": "container app",
  "microsoft.cache/redis": "Azure Cache for Redis",
  "microsoft.cdn/profiles": "Front Door or CDN profile",
  "microsoft.compute/virtualmachines": "virtual machine",
  "microsoft.compute/virtualmachinescalesets": "virtual machine scale set",
  "microsoft.containerservice/managedclusters": "AKS cluster",
  "microsoft.dbformysql/flexibleservers": "Azure Database for MySQL",
  "microsoft.dbforpostgresql/flexibleservers": "Azure Database for PostgreSQL",
  "microsoft.documentdb/databaseaccounts": "Azure Cosmos DB account",
  "microsoft.eventhub/namespaces": "Event Hubs namespace",
  "microsoft.insights/components": "Application Insights",
  "microsoft.keyvault/vaults": "key vault",
  "microsoft.logic/workflows": "logic app",
  "microsoft.monitor/accounts": "Azure Monitor workspace",
  "microsoft.network/applicationgateways": "application gateway",
  "microsoft.network/loadbalancers": "load balancer",
  "microsoft.network/virtualnetworkgateways": "virtual network gateway",
  "microsoft.operationalinsights/workspaces": "Log Analytics workspace",
  "microsoft.recoveryservices/vaults": "Recovery Services vault",
  "microsoft.servicebus/namespaces": "Service Bus namespace",
  "microsoft.sql/servers": "SQL server",
  "microsoft.sql/servers/databases": "SQL database",
  "microsoft.sql/servers/elasticpools": "SQL elastic pool",
  "microsoft.storage/storageaccounts": "storage account",
  "microsoft.web/serverfarms": "App Service plan",
  "microsoft.web/sites": "App Service app",
};

/** Takes an Azure Resource Manager id apart, in any case. Undefined for anything else. */
export function parseResourceId(id: string): ResourceName | undefined {
  const segments = id.split("/").filter((segment) => segment !== "");
  const lower = segments.map((segment) => segment.toLowerCase());
  const after = (keyword: string) =>
    lower.includes(keyword) ? segments[lower.indexOf(keyword) + 1] : undefined;
  const subscriptionId = after("subscriptions") ?? null;
  const resourceGroup = after("resourcegroups") ?? null;

  const provider = lower.lastIndexOf("providers");
  const [namespace, ...pairs] = provider < 0 ? [] : segments.slice(provider + 1);
  const types = pairs.filter((_, index) => index % 2 === 0);
  const names = pairs.filter((_, index) => index % 2 === 1);
  const name = names.at(-1);
  if (namespace !== undefined && name !== undefined) {
    const type = [namespace, ...types].join("/");
    return { name, type, parents: names.slice(0, -1), resourceGroup, subscriptionId };
  }

  const holder = resourceGroup ?? subscriptionId;
  return holder === null || !id.startsWith("/")
    ? undefined
    : { name: holder, type: null, parents: [], resourceGroup, subscriptionId };
}

/** "db-orders (SQL database on sql-shop)", "rg-shop (resource group)"; an id of another kind as it is. */
export function resourceTitle(id: string): string {
  const resource = parseResourceId(id);
  if (resource === undefined) return id;
  const { name, type, parents, resourceGroup } = resource;
  if (type === null) return `${name} (${resourceGroup === null ? "subscription" : "resource group"})`;
  const holder = parents.length > 0 ? ` on ${parents.join("/")}` : "";
  return `${name} (${typeNames[type.toLowerCase()] ?? type}${holder})`;
}
