import type { DeadLetter } from "../../delivery/deadLetter.ts";
import { parseDeadLetter } from "../../delivery/parseEnvelope.ts";
import type { DeadLetterStore } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { azureBodyBlobs } from "./bodyBlobs.ts";
import { rowJson } from "./rowJson.ts";
import { codeOf, isMissing, storageCall, workLimits } from "./storageCall.ts";
import { greatestFirst, keyPart } from "./tableKeys.ts";
import { rowPage } from "./tableRange.ts";

const partitionKey = "letters";

/** Letters up to this size are kept in the row, in one column. */
const columnChars = 30_000;

/** Small columns for who looks into the table; the whole letter as JSON beside them or, if it is large, in a blob. */
export function azureDeadLetterStore(storage: Pick<AzureStorage, "deadLetters" | "bodies">): DeadLetterStore {
  const { deadLetters } = storage;
  const blobs = azureBodyBlobs(storage.bodies);

  async function letterOf(row: Readonly<Record<string, unknown>>): Promise<DeadLetter> {
    const { json, blob } = row;
    const text = typeof blob === "string" ? await blobs.get(blob, workLimits) : json;
    if (typeof text !== "string") {
      throw new BridgeError("STORAGE_UNAVAILABLE", `the dead letter's blob is gone: ${String(blob)}`);
    }
    return parseDeadLetter(JSON.parse(text));
  }

  return {
    async put(letter) {
      const json = rowJson(letter);
      const blob = json.length > columnChars ? `dead-letters/kept/${keyPart(letter.id)}.json` : undefined;
      if (blob !== undefined) await blobs.put(blob, json, workLimits);
      const row = { ...smallColumns(letter), ...(blob === undefined ? { json } : { blob }) };
      await storageCall("keeping a dead letter", workLimits, async ({ abortSignal }) => {
        try {
          await deadLetters.createEntity(row, { abortSignal });
        } catch (error) {
          if (codeOf(error) !== "EntityAlreadyExists") throw error;
        }
      });
    },

    async get(id) {
      const row = await storageCall("reading a dead letter", workLimits, async ({ abortSignal }) => {
        try {
          return await deadLetters.getEntity(partitionKey, greatestFirst(id), { abortSignal });
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      });
      return row === undefined ? undefined : await letterOf(row);
    },

    async list(limit, continuation) {
      const range = { partitionKey, from: "", to: "~" };
      const page = await rowPage(deadLetters, range, limit, continuation);
      return { letters: await Promise.all(page.rows.map(letterOf)), continuation: page.continuation };
    },
  };
}

function smallColumns({ id, code, detail, failedAtUtc, envelope }: DeadLetter) {
  return {
    partitionKey,
    rowKey: greatestFirst(id),
    id,
    code,
    failedAtUtc,
    detail: Buffer.from(detail.slice(0, 1_000)).toString(),
    deliveryId: envelope?.deliveryId ?? "",
    route: envelope?.route ?? "",
    connection: envelope?.kind === "delivery" ? envelope.connection : "",
  };
}
