import type { CheckCase } from "../checkCase.ts";
import { change, giveRoles, incidentsOnly, property, set, without } from "../checkedInstance.ts";
import { fullRoles } from "../checkedWorld.ts";

/** Roles, and what may be written. */
export const rightsCases: readonly CheckCase[] = [
  {
    id: "role-itil",
    becomes: "failed",
    told: /itil is not held, and needed for reading and writing incidents/,
    where: (world) => {
      incidentsOnly(world);
      giveRoles(without("evt_mgmt_operator"))();
    },
    breaks: giveRoles(without("itil", "evt_mgmt_operator")),
    also: /^(read-(incident|journal|cis)|write-(incident|ci))$/,
  },
  {
    id: "role-import-transformer",
    becomes: "failed",
    told: /import_transformer is not held/,
    breaks: giveRoles(without("import_transformer")),
  },
  {
    id: "role-mioms-user",
    becomes: "failed",
    told: /x_mioms_microsoft\.user is not held/,
    breaks: giveRoles(without("x_mioms_microsoft.user", "import_transformer")),
    also: /^role-import-transformer$/,
  },
  {
    id: "role-admin",
    becomes: "warning",
    told: /admin is held: far more/,
    breaks: giveRoles([...fullRoles, "admin"]),
  },
  {
    id: "role-read-only",
    becomes: "failed",
    told: /snc_read_only is held/,
    breaks: giveRoles([...fullRoles, "snc_read_only"]),
    also: /^write-/,
  },
  {
    id: "write-incident",
    becomes: "failed",
    told: /no role allows it to create and change incidents/,
    where: (world) => {
      incidentsOnly(world);
      set(world, { createMissingCi: false });
      giveRoles(["sn_incident_write", "asset", "import_transformer", "personalize_dictionary"])();
    },
    breaks: giveRoles(["sn_incident_read", "asset", "import_transformer", "personalize_dictionary"]),
    also: /^role-itil$/,
  },
  {
    id: "write-change-request",
    becomes: "failed",
    told: /change requests: itil or sn_change_write/,
    where: (world) => {
      set(world, { synchronise: ["incident", "changeRequest"], createMissingCi: false });
      giveRoles(["sn_incident_write", "sn_change_write", "asset", "import_transformer"])();
    },
    breaks: giveRoles(["sn_incident_write", "sn_change_read", "asset", "import_transformer"]),
    also: /^role-itil$/,
  },
  {
    id: "write-ci",
    becomes: "failed",
    told: /configuration items: itil or asset/,
    where: (world) => {
      incidentsOnly(world);
      giveRoles(["sn_incident_write", "asset", "import_transformer"])();
    },
    breaks: giveRoles(["sn_incident_write", "cmdb_read", "import_transformer"]),
    also: /^role-itil$/,
  },
  {
    id: "import-set",
    becomes: "failed",
    told: /no active transform map/,
    breaks: () => change("sys_transform_map", "target_table=incident", { active: "false" }),
  },
  {
    id: "trial-incident",
    becomes: "failed",
    told: /No checks on Sundays/,
    where: (world) => (world.write = true),
    breaks: property("sandbox.business_rule.aborts", "incident: No checks on Sundays"),
  },
];
