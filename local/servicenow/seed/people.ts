import { giveRoles } from "../access/roles.ts";
import type { Instance } from "../platform/instance.ts";
import { sysIdFor } from "../platform/sysId.ts";

/** Account of the bridge: works on incidents, reads choices, sends events and import sets. */
export const integrationUser = "bridge.integration";
export const administrator = "admin";
/** The person as whom the pages act. */
export const operator = "maria.keller";
/** An account that may sign in and nothing else. */
export const outsider = "tom.visitor";

type Person = {
  readonly userName: string;
  readonly name: string;
  readonly title: string;
  readonly roles?: readonly string[];
  readonly group?: string;
  readonly timeZone?: string;
};

const people: readonly Person[] = [
  {
    userName: integrationUser,
    name: "Bridge Integration",
    title: "Integration account",
    roles: ["itil", "personalize_choices", "evt_mgmt_integration", "import_transformer"],
  },
  { userName: administrator, name: "System Administrator", title: "Administrator", roles: ["admin"] },
  {
    userName: operator,
    name: "Maria Keller",
    title: "Service Desk Analyst",
    roles: ["itil"],
    group: "Service Desk",
    timeZone: "Europe/Berlin",
  },
  { userName: outsider, name: "Tom Visitor", title: "Contractor" },
  {
    userName: "aiko.tanaka",
    name: "Aiko Tanaka",
    title: "Cloud Engineer",
    roles: ["itil"],
    group: "Cloud Operations",
  },
  {
    userName: "samuel.okoro",
    name: "Samuel Okoro",
    title: "Cloud Engineer",
    roles: ["itil"],
    group: "Cloud Operations",
  },
  {
    userName: "ines.duarte",
    name: "Ines Duarte",
    title: "Database Administrator",
    roles: ["itil"],
    group: "Database",
  },
  {
    userName: "lars.nygaard",
    name: "Lars Nygaard",
    title: "Network Engineer",
    roles: ["itil"],
    group: "Network",
  },
  {
    userName: "priya.raman",
    name: "Priya Raman",
    title: "Security Analyst",
    roles: ["itil"],
    group: "Security",
  },
  {
    userName: "jonas.weiss",
    name: "Jonas Weiss",
    title: "Security Administrator",
    roles: ["itil"],
    group: "Security",
  },
  {
    userName: "chloe.martin",
    name: "Chloé Martin",
    title: "Platform Engineer",
    roles: ["itil"],
    group: "Platform",
  },
  {
    userName: "diego.fuentes",
    name: "Diego Fuentes",
    title: "Platform Engineer",
    roles: ["itil"],
    group: "Platform",
  },
  { userName: "hannah.brooks", name: "Hannah Brooks", title: "Application Owner", group: "Shop Application" },
  { userName: "oleg.marchenko", name: "Oleg Marchenko", title: "Developer", group: "Shop Application" },
  {
    userName: "fatima.zahra",
    name: "Fatima Zahra",
    title: "Storage Engineer",
    roles: ["itil"],
    group: "Storage",
  },
  { userName: "wei.chen", name: "Wei Chen", title: "Storage Engineer", roles: ["itil"], group: "Storage" },
  {
    userName: "grace.mwangi",
    name: "Grace Mwangi",
    title: "Incident Manager",
    roles: ["itil"],
    group: "Service Desk",
  },
  { userName: "peter.lindqvist", name: "Peter Lindqvist", title: "Change Manager", roles: ["itil"] },
  { userName: "nadia.haddad", name: "Nadia Haddad", title: "Finance Analyst" },
  { userName: "ravi.patel", name: "Ravi Patel", title: "Head of IT Operations" },
];

const groups: Readonly<Record<string, string>> = {
  "Service Desk": "First contact for everybody",
  "Cloud Operations": "Subscriptions, virtual machines, Kubernetes",
  Database: "Databases and their backups",
  Network: "Connectivity, load balancers, DNS",
  Security: "Security posture and incidents",
  Platform: "Delivery platform and monitoring",
  "Shop Application": "The Contoso web shop",
  Storage: "Storage accounts and archives",
};

const roles = [
  "admin",
  "itil",
  "itil_admin",
  "user_admin",
  "sn_incident_read",
  "sn_incident_write",
  "sn_change_read",
  "sn_change_write",
  "cmdb_read",
  "asset",
  "personalize_choices",
  "snc_platform_rest_api_access",
  "snc_basic_auth_api_access",
  "snc_read_only",
  "evt_mgmt_integration",
  "evt_mgmt_user",
  "evt_mgmt_operator",
  "evt_mgmt_admin",
  "import_transformer",
  "x_mioms_microsoft.user",
  "template_editor",
  "view_changer",
  "personalize_dictionary",
  "change_manager",
  "oauth_admin",
  "rate_limit_admin",
  "incident_manager",
];

/** Those that are not there yet. */
export function seedRoles(instance: Instance): void {
  for (const name of roles) {
    if ((instance.store.lookUp("sys_user_role", "name", name) ?? []).length > 0) continue;
    instance.put("sys_user_role", { name }, name);
  }
}

/** Company, departments, locations, groups and about twenty invented people. */
export function seedPeople(instance: Instance): void {
  const company = sysIdFor("core_company", "Contoso");
  instance.put("core_company", { name: "Contoso", city: "Hamburg", country: "Germany" }, "Contoso");
  instance.put("cmn_location", { name: "Hamburg", city: "Hamburg", country: "Germany" }, "Hamburg");
  instance.put("cmn_department", { name: "IT", company }, "IT");
  for (const [name, description] of Object.entries(groups)) {
    instance.put("sys_user_group", { name, description, type: "itil" }, name);
  }

  for (const { userName, name, title, roles: held = [], group, timeZone } of people) {
    const [firstName = "", ...lastNames] = name.split(" ");
    const user = sysIdFor("sys_user", userName);
    instance.put(
      "sys_user",
      {
        user_name: userName,
        name,
        first_name: firstName,
        last_name: lastNames.join(" "),
        title,
        email: `${userName}@contoso.example`,
        company,
        department: sysIdFor("cmn_department", "IT"),
        location: sysIdFor("cmn_location", "Hamburg"),
        time_zone: timeZone ?? "GMT",
      },
      userName,
    );
    giveRoles(instance, userName, held);
    if (group !== undefined) {
      instance.put(
        "sys_user_grmember",
        { user, group: sysIdFor("sys_user_group", group) },
        `${userName} ${group}`,
      );
    }
  }
}
