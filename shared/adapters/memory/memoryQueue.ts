import type { Clock } from "../../delivery/ports.ts";

/** What tests see of a queue. Messages are JSON texts, as they are on the wire. */
export type MemoryQueue = {
  push(value: object, delayMs: number): void;
  /**
   * Takes all messages out that are visible now, oldest first, in the form a queue trigger hands out: as the parsed
   * value.
   */
  take(): unknown[];
  count(): { readonly visible: number; readonly delayed: number };
  /** When the next delayed message becomes visible: what a test's clock has to be set to. */
  nextVisibleAtMs(): number | undefined;
};

export function memoryQueue(clock: Clock): MemoryQueue {
  let messages: { readonly json: string; readonly visibleAtMs: number }[] = [];
  const isVisible = ({ visibleAtMs }: { visibleAtMs: number }) => visibleAtMs <= clock.nowMs();

  return {
    push(value, delayMs) {
      // Whole seconds, as Azure has them.
      const wholeMs = Math.ceil(Math.max(delayMs, 0) / 1000) * 1000;
      messages.push({ json: JSON.stringify(value), visibleAtMs: clock.nowMs() + wholeMs });
    },
    take() {
      const taken = messages.filter(isVisible);
      messages = messages.filter((message) => !taken.includes(message));
      return taken.map(({ json }) => JSON.parse(json) as unknown);
    },
    count() {
      const visible = messages.filter(isVisible).length;
      return { visible, delayed: messages.length - visible };
    },
    nextVisibleAtMs() {
      const waiting = messages.filter((message) => !isVisible(message)).map(({ visibleAtMs }) => visibleAtMs);
      return waiting.length === 0 ? undefined : Math.min(...waiting);
    },
  };
}

/** As a trigger does: a text that is JSON has been parsed already, any other is handed out as it is. */
export function valueOfMessage(message: unknown): unknown {
  if (typeof message !== "string") return message;
  try {
    return JSON.parse(message);
  } catch {
    return message;
  }
}
