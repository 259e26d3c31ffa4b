import { findJsonError } from "./findJsonError.ts";

/** The `Values` of a local.settings.json: what the functions host puts into the environment. */
export type SettingValues = Readonly<Record<string, string>>;

/** A settings file that cannot be used. The message is one line for a person and names the file and the place. */
export class SettingsProblem extends Error {
  override readonly name = "SettingsProblem";
}

/**
 * Reads the text of a local.settings.json as the Azure Functions tools do: `{ "Values": { name: text } }`.
 * Throws SettingsProblem with every complaint about the file at once.
 */
export function parseLocalSettings(text: string, file: string): SettingValues {
  const json = text.replace(/^\uFEFF/, "");
  const mistake = findJsonError(json);
  if (mistake !== undefined) {
    throw new SettingsProblem(`${file}:${mistake.line}:${mistake.column}: not JSON: ${mistake.message}.`);
  }
  const document: unknown = JSON.parse(json);
  if (!isObject(document)) throw new SettingsProblem(`${file}: an object with "Values" is expected.`);
  if (document["IsEncrypted"] === true) {
    throw new SettingsProblem(`${file}: the values are encrypted; run \`func settings decrypt\` first.`);
  }
  const values = document["Values"];
  if (!isObject(values)) throw new SettingsProblem(`${file}: the object "Values" is missing.`);

  const wrong = Object.keys(values).filter((name) => typeof values[name] !== "string");
  if (wrong.length > 0) {
    throw new SettingsProblem(
      `${file}: only texts in double quotes may stand in "Values" (numbers and true/false too); change ${wrong.join(", ")}.`,
    );
  }
  return values as SettingValues;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
