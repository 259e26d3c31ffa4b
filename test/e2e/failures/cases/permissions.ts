import { eventually } from "../../../support/world/eventually.ts";
import { type FailureCase, setProperties, struckBy, wherePropertiesSay } from "../failureCase.ts";
import { giveRoles } from "../integrationUser.ts";
import type { Stage } from "../stage.ts";

/** Posts an alert whose incident is made, but whose answer is lost; resolves when that has happened. */
async function loseAnAnswer(stage: Stage): Promise<string> {
  const { faults } = stage.world.sandbox;
  faults.set({ id: "lost", kind: "commitThenDrop", match: { method: "POST", pathContains: "/incident" } });
  const id = await stage.fire();
  await eventually(() => {
    const struck = faults.list().find((rule) => rule.id === "lost")?.struck;
    if (struck === 0) throw new Error("Nothing has been sent yet");
  });
  return id;
}

/** ServiceNow knows who asks, and will not do it. */
export const permissionCases: readonly FailureCase[] = [
  wherePropertiesSay({
    code: "SERVICENOW_API_SCOPE_MISSING",
    when: "the OAuth client is securely scoped",
    detail: /unscoped api is not allowed/,
    properties: { "sandbox.oauth.securely_scoped": "true" },
  }),
  struckBy({
    code: "SERVICENOW_API_SCOPE_MISSING",
    when: "the auth scope of the Table API is not linked",
    detail: /Missing required api access scope/i,
    fault: "scopeMissing",
  }),
  {
    code: "SERVICENOW_API_ACL_DENIED",
    when: "access rules of the REST API ask for a role that the user lacks",
    detail: /API level ACL/,
    shows: "deadLetter",
    async provoke(stage) {
      setProperties(stage, { "sandbox.acl.rest_endpoints": "true" });
      giveRoles(stage, ["sn_incident_write"]);
      return stage.world.bridge.deadLetterOf(await stage.fire());
    },
  },
  struckBy({
    code: "SERVICENOW_API_ACL_DENIED",
    when: "access rules of the REST API ask for a role, in French",
    detail: /ACL au niveau de l'API/,
    fault: "apiAcl",
    properties: { "glide.sys.language": "fr" },
  }),
  wherePropertiesSay({
    code: "SERVICENOW_WEB_ACCESS_DENIED",
    when: "the incident table is closed to web services",
    detail: /WebServicePolicyValidator/,
    properties: { "sandbox.tables.closed_to_web_services": "incident" },
  }),
  wherePropertiesSay({
    code: "SERVICENOW_IP_DENIED",
    when: "ServiceNow lets in other addresses only",
    detail: /403/,
    properties: { "sandbox.ip_access.denied": "true" },
  }),
  struckBy({
    code: "SERVICENOW_PROXY_DENIED",
    when: "a proxy in between lets nobody through",
    detail: /403 of the server \S+/,
    fault: "proxyDenied",
  }),
  {
    code: "SERVICENOW_ACL_DENIED",
    when: "the integration user may read incidents and not write them",
    detail: /refused the insert/,
    shows: "deadLetter",
    async provoke(stage) {
      giveRoles(stage, ["sn_incident_read"]);
      return stage.world.bridge.deadLetterOf(await stage.fire());
    },
  },
  {
    code: "SERVICENOW_ACL_DENIED",
    when: "the right to write is gone by the time the alert is resolved, in French",
    detail: /refused the update/,
    shows: "deadLetter",
    async provoke(stage) {
      const { bridge } = stage.world;
      const series = stage.series();
      await bridge.settled(await stage.send(series.fired()));
      setProperties(stage, { "glide.sys.language": "fr" });
      giveRoles(stage, ["sn_incident_read"]);
      return bridge.deadLetterOf(await stage.send(series.resolved()));
    },
  },
  struckBy({
    code: "SERVICENOW_ACL_DENIED",
    when: "the table's security denies the write",
    detail: /denied due to table security/,
    fault: "tableSecurity",
  }),
  {
    code: "SERVICENOW_QUERY_DENIED",
    when: "an answer is lost, and the user may not search by correlation_id",
    detail: /do not have permission to be read/,
    shows: "deadLetter",
    async provoke(stage) {
      const id = await loseAnAnswer(stage);
      setProperties(stage, { "sandbox.acl.hidden_fields": "incident.correlation_id" });
      return stage.world.bridge.deadLetterOf(id);
    },
  },
  {
    code: "SERVICENOW_READING_NOT_PROVEN",
    when: "an answer is lost, and the user may not read incidents any more",
    detail: /pending create of atb-[0-9a-f]{32}, but this user may not see it/,
    shows: "journal",
    async provoke(stage) {
      const id = await loseAnAnswer(stage);
      giveRoles(stage, []);
      return id;
    },
  },
];
