import { type BridgeConfig, defaultBridgeConfig, parseBridgeConfig } from "./bridgeConfig.ts";

/**
 * Reads `bridge.json`, if there is one. No file is no fault: then every alert becomes an incident.
 *
 * @param readFile gives the text of a file, or undefined if there is none
 * @throws Error that names the file and every complaint
 */
export async function loadConfig(
  file: string,
  readFile: (file: string) => Promise<string | undefined>,
): Promise<BridgeConfig> {
  const text = await readFile(file);
  if (text === undefined) return defaultBridgeConfig();
  const parsed = parseBridgeConfig(parseJson(file, text));
  if (parsed.kind === "invalid")
    throw new Error(`${file} cannot be used:\n  ${parsed.problems.join("\n  ")}`);
  return parsed.config;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
