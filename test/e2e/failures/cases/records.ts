import { eventually } from "../../../support/world/eventually.ts";
import { aPerson } from "../../../support/world/person.ts";
import { type FailureCase, struckBy, wherePropertiesSay } from "../failureCase.ts";

/** ServiceNow understood, and refuses this record or this request. */
export const recordCases: readonly FailureCase[] = [
  wherePropertiesSay({
    code: "SERVICENOW_DATA_POLICY",
    when: "a data policy makes fields mandatory that the route leaves empty",
    detail: /^Mandatory fields are missing: Caller, Location$/,
    properties: { "sandbox.data_policy.mandatory": "incident.caller_id,incident.location" },
  }),
  wherePropertiesSay({
    code: "SERVICENOW_DATA_POLICY",
    when: "a data policy misses a field, in French",
    detail: /^Mandatory fields are missing: Caller$/,
    properties: { "glide.sys.language": "fr", "sandbox.data_policy.mandatory": "incident.caller_id" },
  }),
  wherePropertiesSay({
    code: "SERVICENOW_BUSINESS_RULE_ABORTED",
    when: "a business rule stops the insert",
    detail: /Business rule “No alerts on Sundays” aborted/,
    properties: { "sandbox.business_rule.aborts": "incident: No alerts on Sundays" },
  }),
  wherePropertiesSay({
    code: "SERVICENOW_BUSINESS_RULE_ABORTED",
    when: "a business rule stops the insert, in French",
    detail: /Business rule “Pas d'alertes le dimanche” aborted/,
    properties: {
      "glide.sys.language": "fr",
      "sandbox.business_rule.aborts": "incident: Pas d'alertes le dimanche",
    },
  }),
  wherePropertiesSay({
    code: "SERVICENOW_TABLE_INVALID",
    when: "Incident Management is not installed",
    detail: /Table incident is not known/,
    properties: { "sandbox.tables.not_installed": "incident" },
  }),
  wherePropertiesSay({
    code: "SERVICENOW_TABLE_INVALID",
    when: "Incident Management is not installed, in French",
    detail: /Table incident is not known/,
    properties: { "glide.sys.language": "fr", "sandbox.tables.not_installed": "incident" },
  }),
  wherePropertiesSay({
    code: "SERVICENOW_REQUEST_TOO_LARGE",
    when: "the instance takes in hardly anything",
    detail: /content-length = \d+ bytes\. Max allowed: \d+ bytes/,
    properties: { "glide.rest.max_content_length": "0.0001" },
  }),
  struckBy({
    code: "SERVICENOW_BODY_UNREADABLE",
    when: "somebody in between has spoilt the body",
    detail: /Cannot decode/,
    fault: "malformed",
  }),
  struckBy({
    code: "SERVICENOW_METHOD_REFUSED",
    when: "somebody in between lets no POST through",
    detail: /405/,
    fault: "methodNotAllowed",
  }),
  struckBy({
    code: "SERVICENOW_API_NOT_FOUND",
    when: "there is no Table API at the address",
    detail: /URI does not represent any resource/,
    fault: "unknownUri",
  }),
  struckBy({
    code: "SERVICENOW_REQUEST_INVALID",
    when: "somebody in between has changed the content type",
    detail: /Invalid content-type/,
    fault: "contentType",
  }),
  {
    code: "SERVICENOW_CLOSE_CODE_MISSING",
    when: "the route's close code is none of the instance's",
    detail: /“Contoso closed it”, but these: .*Solution provided/,
    shows: "deadLetter",
    isOverAfterwards: false,
    async provoke(stage) {
      const { bridge } = stage.world;
      const series = stage.series();
      await bridge.settled(await stage.send(series.fired(), "closing"));
      return bridge.deadLetterOf(await stage.send(series.resolved(), "closing"));
    },
  },
  {
    code: "SERVICENOW_RECORD_NOT_FOUND",
    when: "somebody deletes the incident in the moment in which it is resolved",
    detail: /No Record found/,
    shows: "journal",
    async provoke(stage) {
      const { sandbox, bridge } = stage.world;
      const series = stage.series();
      const { correlationId } = await bridge.settled(await stage.send(series.fired()));
      sandbox.faults.set({
        kind: "slow",
        delayMs: 1_000,
        match: { method: "PATCH", pathContains: "/incident" },
      });
      const id = await stage.send(series.resolved());
      await eventually(() => {
        if (sandbox.stats().inFlight === 0) throw new Error("Nothing is on its way yet");
      });
      await aPerson(sandbox.url).delete(stage.world.incidents(correlationId)[0]?.["sys_id"] ?? "");
      return id;
    },
  },
];
