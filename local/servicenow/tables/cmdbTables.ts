import type { TableDefinition } from "../platform/dictionary.ts";
import { className, choice, domainColumns, moment, numberChoice, reference, text } from "./columns.ts";

/** Only classes of the cloud have `object_id`; asking the base class for it drops that term. */
const cloudColumns = { object_id: text("Object ID", 255) };

const cloudClass = (name: string, label: string, fields: TableDefinition["fields"]): TableDefinition => ({
  name,
  label,
  parent: "cmdb_ci",
  displayField: "name",
  indexes: ["object_id"],
  fields: { ...cloudColumns, ...fields },
});

/** Configuration items: the base class and the classes whose Azure resource id is known. */
export const cmdbTables: readonly TableDefinition[] = [
  {
    name: "cmdb_ci",
    label: "Configuration Item",
    displayField: "name",
    indexes: ["name"],
    fields: {
      name: text("Name", 255),
      short_description: text("Description", 1000),
      asset_tag: text("Asset tag"),
      serial_number: text("Serial number", 255),
      category: text("Category"),
      subcategory: text("Subcategory"),
      environment: choice("Environment"),
      operational_status: numberChoice("Operational status", "1"),
      install_status: numberChoice("Status", "1"),
      discovery_source: choice("Discovery source"),
      first_discovered: moment("First discovered"),
      last_discovered: moment("Most recent discovery"),
      assigned_to: reference("Assigned to", "sys_user"),
      managed_by: reference("Managed by", "sys_user"),
      owned_by: reference("Owned by", "sys_user"),
      support_group: reference("Support group", "sys_user_group"),
      assignment_group: reference("Change group", "sys_user_group"),
      company: reference("Company", "core_company"),
      location: reference("Location", "cmn_location"),
      ip_address: text("IP Address", 255),
      fqdn: text("Fully qualified domain name", 255),
      correlation_id: text("Correlation ID", 100),
      attributes: text("Attributes", 65_000),
      comments: text("Comments", 4000),
      sys_class_name: { ...className, label: "Class" },
      ...domainColumns,
    },
  },
  cloudClass("cmdb_ci_vm_instance", "Virtual Machine Instance", {
    state: text("State", 40, { defaultValue: "on" }),
    vm_inst_id: text("VM instance ID", 255),
    cpus: text("CPUs"),
    memory: text("Memory"),
  }),
  cloudClass("cmdb_ci_cloud_storage_account", "Cloud Storage Account", {
    account_id: text("Account ID", 255),
    state: text("State"),
  }),
  cloudClass("cmdb_ci_kubernetes_cluster", "Kubernetes Cluster", {
    k8s_version: text("Kubernetes version"),
    port: text("Port"),
  }),
];
