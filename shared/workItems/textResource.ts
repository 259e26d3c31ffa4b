import {
  isArmId,
  isResourceId,
  lastSegmentOf,
  resourceGroupOf,
  resourceTypeOf,
} from "../alerts/reading/armId.ts";

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

/** "db-orders (SQL database on sql-shop)", "rg-shop (resource group)"; an id of another kind as it is. */
export function resourceTitle(id: string): string {
  if (!isArmId(id)) return id;
  const name = lastSegmentOf(id);
  const type = resourceTypeOf(id);
  if (type === null) return `${name} (${resourceGroupOf(id) === null ? "subscription" : "resource group"})`;
  const holders = holdersOf(id);
  const where = holders.length > 0 ? ` on ${holders.join("/")}` : "";
  return `${name} (${typeNames[type.toLowerCase()] ?? type}${where})`;
}

/** The resources around a resource, outermost first: the server of a database. */
function holdersOf(id: string): readonly string[] {
  const at = id.toLowerCase().lastIndexOf("/providers/");
  const [, ...typesAndNames] = id.slice(at + "/providers/".length).split("/");
  const names = typesAndNames.filter((_, index) => index % 2 === 1);
  return names.slice(0, -1);
}

/** Targets without the subscriptions and resource groups among them, which texts name elsewhere anyway. */
export function resourcesOf(targetIds: readonly string[]): readonly string[] {
  return targetIds.filter((id) => isResourceId(id) || !isArmId(id));
}
