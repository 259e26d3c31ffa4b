import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import type { Binding } from "./coreTypes.ts";
import { HostError } from "./hostError.ts";
import { parseJsonFile } from "./parseJsonFile.ts";

export type Settings = Readonly<Record<string, string>>;

const LocalSettings = z.object({
  IsEncrypted: z.boolean().optional(),
  Values: z
    .record(
      z.string(),
      z.union([z.string(), z.number().transform(String), z.boolean().transform(String)], {
        error: "must be a text",
      }),
    )
    .default({}),
});

/** The `Values` of a local.settings.json. Throws HostError naming file, line and column, or the setting. */
export function readLocalSettings(file: string): Settings {
  if (!existsSync(file)) throw new HostError(`${file} does not exist.`);
  const parsed = LocalSettings.safeParse(parseJsonFile(readFileSync(file, "utf8"), file));
  if (!parsed.success) {
    const complaints = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new HostError(`${file} is not usable: ${complaints.join("; ")}`);
  }
  if (parsed.data.IsEncrypted === true) {
    throw new HostError(`${file} is encrypted. Run "func settings decrypt" first.`);
  }
  return parsed.data.Values;
}

/** Settings are looked up without regard to case, as .NET configuration does. */
export function setting(settings: Settings, name: string): string | undefined {
  const exact = settings[name];
  if (exact !== undefined) return exact === "" ? undefined : exact;
  const wanted = name.toLowerCase();
  const key = Object.keys(settings).find((candidate) => candidate.toLowerCase() === wanted);
  const value = key === undefined ? undefined : settings[key];
  return value === "" ? undefined : value;
}

/** Replaces `%NAME%` in every text of a binding. Throws HostError for a name without a setting. */
export function resolveBinding(binding: Binding, settings: Settings, functionName: string): Binding {
  const resolved: Record<string, unknown> = {};
  for (const [option, value] of Object.entries(binding)) {
    resolved[option] = typeof value === "string" ? resolveText(value, settings, functionName, option) : value;
  }
  return resolved as Binding;
}

function resolveText(text: string, settings: Settings, functionName: string, option: string): string {
  return text.replace(/%([^%\s]+)%/g, (_, name: string) => {
    const value = setting(settings, name);
    if (value !== undefined) return value;
    throw new HostError(`Function "${functionName}": ${option} "${text}" needs the setting ${name}.`);
  });
}
