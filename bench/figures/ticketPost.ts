import { Pool } from "undici";
import { serviceNowGateway } from "../../shared/adapters/servicenow/serviceNowGateway.ts";
import { recogniseAlert } from "../../shared/alerts/recogniseAlert.ts";
import { defaultBridgeConfig } from "../../shared/config/bridgeConfig.ts";
import { draftWorkItem } from "../../shared/workItems/draftWorkItem.ts";
import type { WorkItemDraft } from "../../shared/workItems/workItem.ts";
import { authorizedBy } from "../../test/support/builders/authorizers.ts";
import type { Figure } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import { cpuMicrosecondsEach } from "../measuring/cpuTime.ts";
import { alternate, median, medianRatio } from "../measuring/rounds.ts";
import { startSink } from "../processes/surroundings.ts";

const atOnce = 50;
const authorization = `Basic ${Buffer.from("bench:bench").toString("base64")}`;
const path = "/api/now/table/incident";

export const figure: Figure = {
  name: "post",
  title: "Creating an incident against a bare POST",
  async measure(context) {
    const { isQuick, closeAtEnd } = context;
    const sink = await startSink(context);
    const { url } = sink;
    const clock = { nowMs: Date.now };
    const gateway = serviceNowGateway({
      instanceUrl: url,
      ...authorizedBy({ kind: "basic", userName: "bench", password: "bench" }, { instanceUrl: url, clock }),
      clock,
      concurrency: atOnce,
    });
    closeAtEnd(() => gateway.close());
    const pool = new Pool(url, { connections: atOnce, pipelining: 1 });
    closeAtEnd(() => pool.close());

    const draft = aDraft();
    const body = JSON.stringify({
      short_description: draft.shortDescription,
      description: draft.description,
      impact: String(draft.impact),
      urgency: String(draft.urgency),
      correlation_id: draft.correlationId,
    });
    const headers = { authorization, accept: "application/json", "content-type": "application/json" };
    const create = () => gateway.create(draft, undefined, () => undefined);
    const poolPost = async () => {
      const answer = await pool.request({ method: "POST", path, headers, body });
      JSON.parse(await answer.body.text());
    };
    const fetchPost = async () => {
      const answer = await fetch(url + path, { method: "POST", headers, body });
      JSON.parse(await answer.text());
    };

    const times = isQuick ? 2_000 : 4_000;
    const each = (post: () => Promise<unknown>) => () => cpuMicrosecondsEach(times, () => many(times, post));
    const measured = await alternate(
      { ours: each(create), pool: each(poolPost), fetch: each(fetchPost) },
      isQuick ? 5 : 9,
    );
    const row = (name: string, reference: readonly number[], atMost: number) => ({
      name,
      ours: median(measured.ours),
      reference: median(reference),
      unit: "µs CPU",
      ratio: medianRatio(measured.ours, reference),
      goal: { of: "ratio", atMost } as const,
    });
    return {
      rows: [
        row("ticket POST against Pool#request", measured.pool, 1.5),
        row("ticket POST against global fetch", measured.fetch, 0.2),
      ],
      ran:
        `serviceNowGateway.create of one draft of a metric alert (${String(body.length)} bytes of JSON), ${String(atOnce)} at once with ` +
        "concurrency raised to that; the references post the same bytes, made once, to the same server and parse the answer. CPU of the client.",
    };
  },
};

async function many(times: number, post: () => Promise<unknown>): Promise<void> {
  let left = times;
  const worker = async () => {
    while (left-- > 0) await post();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function aDraft(): WorkItemDraft {
  const recognition = recogniseAlert(JSON.parse(alertBodies("metric", 1)[0] ?? ""), new Date().toISOString());
  const [route] = defaultBridgeConfig().routes;
  if (recognition.kind === "unknown" || route === undefined) throw new Error("The sample is not recognised");
  return draftWorkItem({
    alert: recognition.alert,
    description: recognition.describe(),
    route,
    correlationId: `atb-${"0".repeat(32)}`,
  });
}
