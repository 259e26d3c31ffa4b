import { createHash, randomUUID } from "node:crypto";

/** A sys_id: 32 hex digits. */
export function newSysId(): string {
  return randomUUID().replaceAll("-", "");
}

/** The same name always gets the same sys_id, so that seeded records keep theirs from one start to the next. */
export function sysIdFor(table: string, name: string): string {
  return createHash("md5").update(`${table}\0${name}`).digest("hex");
}

export function isSysId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
