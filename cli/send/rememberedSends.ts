import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a fired sample was made from: who sends it again with these sends the same alerts. */
export type RememberedSend = { readonly seed: string; readonly sequence: number; readonly count: number };

const fileName = "sent-samples.json";

/** The last fired send of a sample, so that `send metric --resolved` speaks of the same alerts. */
export function recallSend(dataFolder: string, sample: string): RememberedSend | undefined {
  const remembered = readAll(dataFolder)[sample];
  const isWhole =
    typeof remembered?.seed === "string" &&
    Number.isInteger(remembered.sequence) &&
    Number.isInteger(remembered.count);
  return isWhole ? remembered : undefined;
}

/** Not being able to remember must not keep anybody from sending. Says whether it worked. */
export function rememberSend(dataFolder: string, sample: string, send: RememberedSend): boolean {
  try {
    mkdirSync(dataFolder, { recursive: true });
    const all = { ...readAll(dataFolder), [sample]: send };
    writeFileSync(join(dataFolder, fileName), `${JSON.stringify(all, undefined, 2)}\n`);
    return true;
  } catch {
    return false;
  }
}

function readAll(dataFolder: string): Record<string, RememberedSend | undefined> {
  try {
    return JSON.parse(readFileSync(join(dataFolder, fileName), "utf8")) as Record<string, RememberedSend>;
  } catch {
    return {};
  }
}
