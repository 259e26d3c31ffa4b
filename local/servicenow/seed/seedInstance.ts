import type { Instance } from "../platform/instance.ts";
import { seedChoices } from "./choices.ts";
import { seedConfigurationItems } from "./configurationItems.ts";
import { seedImportSets } from "./importSets.ts";
import { seedPeople } from "./people.ts";
import { seedProperties } from "./properties.ts";

/** A small invented company. Does nothing to an instance that has data already. */
export function seedInstance(instance: Instance): void {
  if (instance.store.count("sys_user") > 0) return;
  instance.together(() => {
    seedProperties(instance);
    seedChoices(instance);
    seedPeople(instance);
    seedConfigurationItems(instance);
    seedImportSets(instance);
  });
}
