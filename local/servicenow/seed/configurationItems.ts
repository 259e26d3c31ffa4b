import type { Instance } from "../platform/instance.ts";
import { sysIdFor } from "../platform/sysId.ts";

const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
const applications = ["shop", "billing", "search", "crm", "intranet"];
const environments = ["prod", "test"];

type Item = {
  readonly table: string;
  readonly name: string;
  readonly group: string;
  readonly environment: string;
  readonly objectId?: string;
  readonly description: string;
};

/** 200 configuration items of an invented estate; those of cloud classes know their Azure resource id. */
export function seedConfigurationItems(instance: Instance): void {
  for (const { table, name, group, environment, objectId, description } of [...cloudItems(), ...services()]) {
    instance.put(
      table,
      {
        name,
        short_description: description,
        environment,
        support_group: sysIdFor("sys_user_group", group),
        company: sysIdFor("core_company", "Contoso"),
        discovery_source: objectId === undefined ? "Manual Entry" : "ServiceNow",
        ...(objectId !== undefined && { object_id: objectId }),
      },
      name,
    );
  }
}

function* cloudItems(): Generator<Item> {
  for (const application of applications) {
    for (const environment of environments) {
      const resourceGroup = `${subscription}/resourceGroups/rg-${application}-${environment}/providers`;
      for (let i = 1; i <= 12; i++) {
        const role = i <= 6 ? "web" : i <= 10 ? "app" : "db";
        const name = `vm-${application}-${environment}-${role}-${String(i).padStart(2, "0")}`;
        yield {
          table: "cmdb_ci_vm_instance",
          name,
          group: role === "db" ? "Database" : "Cloud Operations",
          environment,
          objectId: `${resourceGroup}/Microsoft.Compute/virtualMachines/${name}`,
          description: `Virtual machine of ${application}`,
        };
      }
      for (let i = 1; i <= 4; i++) {
        const name = `st${application}${environment}${i}`;
        yield {
          table: "cmdb_ci_cloud_storage_account",
          name,
          group: "Storage",
          environment,
          objectId: `${resourceGroup}/Microsoft.Storage/storageAccounts/${name}`,
          description: `Storage of ${application}`,
        };
      }
      for (let i = 1; i <= 2; i++) {
        const name = `aks-${application}-${environment}-${i}`;
        yield {
          table: "cmdb_ci_kubernetes_cluster",
          name,
          group: "Platform",
          environment,
          objectId: `${resourceGroup}/Microsoft.ContainerService/managedClusters/${name}`,
          description: `Kubernetes cluster of ${application}`,
        };
      }
    }
  }
}

/** Plain items without a resource id. */
function* services(): Generator<Item> {
  for (const application of applications) {
    for (const part of ["Front end", "Order intake", "Reporting", "Backup"]) {
      yield {
        table: "cmdb_ci",
        name: `${application} ${part}`,
        group: application === "shop" ? "Shop Application" : "Platform",
        environment: "prod",
        description: `${part} of ${application}`,
      };
    }
  }
}
