import type { CallObserver, CountedCall, WorkItemGateway } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";

export type CallWatch = {
  called(counted: CountedCall): void;
  /** Only if something was asked that counts: what was answered from memory, or by a token alone, shows nothing. */
  worked(): Promise<void>;
  failed(error: BridgeError): Promise<void>;
};

/** Runs a call; what becomes of it is told to the watch before the caller knows it. */
export async function watchedCall<T>(
  watch: CallWatch,
  observe: CallObserver,
  call: (observe: CallObserver) => Promise<T>,
): Promise<T> {
  let calls = 0;
  try {
    const result = await call((exchange, counted) => {
      if (counted !== undefined) {
        calls += 1;
        watch.called(counted);
      }
      observe(exchange, counted);
    });
    if (calls > 0) await watch.worked();
    return result;
  } catch (error) {
    if (error instanceof BridgeError) await watch.failed(error);
    throw error;
  }
}

/** The same gateway, each of its methods watched. */
export function watchedGateway(gateway: WorkItemGateway, watch: CallWatch): WorkItemGateway {
  const run = <T>(observe: CallObserver, call: (observe: CallObserver) => Promise<T>) =>
    watchedCall(watch, observe, call);
  return {
    create: (draft, note, observe, over) => run(observe, (heard) => gateway.create(draft, note, heard, over)),
    find: (kind, ref, observe) => run(observe, (heard) => gateway.find(kind, ref, heard)),
    findByCorrelationId: (kind, id, observe) =>
      run(observe, (heard) => gateway.findByCorrelationId(kind, id, heard)),
    addNote: (kind, ref, note, observe) => run(observe, (heard) => gateway.addNote(kind, ref, note, heard)),
    resolve: (kind, ref, how, observe) => run(observe, (heard) => gateway.resolve(kind, ref, how, heard)),
    reopen: (kind, ref, note, observe) => run(observe, (heard) => gateway.reopen(kind, ref, note, heard)),
    hasNote: (kind, ref, mark, observe) => run(observe, (heard) => gateway.hasNote(kind, ref, mark, heard)),
  };
}
