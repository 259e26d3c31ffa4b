import type { Bridge } from "../bridge.ts";
import type { Clock } from "../delivery/ports.ts";
import { erase } from "../erasure/erase.ts";
import { parseErasure } from "../erasure/parseErasure.ts";
import type { openStorage } from "./openStorage.ts";

/** Half of the time for which the command waits, and far from the 230 s after which Azure cuts a request off. */
const callMs = 15_000;

/** Erasure of everything that is stored. */
export function openErasure(azure: Awaited<ReturnType<typeof openStorage>>, clock: Clock): Bridge["erase"] {
  const parts = {
    texts: azure.keptTexts,
    journal: azure.journal,
    store: azure.ticketStore,
    letters: azure.deadLetters,
    connections: azure.connections,
    warnings: azure.warnings,
    audit: azure.audit,
    clock,
  };
  return async (who, body) => {
    const { wish, continuation } = parseErasure(body);
    return erase(parts, { ...wish, who }, callMs, continuation);
  };
}
