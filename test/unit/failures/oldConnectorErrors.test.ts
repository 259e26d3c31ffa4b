import { describe, expect, it } from "vitest";

import { findOldConnectorErrors } from "../../../shared/failures/findOldConnectorErrors.ts";
import { oldConnectorErrors } from "../../../shared/failures/oldConnectorErrors.ts";

/** The names of what is found, the surest first. */
const found = (pasted: string) => findOldConnectorErrors(pasted).map(({ name }) => name);

describe("an error of the old connector", () => {
  it.each(oldConnectorErrors.flatMap(({ name, texts }) => texts.map((text) => ({ name, text }))))(
    "is found by its own text: $text",
    ({ name, text }) => {
      expect(found(text.replaceAll("{…}", "contoso-17"))[0]).toBe(name);
      expect(found(`2021-03-01 (${text.toUpperCase()}) at contoso`)[0]).toBe(name);
    },
  );

  it.each(oldConnectorErrors)("$name: says why, what to do, and what it is called now", (error) => {
    for (const text of [...error.causes, ...error.waysOut]) expect(text).toMatch(/^[A-Z].*\.$/s);
    expect(error.causes.length).toBeGreaterThan(0);
    expect(error.waysOut.length).toBeGreaterThan(0);
    expect(new Set(error.codes).size).toBe(error.codes.length);
  });

  it.each([
    {
      pasted:
        'Unexpected response from ServiceNow along with success status code. Response: {"import_set":"ISET1","staging_table":"x_mioms_microsoft_oms_incident","result":[{"status":"error","error_message":"Target record not found"}]}',
      name: "Unexpected response from ServiceNow",
    },
    {
      pasted:
        'Could not create/update work item for alert "cpu-high". ITSM Connector 1234-5678 does not exist or was deleted.',
      name: "Missing connector",
    },
    {
      pasted:
        'Failed to add ITSM Connection named "contoso" due to Bad Request. Error: Bad request. Invalid parameters provided for connection. Http Exception: Status Code Forbidden.',
      name: "IP restrictions",
    },
  ])("is found as it was really shown: $name", ({ pasted, name }) => {
    expect(found(pasted)[0]).toBe(name);
  });

  it.each(["", "Everything is fine", "error"])("is not found where there is none: %j", (pasted) => {
    expect(found(pasted)).toEqual([]);
  });
});
