import { describe, expect, it } from "vitest";

import type { TicketPage } from "../../shared/tickets/ticketQueries.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

const cap = 5;
const count = 40;

const world = useWorld({
  config: { routes: [{ name: "default", storm: { moreThan: cap, withinMinutes: 1_440 } }] },
});

type Body = { data: { essentials: Record<string, unknown> } };

/** Alerts of one rule, each with an id of its own. */
function ofOneRule(body: Record<string, unknown>): Body {
  const { data } = body as Body;
  return { ...body, data: { ...data, essentials: { ...data.essentials, alertRule: "contoso-cpu" } } };
}

describe("a storm", () => {
  it("of forty alerts makes six incidents, in which every alert can be found, and which end when all is over", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    const sequences = Array.from({ length: count }, (_, place) => place + 1);
    const fired = sequences.map((sequence) => ofOneRule(series.fired({ sequence })));

    await Promise.all(fired.map((body) => bridge.send(body)));

    const idOf = ({ data }: Body) => encodeURIComponent(String(data.essentials["alertId"]));
    const ticketOf = async (body: Body) => {
      const { tickets }: TicketPage = await bridge.tickets(`?alertId=${idOf(body)}`);
      return tickets[0];
    };
    const numbers = await eventually(async () => {
      const found = await Promise.all(fired.map(ticketOf));
      const missing = found.filter((ticket) => ticket === undefined).length;
      if (missing > 0) throw new Error(`${missing} alerts have no place yet`);
      return new Set(found.map((ticket) => ticket?.number));
    });
    const incidents = sandbox.records("incident").filter(({ number }) => numbers.has(number));
    expect(numbers.size).toBe(cap + 1);
    expect(incidents).toHaveLength(cap + 1);

    const storms = incidents.filter((incident) => incident["short_description"]?.startsWith("Storm: "));
    expect(storms).toHaveLength(1);
    expect(storms[0]?.["short_description"]).toContain("Storm: contoso-cpu: more than 5 alerts");
    const { tickets } = await bridge.tickets(`?number=${storms[0]?.["number"] ?? ""}`);
    expect(tickets[0]).toMatchObject({
      members: count - cap,
      firing: count - cap,
      storm: { joined: count - cap },
    });

    for (const sequence of sequences) await bridge.send(ofOneRule(series.resolved({ sequence })));
    await eventually(async () => {
      const open = (await Promise.all(fired.map(ticketOf))).filter((ticket) => ticket?.state !== "resolved");
      if (open.length > 0) throw new Error(`${open.length} alerts are not over`);
    });
    const states = sandbox
      .records("incident")
      .filter(({ number }) => numbers.has(number))
      .map((incident) => incident["state"]);
    expect(new Set(states)).toEqual(new Set(["6"]));
  });
});
