import type { Instance } from "../platform/instance.ts";

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
  "sandbox.acl.sys_journal_field.read_roles": ["admin", "Roles that may read journal entries one by one"],
};

export function seedProperties(instance: Instance): void {
  for (const [name, [value, description]] of Object.entries(properties)) {
    instance.put("sys_properties", { name, value, description }, name);
  }
}

/** Sets a property, known or new. */
export function setProperty(instance: Instance, name: string, value: string): void {
  const record = instance.store.lookUp("sys_properties", "name", name)?.[0];
  instance.put("sys_properties", { ...record?.values, name, value }, name);
}
