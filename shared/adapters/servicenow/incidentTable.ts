/** The table's own words: everything the bridge reads or writes of an incident. */

/** What is needed to say what is true of an incident now. */
const seenFields = [
  "sys_id",
  "number",
  "state",
  "correlation_id",
  "assigned_to",
  "reopened_by",
  "sys_created_on",
] as const;

/** What can be written and compared with what was stored. Journals cannot: they come back empty. */
export const writtenFields = [
  "short_description",
  "description",
  "impact",
  "urgency",
  "correlation_id",
  "correlation_display",
  "caller_id",
  "assignment_group",
  "category",
  "subcategory",
  "contact_type",
  "state",
  "close_code",
  "close_notes",
] as const;

type WrittenField = (typeof writtenFields)[number];
export type IncidentField = (typeof seenFields)[number] | WrittenField;

/** A body for POST or PATCH. `work_notes` adds an entry to the journal. */
export type IncidentBody = Partial<Record<WrittenField | "work_notes", string>>;

/** In `correlation_display`: whose record it is, for people and for polling. */
export const correlationDisplay = "Azure Ticket Bridge";

/** ITIL's states as ServiceNow numbers them. */
export const states = { inProgress: "2", onHold: "3", resolved: "6", closed: "7", cancelled: "8" } as const;

const table = "/api/now/table/incident";
const plainValues = "sysparm_display_value=false&sysparm_exclude_reference_link=true";
const seenQuery = `${plainValues}&sysparm_fields=${seenFields.join(",")}`;
const createdQuery = withFields(writtenFields);
/** An update changes nothing else; the description alone can have thousands of characters. */
const updatedQuery = withFields([
  "impact",
  "urgency",
  "category",
  "subcategory",
  "contact_type",
  "close_code",
  "close_notes",
]);

function withFields(more: readonly WrittenField[]): string {
  return `${plainValues}&sysparm_fields=${[...new Set<string>([...seenFields, ...more])].join(",")}`;
}

/** Values are sent as stored, not as displayed, and dates as UTC. */
export const createPath = `${table}?${createdQuery}`;

export function updatePath(sysId: string): string {
  return `${table}/${checkedSysId(sysId)}?${updatedQuery}`;
}

export function readPath(sysId: string): string {
  return `${table}/${checkedSysId(sysId)}?${seenQuery}`;
}

/** With everything that was written, to be compared. */
export function readWrittenPath(sysId: string): string {
  return `${table}/${checkedSysId(sysId)}?${createdQuery}`;
}

/**
 * All records with a correlation id: it is not unique in ServiceNow. Not sorted by ServiceNow, because sorting needs
 * a right of its own (query_range).
 */
export function byCorrelationIdPath(correlationId: string): string {
  return `${table}?sysparm_query=correlation_id=${checkedCorrelationId(correlationId)}&${seenQuery}&sysparm_limit=50&sysparm_suppress_pagination_header=true&sysparm_no_count=true`;
}

/** Any rows of the table: the limit counts before access rules hide some, so one would prove little. */
export const canaryPath = `${table}?${plainValues}&sysparm_fields=sys_id,correlation_id&sysparm_limit=20&sysparm_suppress_pagination_header=true`;

/** The incident with its journal: display values are the only ones that show it. */
export function journalPath(sysId: string): string {
  return `${table}/${checkedSysId(sysId)}?sysparm_display_value=all&sysparm_exclude_reference_link=true&sysparm_fields=sys_id,work_notes`;
}

export function isSysId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** Ids get into addresses and queries: anything else there would be read as part of the query. */
export function checkedSysId(sysId: string): string {
  if (!isSysId(sysId)) throw new TypeError(`Not a sys_id: ${JSON.stringify(sysId)}`);
  return sysId;
}

function checkedCorrelationId(correlationId: string): string {
  if (!/^atb-[0-9a-f]{32}(?:-[1-9]\d{0,8})?$/.test(correlationId)) {
    throw new TypeError(`Not a correlation id of ours: ${JSON.stringify(correlationId)}`);
  }
  return correlationId;
}
