import { describe, expect, it } from "vitest";
import { writtenFields } from "../../../../shared/adapters/servicenow/incidentTable.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import { aDraft, aRow, correlationId, groupSysId, otherSysId, ref, sysId, userSysId } from "./builders.ts";
import {
  basic,
  gatewayOver,
  html,
  inTurn,
  json,
  networkError,
  notFound,
  result,
  settableClock,
  unauthenticated,
  type Asked,
  type Reply,
} from "./scriptedInstance.ts";

const note = { text: "Fired again", mark: "0a1b2c" };
const tableOf = ({ path }: Asked) => /table\/(\w+)/.exec(path)?.[1];

/** Stores what it is sent, like an instance without rules. */
function storing(overrides: Partial<Record<string, (asked: Asked) => Reply>> = {}) {
  return (asked: Asked): Reply => {
    const special = overrides[tableOf(asked) ?? ""];
    if (special !== undefined) return special(asked);
    if (asked.method === "GET") return result([]);
    const fields = writtenFields as readonly string[];
    const kept = Object.entries(asked.json ?? {}).filter(([field]) => fields.includes(field));
    return json(asked.method === "POST" ? 201 : 200, { result: { ...aRow(), ...Object.fromEntries(kept) } });
  };
}

async function errorOf(promise: Promise<unknown>): Promise<BridgeError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BridgeError)) throw new Error(`no BridgeError: ${String(error)}`);
  return error;
}

const unheard = () => undefined;

