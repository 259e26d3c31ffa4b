import { type FailureCase, setProperties } from "../failureCase.ts";

/** The ticket is made, and what ServiceNow stored otherwise stands in the journal. */
export const warningCases: readonly FailureCase[] = [
  {
    code: "SERVICENOW_VALUE_DROPPED",
    when: "the route's category is not on the choice list",
    detail: /"category","sent":"clouds","stored":"inquiry".*"instead":"software"/,
    shows: "warning",
    provoke: (stage) => stage.fire("drifting"),
  },
  {
    code: "SERVICENOW_REFERENCE_UNKNOWN",
    when: "nobody goes by the name of the route's caller",
    detail: /"caller_id","sent":"nobody.known","stored":""/,
    shows: "warning",
    provoke: (stage) => stage.fire("drifting"),
  },
  {
    code: "SERVICENOW_TEXT_CUT",
    when: "descriptions are short in this instance",
    detail: /"description"/,
    shows: "warning",
    provoke(stage) {
      setProperties(stage, { "sandbox.dictionary.lengths": "incident.description=100" });
      return stage.fire();
    },
  },
  {
    code: "SERVICENOW_VALUE_CHANGED",
    when: "a business rule writes the title anew",
    detail: /"stored":"Contoso: an alert"/,
    shows: "warning",
    provoke(stage) {
      setProperties(stage, { "sandbox.business_rule.sets": "incident.short_description=Contoso: an alert" });
      return stage.fire();
    },
  },
];
