import type { AlertBody } from "../reading/alertBody.ts";
import type { JsonRecord } from "../reading/json.ts";

/** A body, laid open so far that shapes can be told apart. */
export type OpenedBody = {
  readonly whole: JsonRecord;
  /** Squeezed: lower case, without spaces. Empty if there is none. */
  readonly schemaId: string;
  /** `data`, or `data.data` where a test wrapped it twice. */
  readonly data: JsonRecord;
};

/** Reads a body of one shape; `null` if the body has another one. */
export type BodyShape = (body: OpenedBody, receivedAtUtc: string) => AlertBody | null;