describe("creating an incident", () => {
  it("is one call, with the fields that ServiceNow knows", async () => {
    const { gateway, asked, calls, observe } = gatewayOver(storing());

    const written = await gateway.create(aDraft({ category: "network" }), note, observe);

    expect(written).toEqual({
      seen: { ref, correlationId, state: "open", isTakenByPerson: false },
      drift: [],
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.method).toBe("POST");
    expect(asked[0]?.json).toEqual({
      short_description: "CPU is high on contoso-web-1",
      description: "Rule: cpu-high\nTarget: contoso-web-1",
      impact: "2",
      urgency: "1",
      category: "network",
      correlation_id: correlationId,
      correlation_display: "Azure Ticket Bridge",
      work_notes: "Fired again\n[atb:0a1b2c]",
    });
    expect(calls).toEqual([{ method: "POST", path: asked[0]?.path, status: 201, durationMs: 0 }]);
  });

  it("reports what was stored otherwise", async () => {
    const stored = aRow({ category: "", impact: "3", urgency: "1", short_description: "CPU is high on" });
    const { gateway, observe } = gatewayOver(inTurn(json(201, { result: stored })));

    const { drift } = await gateway.create(aDraft({ category: "clouds" }), undefined, observe);

    expect(drift).toMatchObject([
      { field: "short_description", sent: "CPU is high on contoso-web-1", stored: "CPU is high on" },
      { field: "impact", sent: "2", stored: "3" },
      { field: "category", sent: "clouds", stored: "" },
    ]);
  });

  it.each([
    ["without a record", result(null)],
    ["with a list", result([])],
    ["with a record that has no id", result({ number: "INC1" })],
  ])("that is answered %s may have happened", async (_what, reply) => {
    const { gateway, observe } = gatewayOver(inTurn(reply));
    expect(await errorOf(gateway.create(aDraft(), undefined, observe))).toMatchObject({
      code: "SERVICENOW_UNEXPECTED_RESPONSE",
      mayHaveHappened: true,
    });
  });

  it("does not send text of an alert that ServiceNow would show as HTML", async () => {
    const { gateway, asked, observe } = gatewayOver(storing());
    const text = "[code]<img src=x onerror=alert(1)>[/code]";
    await gateway.create(aDraft({ shortDescription: text, description: text }), { text, mark: "m" }, observe);
    expect(asked[0]?.body).not.toMatch(/\[\/?code\]/i);
  });

  it("knows the bridge itself from a person when a rule assigns the incident at once", async () => {
    const reply = json(201, { result: aRow({ assigned_to: userSysId }) });
    const { gateway, asked, observe } = gatewayOver((request) =>
      tableOf(request) === "sys_user" ? result([{ sys_id: userSysId, user_name: basic.userName }]) : reply,
    );

    const [first, second] = [
      await gateway.create(aDraft(), undefined, observe),
      await gateway.create(aDraft(), undefined, observe),
    ];

    expect([first.seen.isTakenByPerson, second.seen.isTakenByPerson]).toEqual([false, false]);
    expect(asked.map(tableOf)).toEqual(["incident", "sys_user", "incident"]);
  });

  it("has happened even if it cannot be found out afterwards who the bridge is", async () => {
    const { gateway, observe } = gatewayOver((request) =>
      tableOf(request) === "sys_user"
        ? networkError("ECONNRESET")
        : json(201, { result: aRow({ assigned_to: userSysId }) }),
    );
    const { seen } = await gateway.create(aDraft(), undefined, observe);
    expect(seen).toMatchObject({ ref, isTakenByPerson: true });
  });
});

describe("creating an incident that is over already", () => {
  const over = { closeCode: undefined, closeNotes: "It is over", note: { text: "Resolved", mark: "m2" } };
  const policy = json(403, {
    error: {
      message: "Operation Failed",
      detail: "Data Policy Exception: The following fields are mandatory: Resolution code",
    },
    status: "failure",
  });
  const choices = () => result([{ value: "Solution provided", label: "Solution provided" }]);
  const postsOf = (asked: readonly Asked[]) => asked.filter(({ method }) => method === "POST");

  it("is one write, with state, close code, close notes and a work note", async () => {
    const { gateway, asked, observe } = gatewayOver(storing({ sys_choice: choices }));
    const { seen, drift } = await gateway.create(aDraft(), undefined, observe, over);

    expect(seen.state).toBe("resolved");
    expect(drift).toEqual([]);
    const end = { state: "6", close_code: "Solution provided", close_notes: "It is over" };
    expect(postsOf(asked).map((one) => one.json)).toMatchObject([
      { ...end, work_notes: "Resolved\n[atb:m2]", correlation_id: correlationId },
    ]);
  });

  it.each([
    ["a data policy", policy],
    [
      "a business rule",
      json(403, {
        error: {
          message: "Operation Failed",
          detail:
            "Operation against file 'incident' was aborted by Business Rule 'New ones are open^0123456789abcdef0123456789abcdef'. Business Rule Stack:New ones are open",
        },
        status: "failure",
      }),
    ],
  ])(
    "is made open where %s refuses it, without the note that says it was resolved",
    async (_who, refusal) => {
      const { gateway, asked, observe } = gatewayOver((request) => {
        const isRefused = request.method === "POST" && request.json?.["state"] === "6";
        return isRefused ? refusal : storing({ sys_choice: choices })(request);
      });
      const { seen } = await gateway.create(aDraft(), undefined, observe, over);

      expect(seen.state).toBe("open");
      const [, plain, ...more] = postsOf(asked);
      expect(more).toEqual([]);
      expect(plain?.json).toMatchObject({ correlation_id: correlationId });
      expect(Object.keys(plain?.json ?? {})).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/state|close_|work_notes/)]),
      );
    },
  );

  it("is made open where the route's close code is not known", async () => {
    const { gateway, asked, observe } = gatewayOver(storing({ sys_choice: choices }));
    const { seen } = await gateway.create(aDraft(), undefined, observe, { ...over, closeCode: "Done" });
    expect(seen.state).toBe("open");
    expect(postsOf(asked)).toHaveLength(1);
  });

  it("says how it was stored where the instance makes every new one open", async () => {
    const { gateway, asked, observe } = gatewayOver(
      storing({ sys_choice: choices, incident: () => json(201, { result: aRow() }) }),
    );
    const { seen } = await gateway.create(aDraft(), undefined, observe, over);
    expect(seen.state).toBe("open");
    expect(postsOf(asked)).toHaveLength(1);
  });

  it("is not repeated when it may have happened", async () => {
    const { gateway, asked, observe } = gatewayOver(
      storing({ sys_choice: choices, incident: () => networkError("ECONNRESET") }),
    );
    expect(await errorOf(gateway.create(aDraft(), undefined, observe, over))).toMatchObject({
      mayHaveHappened: true,
    });
    expect(postsOf(asked)).toHaveLength(1);
  });
});

