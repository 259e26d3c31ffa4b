import { describe, expect, it } from "vitest";

import { samples } from "../../local/samples/samples.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld();
const known = [...samples.values()].filter(({ name }) => name !== "unknown");
const resolving = known.filter(({ canResolve }) => canResolve);

describe("an alert that Azure Monitor posts", () => {
  it.each(known)("becomes one incident: $name", async ({ name }) => {
    const { bridge } = world();
    const view = await bridge.deliver(anAlertSeries().fired({ sample: name }));

    expect(view).toMatchObject({ state: "delivered", because: "first of its kind" });
    const [incident, ...others] = world().incidents(view.correlationId);
    expect(others).toEqual([]);
    const { ticket } = await bridge.ticket(view.correlationId ?? "");
    expect(incident).toMatchObject({
      number: ticket.number,
      state: "1",
      short_description: expect.stringContaining(ticket.title.slice(0, 40)) as unknown,
      description: expect.stringContaining(`Correlation id: ${ticket.correlationId}`) as unknown,
      impact: expect.stringMatching(/^[123]$/) as unknown,
      urgency: expect.stringMatching(/^[123]$/) as unknown,
      correlation_display: "Azure Ticket Bridge",
    });
    expect(ticket).toMatchObject({ state: "open", members: 1, firing: 1 });
    expect(view.ticket).toEqual({ number: ticket.number, kind: "incident", url: ticket.url });
  });

  it.each(resolving)("is resolved with close code and notes once it is over: $name", async ({ name }) => {
    const { bridge } = world();
    const series = anAlertSeries();
    const fired = await bridge.deliver(series.fired({ sample: name }));
    const resolved = await bridge.deliver(series.resolved({ sample: name }));

    expect(resolved).toMatchObject({ state: "delivered", because: "last member resolved" });
    expect(resolved.correlationId).toBe(fired.correlationId);
    expect(world().incidents(fired.correlationId)).toMatchObject([
      {
        number: fired.ticket?.number,
        state: "6",
        close_code: "Solution provided",
        close_notes: expect.stringContaining("Azure Monitor reports that the problem is over.") as unknown,
      },
    ]);
  });

  it("that no known sender posts is kept as a dead letter that says why", async () => {
    const { bridge } = world();
    const body = anAlertSeries().fired({ sample: "unknown" });
    const view = await bridge.deliver(body);

    expect(view).toMatchObject({ state: "deadLettered", code: "ALERT_SHAPE_UNKNOWN", ticket: null });
    const letter = await bridge.deadLetterOf(view.id);
    expect(letter).toMatchObject({ code: "ALERT_SHAPE_UNKNOWN", owner: "sender", attempts: 1 });
    expect(JSON.parse(letter.envelope?.body ?? "")).toEqual(body);
  });
});
