import { Pool } from "undici";

export type Answer = {
  readonly body: string;
  /** From the moment it ought to have been sent, repetitions included. */
  readonly latencyMs: number;
  /** When it was sent, on the machine's monotonic clock. */
  readonly sentAtMs: number;
};

export type Sender = {
  /** So many at a time, each as soon as there is room. Rejects if one is refused for good. */
  sendAll(bodies: readonly string[], atOnce: number, mayGo?: () => Promise<void>): Promise<readonly Answer[]>;
  /** One after another at a fixed rate, whether the earlier ones are answered or not. */
  sendAtRate(bodies: readonly string[], perSecond: number): Promise<readonly Answer[]>;
  close(): Promise<void>;
};

const mostAttempts = 5;
const repeatAfterMs = 1_000;

/** Posts alerts to a webhook over kept connections. What is answered with 503 is sent again, as Azure Monitor does. */
export function openSender(url: string, path = "/api/alerts"): Sender {
  const pool = new Pool(url, { connections: 64, pipelining: 1 });
  const headers = { "content-type": "application/json; charset=utf-8" };

  async function post(body: string, dueAtMs: number): Promise<Answer> {
    const sentAtMs = monotonicMs();
    for (let attempt = 1; ; attempt += 1) {
      const answer = await pool.request({ method: "POST", path, headers, body });
      const text = await answer.body.text();
      if (answer.statusCode < 300) return { body: text, latencyMs: monotonicMs() - dueAtMs, sentAtMs };
      if (answer.statusCode !== 503 || attempt === mostAttempts)
        throw new Error(`${url}${path} answered ${answer.statusCode}: ${text}`);
      await new Promise((resolve) => setTimeout(resolve, repeatAfterMs));
    }
  }

  return {
    async sendAll(bodies, atOnce, mayGo) {
      const answers: Answer[] = [];
      const left = bodies.values();
      const worker = async () => {
        for (const body of left) {
          await mayGo?.();
          answers.push(await post(body, monotonicMs()));
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      return answers;
    },
    async sendAtRate(bodies, perSecond) {
      const startMs = monotonicMs();
      const sending: Promise<Answer>[] = [];
      for (const [index, body] of bodies.entries()) {
        const dueAtMs = startMs + (index * 1000) / perSecond;
        const pauseMs = dueAtMs - monotonicMs();
        if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
        const answer = post(body, dueAtMs);
        answer.catch(() => undefined);
        sending.push(answer);
      }
      return await Promise.all(sending);
    },
    close: () => pool.close(),
  };
}

/** Comparable between the processes of one machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
