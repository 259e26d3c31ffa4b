import { type CheckDefinition, notNeeded, ok } from "../../../connections/checks/connectionCheck.ts";
import type { CheckContext } from "../../../connections/checks/partnerChecks.ts";
import type { WorkItemGateway } from "../../../delivery/ports.ts";
import type { WorkItemDraft } from "../../../workItems/workItem.ts";
import type { Needs } from "./roleNeeds.ts";

const title = "[Azure Ticket Bridge] Connection check: may be ignored";

/** The only proof of a right to write is a write: an incident that says what it is, with a note, and resolved at once. */
export function trialChecks(
  gateway: WorkItemGateway,
  { trial, routes, connection }: CheckContext,
  needs: Needs,
): readonly CheckDefinition[] {
  return [
    {
      id: "trial-incident",
      group: "What may be written",
      title: "An incident, tried",
      after: ["api-access"],
      look: async () => {
        if (trial === null) return notNeeded("nothing is written unless --write is given");
        if (!needs.incidents) return notNeeded("incidents are not synchronised");
        const items = trial.watch(gateway);
        const [route] = routes;
        const draft: WorkItemDraft = {
          kind: "incident",
          correlationId: trial.correlationId,
          shortDescription: title,
          description: `Made by “connections check ${connection.name} --write” to see whether incidents can be created, noted and resolved. It is resolved at once and may be deleted.`,
          impact: 3,
          urgency: 3,
          ...route?.defaults,
        };
        const unheard = () => undefined;
        const mark = trial.correlationId.slice(-6);
        const { seen, drift } = await items.create(draft, undefined, unheard);
        await items.addNote("incident", seen.ref, { text: "A note, as alerts write them.", mark }, unheard);
        const resolution = {
          closeCode: route?.policy.closeCode,
          closeNotes: "Connection check: may be ignored.",
          note: { text: "Resolved by the check that made it.", mark: `${mark}r` },
        };
        await items.resolve("incident", seen.ref, resolution, unheard);
        const changed = drift.map(({ field }) => field);
        const told = `${seen.ref.number} was created, noted and resolved; it may be deleted`;
        return changed.length === 0
          ? ok(told)
          : {
              status: "warning",
              code: "SERVICENOW_VALUE_CHANGED",
              detail: `${told}. Stored otherwise than sent: ${changed.join(", ")}`,
            };
      },
    },
  ];
}
