import type { Connection } from "../connection.ts";
import { describeConnection } from "../definition/describeConnection.ts";

/** What differs between two descriptions of a connection, by the names of the fields: `grant.clientId`. */
export function describeChanges(before: Connection, after: Connection): readonly string[] {
  const one = flattened(describeConnection(before));
  const other = flattened(describeConnection(after));
  return [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path));
}

function flattened(value: object, prefix = "", found = new Map<string, string>()): Map<string, string> {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner)) {
      flattened(inner, `${prefix}${key}.`, found);
    } else found.set(`${prefix}${key}`, JSON.stringify(inner));
  }
  return found;
}
