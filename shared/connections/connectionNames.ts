/** Whether two connections would share what is kept under their names: there, neither case nor `-` and `_` are told apart. */
export function sameName(one: string, other: string): boolean {
  return plainName(one) === plainName(other);
}

/** The form of a name in which it is compared. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
