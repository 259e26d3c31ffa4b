import type { AuditAction } from "../audit/audit.ts";
import { auditIdFor } from "../audit/auditId.ts";
import { withoutText } from "./erasedText.ts";
import type { ErasureProgress } from "./erasureContinuation.ts";
import type { ErasureParts } from "./erasureStep.ts";
import type { ErasureWish } from "./erasureWish.ts";

/**
 * Once for each erasure, with its totals, when it is through; one that needs several calls is also noted when it begins, in case
 * nobody goes on with it. Idempotent. Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function noteErasure(
  { audit }: Pick<ErasureParts, "audit">,
  action: Extract<AuditAction, "personalData.erased" | "personalData.erasureBegun">,
  { value, who, reason }: ErasureWish,
  { subject, startedAtUtc, counts }: Pick<ErasureProgress, "subject" | "startedAtUtc" | "counts">,
): Promise<void> {
  const { journalEntries, tickets, deadLetters, indexRows, connections, warnings } = counts;
  await audit.add({
    id: auditIdFor(startedAtUtc, action, subject),
    atUtc: startedAtUtc,
    who,
    action,
    subject,
    reason: reason === null ? null : withoutText(reason, value),
    details: {
      characters: value.length,
      ...{ journalEntries, tickets, deadLetters, indexRows, connections, warnings },
    },
  });
}