describe("a caller and a group by name", () => {
  const people = [
    { sys_id: userSysId, user_name: "azure.alerts", email: "alerts@contoso.com", name: "Azure Alerts" },
    { sys_id: otherSysId, user_name: "a.alerts", email: "a@contoso.com", name: "Anna Alerts" },
    { sys_id: sysId, user_name: "b.alerts", email: "b@contoso.com", name: "Anna Alerts" },
  ];
  const groups = [{ sys_id: groupSysId, name: "Cloud Operations" }];
  const directory = storing({ sys_user: () => result(people), sys_user_group: () => result(groups) });

  it.each(["azure.alerts", "Azure.Alerts", "alerts@contoso.com", "Azure Alerts", userSysId])(
    "is found: %s",
    async (callerId) => {
      const { gateway, asked, observe } = gatewayOver(directory);
      const { drift } = await gateway.create(
        aDraft({ callerId, assignmentGroup: "Cloud Operations" }),
        undefined,
        observe,
      );
      expect(asked.at(-1)?.json).toMatchObject({ caller_id: userSysId, assignment_group: groupSysId });
      expect(drift).toEqual([]);
    },
  );

  it.each([
    ["nobody", "fabrikam"],
    ["more than one person", "Anna Alerts"],
  ])("is left out and reported, if %s is called so", async (_who, callerId) => {
    const { gateway, asked, observe } = gatewayOver(directory);
    const { drift } = await gateway.create(aDraft({ callerId }), undefined, observe);

    expect(asked.at(-1)?.json).not.toHaveProperty("caller_id");
    expect(drift).toEqual([
      { field: "caller_id", sent: callerId, stored: "", code: "SERVICENOW_REFERENCE_UNKNOWN" },
    ]);
  });

  it("is left out and reported, if the table may not be read", async () => {
    const denied = json(403, {
      error: { message: "Insufficient rights to query records", detail: "" },
      status: "failure",
    });
    const { gateway, observe } = gatewayOver(storing({ sys_user: () => denied }));
    const { drift } = await gateway.create(aDraft({ callerId: "azure.alerts" }), undefined, observe);
    expect(drift).toMatchObject([{ field: "caller_id", sent: "azure.alerts", stored: "" }]);
  });

  it("is looked up once an hour, and again after five minutes if it was missing", async () => {
    const clock = settableClock();
    const { gateway, asked, observe } = gatewayOver(directory, { clock });
    const lookups = () => asked.filter((request) => tableOf(request) === "sys_user").length;
    const create = (callerId: string) => gateway.create(aDraft({ callerId }), undefined, observe);

    await Promise.all([create("azure.alerts"), create("azure.alerts")]);
    await create("fabrikam");
    expect(lookups()).toBe(2);
    clock.advanceMs(5 * 60_000);
    await create("azure.alerts");
    await create("fabrikam");
    expect(lookups()).toBe(3);
    clock.advanceMs(55 * 60_000);
    await create("azure.alerts");
    expect(lookups()).toBe(4);
  });

  it("stops nothing but itself when the look-up may pass: nothing has been written", async () => {
    const { gateway, asked, observe } = gatewayOver(storing({ sys_user: () => html(503, "") }));
    const error = await errorOf(gateway.create(aDraft({ callerId: "azure.alerts" }), undefined, observe));
    expect(error).toMatchObject({ code: "SERVICENOW_UNAVAILABLE", mayHaveHappened: false });
    expect(asked.map(tableOf)).toEqual(["sys_user"]);
  });

  it.each(["O^ORsys_idISNOTEMPTY", "a&sysparm_limit=1", "a#b", "100% + ü"])(
    "cannot change the query: %s",
    async (callerId) => {
      const { gateway, asked, observe } = gatewayOver(directory);
      await gateway.create(aDraft({ callerId }), undefined, observe);

      const value = callerId.replaceAll("^", "^^");
      expect(asked[0]?.query.getAll("sysparm_query")).toEqual([
        `active=true^user_name=${value}^ORemail=${value}^ORname=${value}`,
      ]);
      expect(asked[0]?.query.getAll("sysparm_limit")).toEqual(["50"]);
    },
  );

  it("is not even asked for if ServiceNow would run it", async () => {
    const { gateway, asked, observe } = gatewayOver(directory);
    await gateway.create(aDraft({ callerId: "javascript:gs.getUserID()" }), undefined, observe);
    expect(asked.map(tableOf)).toEqual(["incident"]);
  });
});

