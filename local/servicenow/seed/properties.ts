import type { Instance } from "../platform/instance.ts";
import { writePolicy } from "./dataPolicy.ts";
import { changeLengths, markMandatory } from "./dictionary.ts";

/** Properties that change how the sandbox behaves, with the defaults of a current base system. */
const properties: Readonly<Record<string, readonly [value: string, description: string]>> = {
  "glide.buildname": ["Australia", "Release family"],
  "glide.buildtag": ["glide-australia-sandbox", "Build"],
  "glide.war": ["glide-australia-sandbox.zip", "Deployed build"],
  "glide.product.name": ["ServiceNow sandbox", "Product"],
  "glide.rest.choice.allow_non_existing_value": ["false", "Store choice values that are not in the list"],
  "glide.invalid_query.returns_no_rows": ["false", "An invalid term gives no rows instead of being dropped"],
  "glide.rest.max_content_length": ["10", "Largest request body in MB"],
  "glide.rest.table_api.admin_only_sys_fields": ["false", "Only administrators may write stamps"],
  "glide.user.unlock_timeout_in_mins": ["15", "Minutes until a locked account unlocks itself"],
  "glide.authenticate.basic_auth.restriction.active": ["true", "Restriction of Basic authentication"],
  "glide.authenticate.basic_auth.restriction.enforce": ["false", "true: refuse whom it does not allow"],
  "glide.authenticate.basic_auth.restriction.allowed_roles": ["snc_basic_auth_api_access", "Roles let in"],
  "glide.authenticate.basic_auth.restriction.allowed_users": ["", "sys_ids of users let in"],
  "glide.oauth.inbound.ropc.grant_type.disabled": ["false", "Switches the password grant off"],
  "glide.oauth.inbound.client.credential.grant_type.enabled": ["false", "Switches client credentials on"],
  "glide.sys.language": ["en", "Language of error texts: en or fr"],
  "sandbox.acl.sys_journal_field.read_roles": ["admin", "Roles that may read journal entries one by one"],
  "sandbox.acl.rest_endpoints": ["false", "Activates the API level access rules"],
  "sandbox.acl.hidden_fields": ["", "Columns that only administrators read: incident.correlation_id"],
  "sandbox.acl.granted": ["", "What everybody may beside the usual: oauth_entity.read"],
  "sandbox.acl.denied": ["", "What only administrators may: incident.create,cmdb_ci.read"],
  "sandbox.acl.visible_fields": ["", "Columns that everybody reads all the same: sys_user.locked_out"],
  "sandbox.acl.cross_scope_app": ["x_mioms_m365ticket", "Scope that is named in the refusal"],
  "sandbox.acl.cross_scope_denied": ["", "Tables closed to another application's scope: oauth_entity"],
  "sandbox.oauth.securely_scoped": ["false", "Tokens are good for scoped APIs only"],
  "glide.oauth.allow.parameters.in.post.body.only": ["true", "OAuth parameters count in a form body only"],
  "glide.oauth.state.parameter.required": ["true", "Requests for a code need a state"],
  "sandbox.oauth.rotate_refresh_tokens": ["false", "Each use of a refresh token replaces it"],
  "sandbox.oauth.code_lifespan_seconds": ["60", "How long an authorization code is good"],
  "sandbox.sso.user": ["", "Single sign-on is on, and signs everybody in as this user name"],
  "sandbox.sso.only": ["false", "Passwords let nobody in beside single sign-on"],
  "sandbox.mfa.users": ["", "User names that need a one-time password with Basic"],
  "sandbox.ip_access.allowed": ["", "Addresses that are let in; empty: all"],
  "sandbox.ip_access.denied": ["false", "IP address access control refuses everybody"],
  "sandbox.tables.closed_to_web_services": ["", "Tables without access via web services: incident"],
  "sandbox.tables.not_installed": ["", "Tables that this instance does not have: incident"],
  "sandbox.business_rule.aborts": ["", "A rule that aborts every write: incident: its name"],
  "sandbox.business_rule.sets": ["", "A rule that sets a column in every write: incident.urgency=3"],
  "sandbox.dictionary.lengths": ["", "Lengths of columns, other than usual: incident.description=1000"],
  "sandbox.dictionary.mandatory": ["", "Columns that forms insist on: incident.caller_id"],
  "sandbox.data_policy.mandatory": ["", "Columns that must be filled: incident.caller_id"],
};

/** Only those that are not there yet. */
export function seedProperties(instance: Instance): void {
  for (const [name, [value, description]] of Object.entries(properties)) {
    if ((instance.store.lookUp("sys_properties", "name", name) ?? []).length > 0) continue;
    instance.put("sys_properties", { name, value, description }, name);
  }
}

/** Sets a property, known or new. */
export function setProperty(instance: Instance, name: string, value: string): void {
  const record = instance.store.lookUp("sys_properties", "name", name)?.[0];
  instance.put("sys_properties", { ...record?.values, name, value }, name);
  if (name === "sandbox.dictionary.lengths") changeLengths(instance, value);
  if (name === "sandbox.dictionary.mandatory") markMandatory(instance, value);
  if (name === "sandbox.data_policy.mandatory") writePolicy(instance, value);
  if (name === "glide.buildname") {
    const tag = `glide-${value.toLowerCase().replaceAll(" ", "")}-sandbox`;
    setProperty(instance, "glide.buildtag", tag);
    setProperty(instance, "glide.war", `${tag}.zip`);
  }
}
