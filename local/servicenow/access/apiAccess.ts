import type { Instance } from "../platform/instance.ts";
import { type Actor, hasRole } from "./actor.ts";

/** Clients that are securely scoped, the default for new ones, get tokens that no unscoped API takes. */
export function mayUseToken({ properties }: Instance, authorization: string | undefined): boolean {
  const isToken = /^Bearer\s/i.test(authorization ?? "");
  return !isToken || !properties.isOn("sandbox.oauth.securely_scoped");
}

/** The REST_Endpoint ACLs of the Table and Import Set APIs ship inactive; active, they ask for a role. */
export function mayCallApis({ properties }: Instance, actor: Actor): boolean {
  return !properties.isOn("sandbox.acl.rest_endpoints") || hasRole(actor, "snc_platform_rest_api_access");
}

/** IP address access control: it refuses everybody, or all but the addresses that are listed. */
export function isAddressDenied({ properties }: Instance, address: string): boolean {
  if (properties.isOn("sandbox.ip_access.denied")) return true;
  const allowed = listOf(properties.get("sandbox.ip_access.allowed"));
  return allowed.length > 0 && !allowed.includes(address.replace(/^::ffff:/, ""));
}

/** Whether a comma-separated property names this. */
export function isListed({ properties }: Instance, property: string, name: string): boolean {
  return listOf(properties.get(property)).includes(name);
}

/** Names in a comma-separated property. */
export function listOf(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