describe("looking for an incident by correlation id", () => {
  it("finds the oldest of several that carry exactly this id", async () => {
    const rows = [
      aRow({ sys_created_on: "2026-03-01 12:00:01" }),
      aRow({ sys_id: otherSysId, number: "INC0010001", sys_created_on: "2026-03-01 12:00:00", state: "6" }),
      aRow({
        sys_id: userSysId,
        correlation_id: `${correlationId}-2`,
        sys_created_on: "2026-01-01 00:00:00",
      }),
    ];
    const { gateway, asked, observe } = gatewayOver(inTurn(result(rows)));

    expect(await gateway.findByCorrelationId("incident", correlationId, observe)).toEqual({
      kind: "found",
      seen: {
        ref: { id: otherSysId, number: "INC0010001" },
        correlationId,
        state: "resolved",
        isTakenByPerson: false,
      },
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.path).toContain(`sysparm_query=correlation_id=${correlationId}&`);
  });

  it.each([
    ["any row of the table is visible", result([{ sys_id: otherSysId, correlation_id: "" }]), true],
    ["there is no row at all", result([], { "x-total-count": "0" }), true],
    ["there are rows, all hidden", result([], { "x-total-count": "103" }), false],
    ["nobody knows how many rows there are", result([]), false],
    ["the field itself cannot be read", result([{ sys_id: otherSysId }]), false],
    [
      "the table is refused",
      json(403, { error: { message: "Insufficient rights to query records" } }),
      false,
    ],
  ])("proves that it is absent only if reading is proven: %s", async (_what, canary, isReadingProven) => {
    const { gateway, observe } = gatewayOver(inTurn(result([]), canary));
    expect(await gateway.findByCorrelationId("incident", correlationId, observe)).toEqual({
      kind: "absent",
      isReadingProven,
    });
  });

  it("proves nothing if ServiceNow ignored the query and gave other rows", async () => {
    const { gateway, observe } = gatewayOver(
      inTurn(result([aRow({ correlation_id: "other" }), { sys_id: sysId }])),
    );
    expect(await gateway.findByCorrelationId("incident", correlationId, observe)).toEqual({
      kind: "absent",
      isReadingProven: false,
    });
  });

  it("takes nothing for proven that was seen before: rights can be taken away", async () => {
    let mayRead = true;
    const { gateway, observe } = gatewayOver(({ path }) =>
      path.includes(sysId)
        ? result(aRow())
        : mayRead && !path.includes("correlation_id=")
          ? result([{ sys_id: otherSysId, correlation_id: "" }])
          : result([], { "x-total-count": "103" }),
    );
    const look = () => gateway.findByCorrelationId("incident", correlationId, observe);

    await gateway.find("incident", ref, observe);
    expect(await look()).toEqual({ kind: "absent", isReadingProven: true });
    mayRead = false;
    expect(await look()).toEqual({ kind: "absent", isReadingProven: false });
  });

  it("passes on that it could not be looked at all", async () => {
    const { gateway, observe } = gatewayOver(inTurn(result([]), html(503, "")));
    const error = await errorOf(gateway.findByCorrelationId("incident", correlationId, observe));
    expect(error.code).toBe("SERVICENOW_UNAVAILABLE");
  });

  it.each(["", "atb-xyz", `${correlationId}^ORnumberISNOTEMPTY`, `${correlationId}-0`, "javascript:x"])(
    "never puts anything else into a query: %j",
    async (id) => {
      const { gateway, asked, observe } = gatewayOver(inTurn(result([])));
      await expect(gateway.findByCorrelationId("incident", id, observe)).rejects.toThrow(TypeError);
      expect(asked).toEqual([]);
    },
  );
});

describe("reading an incident", () => {
  it.each([
    ["1", "open"],
    ["6", "resolved"],
    ["7", "closed"],
  ])("with state %s says %s", async (state, expected) => {
    const { gateway, observe } = gatewayOver(inTurn(result(aRow({ state }))));
    expect(await gateway.find("incident", ref, observe)).toMatchObject({
      kind: "found",
      seen: { state: expected },
    });
  });

  it("that is not there says whether it would be seen", async () => {
    const { gateway, observe } = gatewayOver(
      inTurn(notFound, result([{ sys_id: sysId, correlation_id: "" }])),
    );
    expect(await gateway.find("incident", ref, observe)).toEqual({ kind: "absent", isReadingProven: true });
  });

  it("that is another one is not taken for it", async () => {
    const { gateway, observe } = gatewayOver(inTurn(result(aRow({ sys_id: otherSysId }))));
    expect((await errorOf(gateway.find("incident", ref, observe))).code).toBe(
      "SERVICENOW_UNEXPECTED_RESPONSE",
    );
  });

  it("never takes anything but a sys_id into its address", async () => {
    const { gateway, asked, observe } = gatewayOver(inTurn(notFound));
    const odd = { id: "../sys_user", number: "INC1" };
    await expect(gateway.find("incident", odd, observe)).rejects.toThrow(TypeError);
    expect(asked).toEqual([]);
  });
});

describe("resolving an incident", () => {
  const how = { closeCode: undefined, closeNotes: "Azure Monitor resolved it [code]x[/code]", note };
  const choices = (...values: string[]) =>
    result(values.map((value) => ({ value, label: `${value} label` })));
  const resolving = (sysChoice: () => Reply) => gatewayOver(storing({ sys_choice: sysChoice }));

  it("sets state, close code and notes", async () => {
    const { gateway, asked, observe } = resolving(() => choices("Duplicate", "Solution provided"));
    const { seen, drift } = await gateway.resolve("incident", ref, how, observe);

    expect(seen.state).toBe("resolved");
    expect(drift).toEqual([]);
    expect(asked.at(-1)).toMatchObject({
      method: "PATCH",
      json: {
        state: "6",
        close_code: "Solution provided",
        close_notes: "Azure Monitor resolved it [ code]x[ /code]",
        work_notes: "Fired again\n[atb:0a1b2c]",
      },
    });
  });

  it.each([
    ["today's base system", ["Duplicate", "Resolved by caller", "Solution provided"], "Solution provided"],
    ["an upgraded instance", ["Solved (Work Around)", "Solved (Permanently)"], "Solved (Permanently)"],
    ["an instance of its own kind", ["Erledigt", "Doppelt"], "Erledigt"],
  ])("uses the code that fits best of %s", async (_which, values, expected) => {
    const { gateway, asked, observe } = resolving(() => choices(...values));
    await gateway.resolve("incident", ref, how, observe);
    expect(asked.at(-1)?.json?.["close_code"]).toBe(expected);
  });

  it.each([
    ["by value", "Duplicate", "Duplicate"],
    ["by label", "Duplicate label", "Duplicate"],
  ])("uses the route's code %s", async (_how, closeCode, expected) => {
    const { gateway, asked, observe } = resolving(() => choices("Solution provided", "Duplicate"));
    await gateway.resolve("incident", ref, { ...how, closeCode }, observe);
    expect(asked.at(-1)?.json?.["close_code"]).toBe(expected);
  });

  it("says which codes there are, if the route names another", async () => {
    const { gateway, asked, observe } = resolving(() => choices("Solution provided", "Duplicate"));
    const error = await errorOf(gateway.resolve("incident", ref, { ...how, closeCode: "Done" }, observe));

    expect(error).toMatchObject({ code: "SERVICENOW_CLOSE_CODE_MISSING", mayHaveHappened: false });
    expect(error.detail).toContain("“Done”, but these: Solution provided, Duplicate");
    expect(asked.map(tableOf)).toEqual(["sys_choice"]);
  });

  it("trusts the route where choices cannot be read, and cannot go on where it names none", async () => {
    const { gateway, asked, observe } = resolving(() => result([]));
    await gateway.resolve("incident", ref, { ...how, closeCode: "Done" }, observe);
    expect(asked.at(-1)?.json?.["close_code"]).toBe("Done");
    const error = await errorOf(gateway.resolve("incident", ref, how, observe));
    expect(error.code).toBe("SERVICENOW_CLOSE_CODE_MISSING");
  });

  it("reads the choices once an hour", async () => {
    const { gateway, asked, observe } = resolving(() => choices("Solution provided"));
    await gateway.resolve("incident", ref, how, observe);
    await gateway.resolve("incident", ref, how, observe);
    expect(asked.map(tableOf)).toEqual(["sys_choice", "incident", "incident"]);
  });
});

describe("reopening and noting", () => {
  it("sets an incident in progress again, which is no person's doing", async () => {
    const reply = result(aRow({ state: "2", reopened_by: userSysId }));
    const { gateway, asked, observe } = gatewayOver((request) =>
      tableOf(request) === "sys_user" ? result([{ sys_id: userSysId, user_name: basic.userName }]) : reply,
    );
    const { seen } = await gateway.reopen("incident", ref, note, observe);

    expect(seen).toMatchObject({ state: "open", isTakenByPerson: false });
    expect(asked[0]?.json).toEqual({ state: "2", work_notes: "Fired again\n[atb:0a1b2c]" });
  });

  it("says what is true of a closed incident that stays closed", async () => {
    const { gateway, observe } = gatewayOver(inTurn(result(aRow({ state: "7" }))));
    const { seen, drift } = await gateway.reopen("incident", ref, note, observe);
    expect(seen.state).toBe("closed");
    expect(drift).toMatchObject([{ field: "state", sent: "2", stored: "7" }]);
  });

  it("adds a note and nothing else", async () => {
    const { gateway, asked, observe } = gatewayOver(storing());
    await gateway.addNote("incident", ref, note, observe);
    expect(asked[0]).toMatchObject({ method: "PATCH", json: { work_notes: "Fired again\n[atb:0a1b2c]" } });
    expect(Object.keys(asked[0]?.json ?? {})).toEqual(["work_notes"]);
  });

  it("fails if the incident is gone", async () => {
    const { gateway, observe } = gatewayOver(inTurn(notFound));
    const error = await errorOf(gateway.addNote("incident", ref, note, observe));
    expect(error).toMatchObject({ code: "SERVICENOW_RECORD_NOT_FOUND", mayHaveHappened: false });
  });
});

describe("looking for a note by its mark", () => {
  const record = (display: string) =>
    result({
      sys_id: { value: sysId, display_value: sysId },
      work_notes: { value: "", display_value: display },
    });
  const journal = (...values: string[]) => result(values.map((value) => ({ value })));
  const shown = "2026-03-01 12:00:00 - Azure Bridge (Work notes)\nFired again\n[atb:0a1b2c]\n\n";
  const denied = json(403, { error: { message: "Insufficient rights to query records" } });

  it.each([
    ["in the record's journal", [record(shown)], "there"],
    ["among other notes", [record("2026-03-01 12:00:00 - Anna (Work notes)\nLooking\n\n")], "absent"],
    ["in the journal's table", [record(""), journal("Looking", "Fired again\n[atb:0a1b2c]")], "there"],
    ["among other entries there", [record(""), journal("Looking")], "absent"],
    [
      "where there is none, but entries are visible",
      [record(""), journal(), journal("of another")],
      "absent",
    ],
    ["where no entry at all is visible", [record(""), journal(), journal()], "unreadable"],
    ["where the journal's table is refused", [record(""), denied], "unreadable"],
    ["where the field is hidden", [result({ sys_id: sysId }), denied], "unreadable"],
    [
      "at an incident that is gone",
      [notFound, result([{ sys_id: otherSysId, correlation_id: "" }])],
      "absent",
    ],
    ["at an incident that is hidden", [notFound, result([])], "unreadable"],
  ] as const)("%s", async (_where, replies, expected) => {
    const { gateway, observe } = gatewayOver(inTurn(...replies));
    expect(await gateway.hasNote("incident", ref, note.mark, observe)).toBe(expected);
  });

  it("passes on what may pass", async () => {
    const { gateway, observe } = gatewayOver(inTurn(html(503, "")));
    const error = await errorOf(gateway.hasNote("incident", ref, note.mark, observe));
    expect(error.code).toBe("SERVICENOW_UNAVAILABLE");
  });
});

describe("a failure", () => {
  const policy = json(403, {
    error: {
      message: "Operation Failed",
      detail: "Data Policy Exception: \n\tThe following fields are mandatory: Caller",
    },
    status: "failure",
  });

  it.each([
    ["refused", policy, "SERVICENOW_DATA_POLICY", false],
    ["cut off", json(201, '{"result":{"num'), "SERVICENOW_REPLY_CUT", true],
    ["answered by a login page", html(200, '<input type="password">'), "SERVICENOW_LOGIN_PAGE", true],
    ["asleep", html(200, "Instance Hibernating page"), "SERVICENOW_HIBERNATING", false],
    ["unavailable", html(503, ""), "SERVICENOW_UNAVAILABLE", true],
    ["refused a connection", networkError("ECONNREFUSED"), "SERVICENOW_UNREACHABLE", false],
    ["cut off in the middle", networkError("ECONNRESET"), "SERVICENOW_CONNECTION_LOST", true],
  ] as const)(
    "of a write says whether it may have happened: %s",
    async (_what, reply, code, mayHaveHappened) => {
      const { gateway, observe } = gatewayOver(inTurn(reply));
      expect(await errorOf(gateway.create(aDraft(), undefined, observe))).toMatchObject({
        code,
        mayHaveHappened,
      });
    },
  );

  it("of a read has never happened", async () => {
    const { gateway, observe } = gatewayOver(inTurn(html(500, "")));
    expect((await errorOf(gateway.find("incident", ref, observe))).mayHaveHappened).toBe(false);
  });

  it("carries the answer and the wish to wait, and is told to the observer with its code", async () => {
    const reply = json(
      429,
      { error: { message: "Rate limit exceeded", detail: "x" } },
      { "retry-after": "1820" },
    );
    const { gateway, calls, observe } = gatewayOver(inTurn(reply));
    const error = await errorOf(gateway.create(aDraft(), undefined, observe));

    expect(error).toMatchObject({
      code: "SERVICENOW_RATE_LIMITED",
      retryAfterMs: 1_820_000,
      exchange: { answer: { status: 429, body: reply.text, headers: { "retry-after": "1820" } } },
    });
    expect(calls).toMatchObject([{ method: "POST", status: 429, code: "SERVICENOW_RATE_LIMITED" }]);
  });

  type Gateway = ReturnType<typeof gatewayOver>["gateway"];
  it.each([
    ["a write", (gateway: Gateway) => gateway.create(aDraft(), undefined, () => undefined)],
    ["a read", (gateway: Gateway) => gateway.find("incident", ref, () => undefined)],
    [
      "a search",
      (gateway: Gateway) => gateway.findByCorrelationId("incident", correlationId, () => undefined),
    ],
  ])("that only the answer's content shows carries the answer, too: %s", async (what, doIt) => {
    const reply = result({ strange: "record" });
    const { gateway } = gatewayOver(inTurn(reply));
    expect(await errorOf(doIt(gateway))).toMatchObject({
      code: "SERVICENOW_UNEXPECTED_RESPONSE",
      exchange: { request: { method: what === "a write" ? "POST" : "GET" }, answer: { body: reply.text } },
    });
  });

  it("without an answer is told to the observer without a status", async () => {
    const { gateway, calls, observe } = gatewayOver(inTurn(networkError("ECONNREFUSED")));
    await errorOf(gateway.create(aDraft(), undefined, observe));
    expect(calls).toMatchObject([{ status: undefined, code: "SERVICENOW_UNREACHABLE" }]);
  });

  it("shows no secret, wherever it is echoed, and no more than 4,000 characters", async () => {
    const encoded = Buffer.from(`${basic.userName}:${basic.password}`).toString("base64");
    const echo = `Basic ${encoded} ${basic.password} {"access_token":"abc123"} Bearer abcdefghijkl ${"x".repeat(5_000)}`;
    const { gateway, observe } = gatewayOver(
      inTurn(json(418, { error: { message: `Teapot ${basic.password}`, detail: echo } })),
    );
    const error = await errorOf(gateway.create(aDraft(), undefined, observe));

    const shown = JSON.stringify([error.message, error.detail, error.exchange]);
    for (const secret of [encoded, basic.password, "abcdefghijkl"]) expect(shown).not.toContain(secret);
    expect(error.exchange?.answer?.body.length).toBe(4_000);
    expect(error.detail.length).toBe(2_000);
  });
});

describe("credentials over Basic", () => {
  it("that are rejected are not repeated by the others that go at the same time", async () => {
    const { gateway, asked, observe } = gatewayOver(inTurn(unauthenticated));
    const create = () => errorOf(gateway.create(aDraft(), undefined, observe));

    const errors = await Promise.all(Array.from({ length: 4 }, create));

    expect(asked).toHaveLength(1);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["SERVICENOW_CREDENTIALS_REJECTED"]));
  });

  it("are sent as UTF-8", async () => {
    const { gateway, asked, observe } = gatewayOver(storing(), {
      authentication: { kind: "basic", userName: "brücke", password: "schlüssel" },
    });
    await gateway.create(aDraft(), undefined, observe);
    const sent = asked[0]?.headers["authorization"]?.replace("Basic ", "") ?? "";
    expect(Buffer.from(sent, "base64").toString("utf8")).toBe("brücke:schlüssel");
  });
});

