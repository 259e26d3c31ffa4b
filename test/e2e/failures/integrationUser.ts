import type { Stage } from "./stage.ts";

export const integrationUser = "bridge.integration";
export const usualRoles = ["itil", "personalize_choices", "evt_mgmt_integration", "import_transformer"];

/** Until the case is over. */
export function giveRoles({ world, undo }: Stage, roles: readonly string[]): void {
  world.sandbox.changeUser(integrationUser, { roles: [...roles] });
  undo(() => world.sandbox.changeUser(integrationUser, { roles: [...usualRoles] }));
}
