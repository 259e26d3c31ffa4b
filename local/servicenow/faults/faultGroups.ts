import { type FaultKind, faultKinds } from "./faultKinds.ts";

export type FaultGroup = { readonly title: string; readonly kinds: readonly FaultKind[] };

/** Each group by its first kind; it goes on until the next one begins. */
const firsts: Partial<Readonly<Record<FaultKind, string>>> = {
  unauthorized: "Who calls, and what it may call",
  aclDenied: "What it wants",
  rateLimit: "It may pass",
  loginPage: "Success that is none",
  rowTargetMissing: "Rows of import sets",
  commitThenDrop: "The connection",
};

/** All kinds of faults by what they are about, in the order of the kinds. */
export const faultGroups: readonly FaultGroup[] = inGroups();

function inGroups(): readonly FaultGroup[] {
  const groups: { title: string; kinds: FaultKind[] }[] = [];
  for (const kind of Object.keys(faultKinds) as FaultKind[]) {
    const title = firsts[kind];
    if (title !== undefined) groups.push({ title, kinds: [] });
    groups.at(-1)?.kinds.push(kind);
  }
  return groups;
}