describe("many calls at once", () => {
  it("go four at a time", async () => {
    let inside = 0;
    let most = 0;
    const { gateway, observe } = gatewayOver(async (asked) => {
      most = Math.max(most, (inside += 1));
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      return storing()(asked);
    });
    await Promise.all(Array.from({ length: 20 }, () => gateway.create(aDraft(), undefined, observe)));
    expect(most).toBe(4);
  });

  it("are not sent if they waited so long that nobody knows whether they still may", async () => {
    const clock = settableClock();
    const { gateway, asked, observe } = gatewayOver(
      (request) => {
        clock.advanceMs(30_000);
        return storing()(request);
      },
      { clock, concurrency: 1, requestTimeoutMs: 30_000 },
    );
    const [first, second] = await Promise.allSettled([
      gateway.create(aDraft(), undefined, observe),
      gateway.create(aDraft(), undefined, observe),
    ]);

    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ reason: { code: "CONNECTION_BUSY", mayHaveHappened: false } });
    expect(asked).toHaveLength(1);
  });
});

describe("the probe", () => {
  it("says that all is well, with the release where it can be read", async () => {
    const { gateway, asked } = gatewayOver(inTurn(result([{ value: "glide-australia-02-11-2026" }])));
    expect(await gateway.probe(unheard)).toEqual({ buildName: "glide-australia-02-11-2026" });
    expect(asked[0]?.path).toContain("sys_properties?sysparm_query=name=glide.buildname");
  });

  it("says that all is well without the release", async () => {
    const { gateway } = gatewayOver(inTurn(result([])));
    expect(await gateway.probe(unheard)).toEqual({});
  });

  it("says what is wrong", async () => {
    const { gateway } = gatewayOver(inTurn(html(200, "<title> Instance Hibernating page </title>")));
    await expect(gateway.probe(unheard)).rejects.toMatchObject({ code: "SERVICENOW_HIBERNATING" });
  });
});
