import type { TransactionAction } from "@azure/data-tables";
import type { AuditEntry, AuditTrail } from "../../audit/audit.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowJson } from "./rowJson.ts";
import { codeOf, storageCall, workLimits } from "./storageCall.ts";
import { greatestFirst, keyPart } from "./tableKeys.ts";
import { rowPage } from "./tableRange.ts";

/** One partition, so that both rows of an entry are written together or not at all. */
const partitionKey = "audit";

/** Each entry twice: in the order of time, and in the order of time under what it was done to. */
export function azureAuditTrail({ audit }: Pick<AzureStorage, "audit">): AuditTrail {
  return {
    async add(entry) {
      const { atUtc, action, subject } = entry;
      // Free texts only as JSON, which is ASCII: not every service reads a transaction's parts right otherwise.
      const columns = { partitionKey, atUtc, action, ...jsonColumns(rowJson(entry)) };
      const key = greatestFirst(entry.id);
      const rows: TransactionAction[] = [prefixes.all, prefixes.subject(subject)].map((prefix) => [
        "create",
        { ...columns, rowKey: prefix + key },
      ]);
      await storageCall("writing the audit trail", workLimits, async ({ abortSignal }) => {
        try {
          await audit.submitTransaction(rows, { abortSignal });
        } catch (error) {
          if (codeOf(error) !== "EntityAlreadyExists") throw error;
        }
      });
    },

    async newest({ limit, continuation, subject }) {
      const prefix = subject === undefined ? prefixes.all : prefixes.subject(subject);
      // `}` is the character after `|`, in which every prefix ends.
      const range = { partitionKey, from: prefix, to: `${prefix.slice(0, -1)}}` };
      const page = await rowPage(audit, range, limit, continuation);
      return {
        entries: page.rows.map((row) => JSON.parse(jsonOfColumns(row)) as AuditEntry),
        continuation: page.continuation,
      };
    },
  };
}

const prefixes = { all: "time|", subject: (subject: string) => `subject|${keyPart(subject)}|` };
