import type { CallObserver, Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { cached } from "./cached.ts";
import { rowsOf, type Row } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

const keepMs = 60 * 60_000;
/** Nothing readable: a role that is given meanwhile should soon help. */
const emptyKeepMs = 5 * 60_000;
/** Not knowing is no harm, but whoever waits for this holds a claim on the ticket. */
const longestQueueMs = 5_000;
const timeoutMs = 10_000;

const path =
  "/api/now/table/sys_dictionary?sysparm_query=nameINtask,incident^elementINshort_description,description,close_notes&sysparm_fields=name,element,max_length&sysparm_limit=20&sysparm_exclude_reference_link=true&sysparm_suppress_pagination_header=true&sysparm_no_count=true";

/**
 * Lengths of an incident's text fields from the instance's dictionary, by field; empty where this user may not read it, as most
 * may not (role personalize_dictionary). Never throws BridgeError: a ticket does not wait for this.
 */
export type DictionaryLengths = (observe: CallObserver) => Promise<ReadonlyMap<string, number>>;

export function dictionaryLengths(call: CallTable, clock: Clock): DictionaryLengths {
  const remember = cached<ReadonlyMap<string, number>>(clock, ({ size }) =>
    size === 0 ? emptyKeepMs : keepMs,
  );

  async function read(observe: CallObserver): Promise<ReadonlyMap<string, number>> {
    try {
      const sendBeforeMs = clock.nowMs() + longestQueueMs;
      const { result } = await call({ method: "GET", path, sendBeforeMs, timeoutMs }, observe);
      // An incident's own entry overrides that of the task which it extends.
      const isOwn = ({ name }: Row) => Number(name === "incident");
      const rows = rowsOf(result, "sys_dictionary").toSorted((a, b) => isOwn(a) - isOwn(b));
      return new Map(
        rows.flatMap(({ element = "", max_length: text = "" }) => {
          const length = Number(text.replaceAll(",", ""));
          return Number.isInteger(length) && length > 0 ? [[element, length]] : [];
        }),
      );
    } catch (error) {
      if (error instanceof BridgeError) return new Map();
      throw error;
    }
  }

  return (observe) => remember("lengths", () => read(observe));
}
