import { describe, expect, it } from "vitest";

import type { AuditEntry } from "../../shared/audit/audit.ts";
import type { DeadLetterDetail } from "../../shared/deadLetters/deadLetterQueries.ts";
import type { ErasureReport } from "../../shared/erasure/erase.ts";
import { aTerminal } from "../integration/cli/runBridge.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld({ config: { routes: [{ name: "default" }] } });

/** The title of its ticket comes from the metric, and what the journal says of it from the rule: both name a person. */
function naming(person: string): unknown {
  const alert = JSON.stringify(anAlertSeries().fired());
  const rule = /"alertRule":"[^"]*"/;
  return JSON.parse(
    alert
      .replaceAll("Percentage CPU", `Mailbox of ${person}`)
      .replace(rule, `"alertRule":"Quota of ${person}"`),
  );
}

/** A ticket, and a message that ServiceNow refused: both speak of the person. */
async function tracesOf(person: string) {
  const { bridge, sandbox } = world();
  const alert = naming(person);
  const { correlationId } = await bridge.deliver(alert);
  sandbox.faults.set({ kind: "aclDenied", match: { method: "POST", pathContains: "/table/incident" } });
  const [{ id }] = await bridge.send(naming(person));
  const letter = await bridge.deadLetterOf(id);
  sandbox.faults.clear();
  return { alert, correlationId: correlationId ?? "", letter };
}

/** What people can see of it in the bridge: the ticket with its journal, the dead letter, and both lists. */
async function shown({ correlationId, letter }: { correlationId: string; letter: DeadLetterDetail }) {
  const { bridge } = world();
  const detail = await bridge.get(`/api/dead-letters/${letter.id}`);
  return {
    ticket: JSON.stringify(await bridge.ticket(correlationId)),
    failed: JSON.stringify(await bridge.ticket(letter.correlationId ?? "")),
    letter: JSON.stringify(detail.body),
    lists: JSON.stringify([await bridge.tickets("?limit=200"), await bridge.deadLetters("?limit=200")]),
  };
}

async function audited(): Promise<readonly AuditEntry[]> {
  const { body } = await world().bridge.get<{ readonly entries: readonly AuditEntry[] }>("/api/audit");
  return body.entries;
}

const erase = (body: object) => world().bridge.post<ErasureReport>("/api/erase", body);

describe("what names a person", () => {
  it("is only counted by a dry run, which changes nothing", async () => {
    const person = "Ada Fabrikam";
    const traces = await tracesOf(person);
    const before = await shown(traces);
    expect(before.ticket).toContain(person);
    expect(before.letter).toContain(person);

    const { status, body } = await erase({ text: person, dryRun: true });

    expect(status).toBe(200);
    expect(body).toMatchObject({ isDryRun: true, journalEntries: 2, tickets: 2, deadLetters: 1 });
    expect(await shown(traces)).toEqual(before);
    expect(JSON.stringify(await audited())).not.toContain("personalData.erased");
  });

  it("is in no answer any more once it is erased, and a repeat of its alert is a duplicate as before", async () => {
    const person = "Grace Contoso";
    const traces = await tracesOf(person);
    const { bridge } = world();

    const { status, body } = await erase({ text: person.toUpperCase(), reason: `${person} left` });

    expect(status).toBe(200);
    expect(body).toMatchObject({ isDryRun: false, journalEntries: 2, tickets: 2, deadLetters: 1 });
    const after = await shown(traces);
    for (const [place, text] of Object.entries(after)) {
      expect(`${place}: ${text.toLowerCase()}`).not.toContain(person.toLowerCase());
    }
    expect(after.ticket).toContain("[erased]");
    expect(after.letter).toContain("[erased]");

    const rows = (await audited()).filter(({ action }) => action === "personalData.erased");
    expect(rows).toMatchObject([{ reason: "[erased] left", details: { characters: person.length } }]);
    expect(JSON.stringify(rows).toLowerCase()).not.toContain(person.toLowerCase());

    expect(await bridge.deliver(traces.alert)).toMatchObject({ state: "skipped", because: "duplicate" });
    expect(world().incidents(traces.correlationId)).toHaveLength(1);
  });

  it("stays if `bridge erase` is not told --yes", async () => {
    const person = "Mary Northwind";
    const traces = await tracesOf(person);
    const before = await shown(traces);

    const said = await aTerminal({ BRIDGE_URL: world().bridgeUrl })(["erase", "--text", person]);

    expect(said.code).not.toBe(0);
    expect(said.err).toContain("Nothing was erased.");
    expect(await shown(traces)).toEqual(before);
  });
});
