import type { CallObserver } from "../../delivery/ports.ts";
import { RehearsedWrite } from "../../delivery/rehearsedWrite.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { withoutPersonalData } from "./personalData.ts";
import { withoutKnownSecrets, withoutSecrets } from "./secretFilter.ts";
import type { CallTable } from "./tableCalls.ts";

const longestValue = 20_000;

/**
 * Reads as ever, but throws RehearsedWrite where a write would be sent, with what it would change: so that everything
 * before it (names looked up, close codes found) is what a real write would be made of.
 */
export function rehearsingCalls(call: CallTable, secrets: () => readonly string[]): CallTable {
  const clean = (text: string) =>
    withoutSecrets(withoutPersonalData(withoutKnownSecrets(text, secrets())), secrets(), longestValue);

  async function valuesNow(path: string, fields: readonly string[], observe: CallObserver) {
    const [record = ""] = path.split("?", 1);
    const query = `sysparm_display_value=false&sysparm_exclude_reference_link=true&sysparm_fields=${fields.join(",")}`;
    try {
      const { result } = await call({ method: "GET", path: `${record}?${query}` }, observe);
      return typeof result === "object" && result !== null ? { ...result } : {};
    } catch (error) {
      // The change can be shown without it.
      if (error instanceof BridgeError) return {};
      throw error;
    }
  }

  return async (request, observe) => {
    const { method, path } = request;
    if (method === "GET") return call(request, observe);
    const body = textsOf(request.body === undefined ? {} : JSON.parse(request.body));
    const fields = Object.keys(body);
    const now: Record<string, unknown> = method === "PATCH" ? await valuesNow(path, fields, observe) : {};
    const cleaned = Object.fromEntries(Object.entries(body).map(([field, value]) => [field, clean(value)]));
    throw new RehearsedWrite({
      method,
      path,
      body: cleaned,
      changes:
        method === "PATCH"
          ? Object.entries(cleaned).map(([field, wouldBe]) => ({ field, now: valueOf(now[field]), wouldBe }))
          : [],
    });
  };

  function valueOf(value: unknown): string | null {
    return typeof value === "string" && value !== "" ? clean(value) : null;
  }
}

function textsOf(body: unknown): Record<string, string> {
  if (typeof body !== "object" || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => [
      field,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
