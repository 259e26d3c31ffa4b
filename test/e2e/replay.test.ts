import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import type { AuditEntry } from "../../shared/audit/audit.ts";
import type { ManyDone } from "../../shared/deadLetters/actOnMany.ts";
import type { DeadLetterDetail } from "../../shared/deadLetters/deadLetterQueries.ts";
import type { RehearsedReplay } from "../../shared/deadLetters/rehearseReplay.ts";
import type { Replayed } from "../../shared/deadLetters/replayLetter.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld({
  config: { routes: [{ name: "default" }, { name: "elsewhere", connection: "fabrikam" }] },
});

/** The functions come back with other routes, as after somebody has edited bridge.json. */
async function changeRoutes(...routes: readonly unknown[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bridge-routes-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "bridge.json");
  await writeFile(file, JSON.stringify({ routes }));
  await world().stopFunctions();
  await world().startFunctions({ BRIDGE_CONFIG: file });
}

async function deadLetterOf(alert: unknown, path = "/api/alerts/nowhere"): Promise<DeadLetterDetail> {
  const { bridge } = world();
  const [{ id }] = await bridge.send(alert, path);
  return bridge.deadLetterOf(id);
}

async function replay(id: string, body: object = {}): Promise<Replayed> {
  const answer = await world().bridge.post<Replayed>(`/api/dead-letters/${id}/replay`, body);
  if (answer.status !== 202) throw new Error(`Answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** What the routed deliveries of a message that was replayed as received came to. */
async function endsOf({ deliveryId }: Replayed) {
  const { bridge } = world();
  const routed = await bridge.settled(deliveryId);
  const ids = routed.because?.match(/dlv-[\w-]+/g) ?? [];
  return Promise.all(ids.map((id) => bridge.settled(id)));
}

async function audited(subject?: string): Promise<readonly AuditEntry[]> {
  const query = subject === undefined ? "?limit=200" : `?subject=${encodeURIComponent(subject)}`;
  const { body } = await world().bridge.get<{ readonly entries: readonly AuditEntry[] }>(
    `/api/audit${query}`,
  );
  return body.entries;
}

describe("an alert whose address names no route", () => {
  it("waits, is rehearsed once the route exists, and replayed becomes one ticket", async () => {
    const letter = await deadLetterOf(anAlertSeries().fired(), "/api/alerts/night");
    expect(letter).toMatchObject({ status: "waiting", code: "ROUTE_UNKNOWN", route: "night", replay: null });
    const incidentsBefore = world().sandbox.records("incident").length;

    await changeRoutes({ name: "default" }, { name: "night", workItem: { category: "network" } });
    const { bridge } = world();
    const rehearsed = await bridge.post<RehearsedReplay>(
      `/api/dead-letters/${letter.id}/replay?dryRun=true`,
      {},
    );

    expect(rehearsed.status).toBe(200);
    expect(rehearsed.body).toMatchObject({
      id: letter.id,
      as: "received",
      deliveries: [
        {
          outcome: "wouldCall",
          because: "create, first of its kind",
          route: "night",
          call: { method: "POST", body: { category: "network", correlation_display: "Azure Ticket Bridge" } },
        },
      ],
    });
    expect(world().sandbox.records("incident")).toHaveLength(incidentsBefore);
    expect(await bridge.deadLetters(`?code=ROUTE_UNKNOWN&route=night`)).toMatchObject({
      deadLetters: [{ id: letter.id }],
    });
    expect(await audited(letter.id)).toEqual([]);

    const [end, ...more] = await endsOf(await replay(letter.id));

    expect(more).toEqual([]);
    expect(end).toMatchObject({ state: "delivered", replayOf: letter.id });
    const made = world().incidents(end?.correlationId ?? "");
    const promised = rehearsed.body.deliveries[0]?.call?.body ?? {};
    expect(made).toMatchObject([
      { category: promised["category"], short_description: promised["short_description"] },
    ]);
    expect((await bridge.deadLetters()).deadLetters.map(({ id }) => id)).not.toContain(letter.id);
    expect(await bridge.deadLetters("?status=replayed&route=night")).toMatchObject({
      deadLetters: [{ id: letter.id, status: "replayed", replay: { as: "received" } }],
    });
    expect((await bridge.get<DeadLetterDetail>(`/api/dead-letters/${letter.id}`)).body).toMatchObject({
      replayState: "routed",
    });
  });

  it("fails again if nothing was mended: another dead letter, which names the former", async () => {
    const former = await deadLetterOf(anAlertSeries().fired());
    const { deliveryId } = await replay(former.id);
    const { bridge } = world();
    expect(await bridge.settled(deliveryId)).toMatchObject({ state: "deadLettered", code: "ROUTE_UNKNOWN" });
    expect(await bridge.deadLetterOf(deliveryId)).toMatchObject({ replayOf: former.id, status: "waiting" });
  });
});

describe("an alert that ServiceNow refused", () => {
  /** Refused, and with its cause gone by the time this resolves. */
  async function aRefused(alert: unknown): Promise<DeadLetterDetail> {
    const { sandbox } = world();
    sandbox.faults.set({ kind: "aclDenied", match: { method: "POST", pathContains: "/table/incident" } });
    const letter = await deadLetterOf(alert, "/api/alerts/default");
    sandbox.faults.clear();
    return letter;
  }

  it("becomes one ticket, however many replay it at once", async () => {
    const letter = await aRefused(anAlertSeries().fired());
    const { bridge } = world();

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => bridge.post<Replayed>(`/api/dead-letters/${letter.id}/replay`, {})),
    );

    const won = answers.filter(({ body }) => body.outcome === "replayed");
    expect(won).toHaveLength(1);
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
    const end = await bridge.settled(won[0]?.body.deliveryId ?? "");
    expect(end).toMatchObject({
      state: "delivered",
      correlationId: letter.correlationId,
      replayOf: letter.id,
    });
    expect(world().incidents(letter.correlationId)).toHaveLength(1);
    expect(await audited(letter.id)).toHaveLength(1);
  });

  it("is a duplicate if it was delivered meanwhile, and a rehearsal says so before", async () => {
    const alert = anAlertSeries().fired();
    const letter = await aRefused(alert);
    const { bridge } = world();
    const [{ id }] = await bridge.send(alert, "/api/alerts/default");
    const { ticket } = await bridge.settled(id);

    const { body } = await bridge.post<RehearsedReplay>(
      `/api/dead-letters/${letter.id}/replay?dryRun=true`,
      {},
    );
    expect(body.deliveries).toMatchObject([
      { outcome: "wouldSkip", because: "duplicate", ticketNumber: ticket?.number, call: null },
    ]);

    const { deliveryId } = await replay(letter.id);
    expect(await bridge.settled(deliveryId)).toMatchObject({ state: "skipped", because: "duplicate" });
    expect(world().incidents(letter.correlationId)).toHaveLength(1);
  });

  it("shows what a change would make of the work item as it is now", async () => {
    const series = anAlertSeries();
    const { bridge, sandbox } = world();
    const [{ id }] = await bridge.send(series.fired(), "/api/alerts/default");
    await bridge.settled(id);
    sandbox.faults.set({ kind: "aclDenied", match: { method: "PATCH", pathContains: "/table/incident" } });
    const letter = await deadLetterOf(series.resolved(), "/api/alerts/default");
    sandbox.faults.clear();

    const { body } = await bridge.post<RehearsedReplay>(
      `/api/dead-letters/${letter.id}/replay?dryRun=true`,
      {},
    );

    expect(body.deliveries).toMatchObject([
      { outcome: "wouldCall", because: "resolve, last member resolved", call: { method: "PATCH" } },
    ]);
    expect(body.deliveries[0]?.call?.changes).toEqual(
      expect.arrayContaining([
        { field: "state", now: "1", wouldBe: "6" },
        { field: "close_code", now: null, wouldBe: "Solution provided" },
      ]),
    );
    expect(world().incidents(letter.correlationId)).toMatchObject([{ state: "1" }]);
  });

  it("is replayed with all others of its code, at the rate that is asked for", async () => {
    const { bridge, sandbox } = world();
    sandbox.faults.set({ kind: "aclDenied", match: { method: "POST", pathContains: "/table/incident" } });
    const sent = await Promise.all(
      Array.from({ length: 4 }, () => bridge.send(anAlertSeries().fired(), "/api/alerts/default")),
    );
    const letters = await Promise.all(sent.map(([{ id }]) => bridge.deadLetterOf(id)));
    sandbox.faults.clear();
    const other = await deadLetterOf(anAlertSeries().fired());
    const filter = {
      code: "SERVICENOW_ACL_DENIED",
      connection: "servicenow",
      sinceUtc: new Date(Date.parse(letters[0]?.failedAtUtc ?? "") - 60_000).toISOString(),
    };

    const done: Replayed[] = [];
    let continuation: string | null | undefined;
    do {
      const { status, body } = await bridge.post<ManyDone<Replayed>>("/api/dead-letters/replay", {
        filter,
        ratePerSecond: 2,
        limit: 3,
        ...(continuation == null ? {} : { continuation }),
      });
      expect(status).toBe(202);
      done.push(...(body.letters as readonly Replayed[]));
      continuation = body.continuation;
    } while (continuation !== null);

    const replayed = new Map(done.map((one) => [one.id, one]));
    for (const { id, correlationId } of letters) {
      expect(await bridge.settled(replayed.get(id)?.deliveryId ?? "")).toMatchObject({ state: "delivered" });
      expect(world().incidents(correlationId)).toHaveLength(1);
    }
    expect(replayed.has(other.id)).toBe(false);
    const whole = (await audited()).filter(({ details }) => details["ratePerSecond"] === 2);
    expect(whole.map(({ details }) => details["count"])).toEqual([done.length - 3, 3]);
    expect(whole[0]).toMatchObject({
      who: "function key",
      subject: expect.stringContaining("code SERVICENOW_ACL_DENIED") as unknown,
    });
  });
});

describe("a message that nobody needs", () => {
  it("is discarded with a reason, can still be seen, and is replayed all the same if somebody wants it", async () => {
    const letter = await deadLetterOf(anAlertSeries().fired());
    const { bridge } = world();

    const answer = await fetch(`${world().bridgeUrl}/api/dead-letters/${letter.id}/discard`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-bridge-operator": "ada@laptop" },
      body: JSON.stringify({ reason: "A test of the night shift" }),
    });

    expect(answer.status).toBe(200);
    expect(await bridge.deadLetters("?status=discarded")).toMatchObject({
      deadLetters: [{ id: letter.id, discarded: { reason: "A test of the night shift" } }],
    });
    expect(await audited(letter.id)).toMatchObject([
      { who: "said: ada@laptop", action: "deadLetter.discarded", reason: "A test of the night shift" },
    ]);
    expect(world().log.join("\n")).not.toContain("ada@laptop");
    expect(await replay(letter.id)).toMatchObject({ outcome: "replayed" });
  });

  it("is not touched by a page that somebody happens to look at", async () => {
    const letter = await deadLetterOf(anAlertSeries().fired());
    const answer = await fetch(`${world().bridgeUrl}/api/dead-letters/${letter.id}/replay`, {
      method: "POST",
      body: "{}",
    });
    expect(answer.status).toBe(400);
    expect((await world().bridge.get<DeadLetterDetail>(`/api/dead-letters/${letter.id}`)).body.status).toBe(
      "waiting",
    );
  });
});

describe("a list", () => {
  it.each(["/api/tickets", "/api/dead-letters", "/api/audit"])(
    "%s refuses a continuation that it never gave out",
    async (path) => {
      for (const continuation of ["nonsense", "bm9uc2Vuc2U", ""]) {
        const { status, body } = await world().bridge.get(`${path}?continuation=${continuation}`);
        expect({ status, body }).toMatchObject({ status: 400, body: { code: "REQUEST_INVALID" } });
      }
    },
  );

  it.each(["status=waitin", "code=NOPE", "sinceUtc=yesterday"])(
    "of dead letters refuses %s and says what may stand there",
    async (query) => {
      const { status, body } = await world().bridge.get(`/api/dead-letters?${query}`);
      expect({ status, body }).toMatchObject({
        status: 400,
        body: { code: "REQUEST_INVALID", detail: expect.stringContaining("expected is") as unknown },
      });
    },
  );
});
