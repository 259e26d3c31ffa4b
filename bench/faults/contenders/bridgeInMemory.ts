import { acceptAlert } from "../../../shared/delivery/acceptAlert.ts";
import { deliver } from "../../../shared/delivery/deliver.ts";
import { defaultRetryDelaysMs } from "../../../shared/delivery/retrySchedule.ts";
import { recogniseAlert } from "../../../shared/alerts/recogniseAlert.ts";
import { serviceNowGateway } from "../../../shared/adapters/servicenow/serviceNowGateway.ts";
import { defaultBridgeConfig } from "../../../shared/config/bridgeConfig.ts";
import { authorizedBy } from "../../../test/support/builders/authorizers.ts";
import { aDeliveryWorld } from "../../../test/support/builders/deliveryWorld.ts";
import type { DueWork } from "../benchTime.ts";
import type { Partner, RunningContender } from "../contender.ts";

export type VirtualBridge = {
  readonly contender: RunningContender;
  readonly dueWork: DueWork;
  readonly clock: { readonly nowMs: () => number; readonly advanceMs: (ms: number) => void };
};

/**
 * The code of the bridge from taking in to delivering, with its own schedule, over storage in memory and under a clock
 * that can jump; the real client asks the sandbox over real HTTP. What the functions host adds stays out.
 */
export function bridgeInMemory(
  partner: Partner,
  closeAtEnd: (close: () => Promise<unknown>) => void,
): VirtualBridge {
  const [first, ...others] = defaultBridgeConfig().routes;
  if (first === undefined) throw new Error("The default configuration has no route");
  const routes = [first, ...others];
  const world = aDeliveryWorld({ routes, timing: { retryDelaysMs: defaultRetryDelaysMs } });
  const { parts, clock, queue } = world;
  const gateway = serviceNowGateway({
    instanceUrl: partner.url,
    ...authorizedBy(
      { kind: "basic", userName: partner.userName, password: partner.password },
      { instanceUrl: partner.url, clock },
    ),
    clock,
  });
  closeAtEnd(() => gateway.close());
  Object.assign(parts, { gateways: () => gateway, recognise: recogniseAlert, random: Math.random });
  const log: string[] = [];

  return {
    clock,
    dueWork: {
      nextAtMs: () => (queue.count().visible > 0 ? clock.nowMs() : queue.nextVisibleAtMs()),
      async run() {
        for (const message of queue.take()) {
          const { kind, ...rest } = await deliver(parts, await parts.queue.open(message));
          log.push(`${new Date(clock.nowMs()).toISOString()} ${kind} ${JSON.stringify(rest)}`);
        }
      },
    },
    contender: {
      async post(body) {
        await acceptAlert(parts, body, null);
        return 202;
      },
      kill: () => Promise.reject(new Error("It runs in this process")),
      restart: () => Promise.reject(new Error("It runs in this process")),
      isIdle: async () => queue.count().visible + queue.count().delayed === 0,
      log: () => log,
    },
  };
}
