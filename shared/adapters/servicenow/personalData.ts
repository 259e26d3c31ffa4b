/** Fields of ServiceNow's records that say who somebody is, as text or as a reference. */
const personFields =
  /("(?:caller_id|opened_by|opened_for|requested_by|assigned_to|resolved_by|closed_by|reopened_by|sys_created_by|sys_updated_by|user_name|first_name|last_name|email|phone|mobile_phone|watch_list|work_notes_list)(?:\.\w+)?"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|\{[^{}]*\}?)/gi;

/**
 * E-mail addresses and user principal names, also as addresses in a URL and as escapes in JSON have them. Their parts are
 * bounded (RFC 5321: 64 characters before the @), so that a long text without any costs little.
 */
const addresses = /[\p{L}\d._%+'-]{1,64}(?:@|%40|\\u0040)[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,8}/giu;

const removed = "(removed)";

/**
 * Text as it may be kept: without e-mail addresses and user principal names, and without the values of fields that name
 * a person. A field that is empty stays so, because that may be what is wrong.
 */
export function withoutPersonalData(text: string): string {
  return text
    .replace(personFields, (whole, name: string) => (/:\s*""$/.test(whole) ? whole : `${name}"${removed}"`))
    .replace(addresses, removed);
}

/** The same for a path with its query. Who was searched for stands in the query of a call to the table of users. */
export function pathWithoutPersonalData(path: string): string {
  const isUsers = path.startsWith("/api/now/table/sys_user?");
  const safe = isUsers ? path.replace(/(sysparm_query=)[^&]*/, `$1${removed}`) : path;
  return safe.replace(addresses, removed);
}

/** Whether everything in an answer to this path is about persons. */
export function isAboutPersons(path: string): boolean {
  return /^\/api\/now\/table\/sys_user(?:[/?]|$)/.test(path);
}
