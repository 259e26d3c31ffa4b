import type { CheckCase } from "../checkCase.ts";
import { change, hideTables, property } from "../checkedInstance.ts";

/** What may be read, and what incidents ask for. */
export const recordsCases: readonly CheckCase[] = [
  {
    id: "read-incident",
    becomes: "failed",
    told: /incident has 1, and shows none/,
    breaks: hideTables("incident"),
  },
  {
    id: "read-change-request",
    becomes: "failed",
    told: /change_request has 1, and shows none/,
    breaks: hideTables("change_request"),
  },
  { id: "read-choices", becomes: "failed", told: /sys_choice has/, breaks: hideTables("sys_choice") },
  { id: "read-groups", becomes: "warning", told: /sys_user_group has/, breaks: hideTables("sys_user_group") },
  {
    id: "read-users",
    becomes: "warning",
    told: /sys_user has/,
    breaks: hideTables("sys_user"),
    also: /^(account|role|write)/,
  },
  {
    id: "read-cis",
    becomes: "warning",
    told: /cmdb_ci has 200/,
    breaks: hideTables(
      ...["cmdb_ci", "cmdb_ci_vm_instance", "cmdb_ci_cloud_storage_account", "cmdb_ci_kubernetes_cluster"],
    ),
  },
  {
    id: "read-dictionary",
    becomes: "warning",
    told: /sys_dictionary has/,
    breaks: hideTables("sys_dictionary"),
  },
  { id: "read-templates", becomes: "warning", told: /sys_template has/, breaks: hideTables("sys_template") },
  {
    id: "read-journal",
    becomes: "warning",
    told: /work_notes of incidents is not shown/,
    breaks: property("sandbox.acl.hidden_fields", "incident.work_notes"),
  },
  {
    id: "required-fields",
    becomes: "failed",
    told: /caller_id \(route “default”\), by data policy/,
    breaks: property("sandbox.data_policy.mandatory", "incident.caller_id"),
  },
  {
    id: "close-codes",
    becomes: "failed",
    told: /does not know the route's close code “Contoso closed it”/,
    breaks: (world) =>
      (world.routes = world.routes.map((route) => ({
        ...route,
        policy: { ...route.policy, closeCode: "Contoso closed it" },
      }))),
  },
  {
    id: "states",
    becomes: "failed",
    told: /incident\.state has no 6/,
    breaks: () => change("sys_choice", "name=incident^element=state^value=6", { inactive: "true" }),
  },
  {
    id: "values",
    becomes: "warning",
    told: /category “clouds” \(route “default”\)/,
    breaks: (world) =>
      (world.routes = world.routes.map((route) => ({ ...route, defaults: { category: "clouds" } }))),
  },
];
