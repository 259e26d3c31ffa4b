import type { Instance } from "../platform/instance.ts";
import { seedChoices } from "./choices.ts";
import { seedConfigurationItems } from "./configurationItems.ts";
import { seedDictionary } from "./dictionary.ts";
import { seedImportSets } from "./importSets.ts";
import { seedPeople, seedRoles } from "./people.ts";
import { seedProperties } from "./properties.ts";
import { seedTemplates } from "./templates.ts";

/** A small invented company. An instance that has data already gets only what its release did not have yet. */
export function seedInstance(instance: Instance): void {
  const { store } = instance;
  instance.together(() => {
    seedDictionary(instance);
    if (store.count("sys_transform_map") === 0) seedImportSets(instance);
    if (store.count("sys_template") === 0) seedTemplates(instance);
    seedProperties(instance);
    seedRoles(instance);
    seedChoices(instance);
    if (store.count("sys_user") > 0) return;
    seedPeople(instance);
    seedConfigurationItems(instance);
  });
}
