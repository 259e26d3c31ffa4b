import { randomUUID } from "node:crypto";
import { samples } from "../../local/samples/samples.ts";

/** Bodies as Azure posts them, each another alert that nobody has sent before. Throws for a name that is no sample's. */
export function alertBodies(name: string, count: number): readonly string[] {
  const sample = samples.get(name);
  if (sample === undefined) throw new RangeError(`There is no sample "${name}"`);
  const seed = randomUUID();
  const atUtc = new Date().toISOString();
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify(sample.make({ sequence: index + 1, seed, atUtc, condition: "fired" })),
  );
}
