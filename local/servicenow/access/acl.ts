import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { type Actor, hasRole } from "./actor.ts";
import { isListed, listOf } from "./apiAccess.ts";

type Roles = readonly string[] | "everybody";

/** Who may do what with the records of a table. `admin` may everything; unlisted operations are his alone. */
type TableAccess = {
  readonly read?: Roles;
  readonly create?: Roles;
  readonly write?: Roles;
  readonly delete?: Roles;
  /** Columns that only `admin` reads; for others the key is missing from the answer. */
  readonly hiddenFields?: readonly string[];
  /** Records that may be read by those whom `read` does not name. */
  readonly publicRecord?: (record: StoredRecord, actor: Actor) => boolean;
};

export type Operation = "read" | "create" | "write" | "delete";

const incidentReaders = ["itil", "sn_incident_read", "sn_incident_write"];
const incidentWriters = ["itil", "sn_incident_write"];
const changeReaders = ["itil", "sn_change_read", "sn_change_write"];
const changeWriters = ["itil", "sn_change_write"];
const eventReaders = ["evt_mgmt_integration", "evt_mgmt_user", "evt_mgmt_operator", "evt_mgmt_admin"];
const cmdbReaders = ["itil", "asset", "cmdb_read"];
const publicProperties = new Set(["glide.buildname", "glide.buildtag", "glide.war", "glide.product.name"]);

const access: Readonly<Record<string, TableAccess>> = {
  task: { read: incidentReaders },
  incident: {
    read: incidentReaders,
    create: incidentWriters,
    write: incidentWriters,
    delete: ["itil_admin"],
  },
  change_request: { read: changeReaders, create: changeWriters, write: changeWriters },
  em_event: { read: eventReaders, create: ["evt_mgmt_integration", "evt_mgmt_admin"] },
  em_alert: { read: eventReaders, write: ["evt_mgmt_operator", "evt_mgmt_admin"] },
  cmdb_ci: { read: cmdbReaders, create: ["itil", "asset"], write: ["itil", "asset"], delete: ["asset"] },
  sys_user: {
    read: "everybody",
    create: ["user_admin"],
    write: ["user_admin"],
    hiddenFields: ["failed_attempts", "locked_out", "password_needs_reset", "source", "last_login_time"],
  },
  sys_user_group: { read: "everybody", create: ["user_admin"], write: ["user_admin"] },
  sys_user_grmember: { read: "everybody", create: ["user_admin"], delete: ["user_admin"] },
  sys_user_role: { read: "everybody" },
  // Those of others are for who looks after users.
  sys_user_has_role: {
    read: ["user_admin"],
    publicRecord: ({ values }, actor) => values["user"] === actor.sysId,
  },
  oauth_entity: { read: ["oauth_admin"], create: ["oauth_admin"], write: ["oauth_admin"] },
  sys_data_policy2: { read: ["personalize_dictionary"] },
  sys_data_policy_rule: { read: ["personalize_dictionary"] },
  sys_rate_limit_rules: { read: ["rate_limit_admin"], write: ["rate_limit_admin"] },
  core_company: { read: "everybody" },
  cmn_department: { read: "everybody" },
  cmn_location: { read: "everybody" },
  sys_choice: { read: "everybody" },
  sys_template: {
    read: ["itil", "template_editor"],
    create: ["template_editor"],
    write: ["template_editor"],
  },
  sys_dictionary: { read: ["personalize_dictionary"] },
  sys_import_set: { read: ["import_transformer"] },
  sys_import_set_row: { read: ["import_transformer"], create: ["import_transformer"] },
  sys_properties: { publicRecord: ({ values }) => publicProperties.has(values["name"] ?? "") },
};

/** Extended tables follow the table they extend, unless they have rules of their own. */
function accessOf(instance: Instance, table: string): TableAccess {
  for (const name of instance.dictionary.table(table)?.lineage ?? []) {
    const found = access[name];
    if (found !== undefined) return found;
  }
  return {};
}

/** `record` is needed for reading only: some tables hide some of their records. */
export function mayAccess(
  instance: Instance,
  actor: Actor,
  operation: Operation,
  table: string,
  record?: StoredRecord,
): boolean {
  if (actor.roles.has("snc_read_only") && operation !== "read") return false;
  if (actor.roles.has("admin")) return true;
  if (isListed(instance, "sandbox.acl.denied", `${table}.${operation}`)) return false;
  if (isListed(instance, "sandbox.acl.granted", `${table}.${operation}`)) return true;
  const { publicRecord, ...rules } = accessOf(instance, table);
  if (operation === "read" && table === "sys_journal_field") {
    // Many integration users cannot read it; who may is a property.
    const roles = instance.properties.get("sandbox.acl.sys_journal_field.read_roles") ?? "admin";
    return hasRole(actor, ...roles.split(","));
  }
  const roles = rules[operation];
  if (roles === "everybody") return true;
  if (roles !== undefined && hasRole(actor, ...roles)) return true;
  return operation === "read" && record !== undefined && publicRecord?.(record, actor) === true;
}

/** Columns of a table that this person does not see. */
export function hiddenFields(instance: Instance, actor: Actor, table: string): readonly string[] {
  if (actor.roles.has("admin")) return [];
  const hiddenHere = listOf(instance.properties.get("sandbox.acl.hidden_fields")).flatMap((name) =>
    name.startsWith(`${table}.`) ? [name.slice(table.length + 1)] : [],
  );
  const usual = (accessOf(instance, table).hiddenFields ?? []).filter(
    (name) => !isListed(instance, "sandbox.acl.visible_fields", `${table}.${name}`),
  );
  return [...usual, ...hiddenHere];
}
