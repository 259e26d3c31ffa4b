import { describe, expect, it } from "vitest";
import { sysIdFor } from "../../../../../local/servicenow/platform/sysId.ts";
import { setProperty } from "../../../../../local/servicenow/seed/properties.ts";
import { anIncident, aSandbox, instanceUrl } from "../sandboxBuilder.ts";

const failure = (message: string, detail: string | null) => ({
  error: { message, detail },
  status: "failure",
});
const noRecord = failure("No Record found", "Record doesn't exist or ACL restricts the record retrieval");
const unsupported =
  "Invalid content-type. Supported request media types for this service are: [application/json, application/xml, text/xml]";
type Row = Record<string, string>;
const result = (called: { body: unknown }) => (called.body as { result: Row }).result;
const rows = (called: { body: unknown }) => (called.body as { result: Row[] }).result;

describe("what the Table API refuses", () => {
  const sandbox = aSandbox();
  const incident = anIncident(sandbox);
  const path = `/api/now/table/incident/${incident["sys_id"] ?? ""}`;
  const denied = (what: string) =>
    failure("Operation Failed", `ACL Exception ${what} Failed due to security constraints`);

  it.each([
    [
      "a missing record",
      "admin",
      "GET",
      "/api/now/table/incident/00000000000000000000000000000000",
      404,
      noRecord,
    ],
    ["a hidden record", "tom.visitor", "GET", path, 404, noRecord],
    ["an unknown table", "admin", "GET", "/api/now/table/x_foo", 400, failure("Invalid table x_foo", null)],
    ["an insert without the role", "tom.visitor", "POST", "/api/now/table/incident", 403, denied("Insert")],
    [
      "an update without the role",
      "tom.visitor",
      "PATCH",
      `/api/now/table/sys_user/${sysIdFor("sys_user", "admin")}`,
      403,
      denied("Update"),
    ],
    ["a delete without the role", "bridge.integration", "DELETE", path, 403, denied("Delete")],
    ["a negative offset", "admin", "GET", "/api/now/table/incident?sysparm_offset=-1", 400, undefined],
    ["a POST to one record", "admin", "POST", path, 405, undefined],
    ["a DELETE of a table", "admin", "DELETE", "/api/now/table/incident", 405, undefined],
    [
      "a hidden column in a query",
      "maria.keller",
      "GET",
      "/api/now/table/sys_user?sysparm_query=locked_out=true",
      403,
      failure(
        "Insufficient rights to query records",
        "Field(s) present in the query do not have permission to be read",
      ),
    ],
  ])("%s", (_, userName, method, address, status, body) => {
    const called = sandbox.as(userName).call(method, address, method === "GET" ? undefined : {});
    expect(called.status).toBe(status);
    if (body !== undefined) expect(called.body).toEqual(body);
  });

  it.each([
    ["another content type", "text/plain", 415],
    ["XML, which the sandbox does not read", "application/xml", 415],
    ["no content type", undefined, 400],
  ])("a body with %s", (_, contentType, status) => {
    const called = sandbox
      .as("admin")
      .call("POST", "/api/now/table/incident", "{}", { "content-type": contentType });
    expect(called).toMatchObject({ status, body: failure(unsupported, null) });
  });

  it("a body that is no JSON", () => {
    const called = sandbox.as("admin").call("POST", "/api/now/table/incident", '{"short_description":');
    expect(called.status).toBe(400);
    expect(called.body).toMatchObject({
      error: {
        message: "Exception while reading request",
        detail: expect.stringMatching(/^Cannot decode: java\.io\.StringReader@[0-9a-f]{7}$/) as string,
      },
      status: "failure",
    });
  });

  it("an sys_id that is taken", () => {
    const called = sandbox
      .as("admin")
      .call("POST", "/api/now/table/incident", { sys_id: incident["sys_id"] });
    expect(called.status).toBe(403);
  });
});

describe("a list", () => {
  const sandbox = aSandbox();
  for (let i = 1; i <= 5; i++) anIncident(sandbox, { short_description: `incident ${i}` });
  const list = (query: string, userName = "bridge.integration", version = "") =>
    sandbox.as(userName).call("GET", `/api/now${version}/table/incident${query}`);

  it("is cut into pages, with links to the others", () => {
    const { status, headers, body } = list(
      "?sysparm_limit=2&sysparm_offset=2&sysparm_query=ORDERBYnumber&sysparm_fields=number",
    );
    const page = (relation: string, offset: number) =>
      `<${instanceUrl}/api/now/table/incident?sysparm_query=ORDERBYnumber&sysparm_fields=number&sysparm_limit=2&sysparm_offset=${offset}>;rel="${relation}"`;
    expect(status).toBe(200);
    expect(body).toEqual({ result: [{ number: "INC0010003" }, { number: "INC0010004" }] });
    expect(headers).toEqual({
      "X-Total-Count": "5",
      Link: [page("first", 0), page("prev", 0), page("next", 4), page("last", 4)].join(","),
    });
  });

  it("leaves count and links out if asked to", () => {
    expect(list("?sysparm_no_count=true&sysparm_suppress_pagination_header=true").headers).toEqual({});
  });

  it.each([
    ["?state=new", 5],
    ["?state=closed", 0],
    ["?number=INC0010002&state=1", 1],
    ["?opened_by=Bridge Integration", 5],
    ["?no_such_column=1", 5],
    ["?sysparm_query=number=INC0010002&state=closed", 1],
  ])("%s filters by display values unless there is a query: %i", (query, count) => {
    expect(rows(list(query))).toHaveLength(count);
  });

  it("of nothing is 200 and empty, but 404 in version 1", () => {
    expect(list("?sysparm_query=state=7")).toMatchObject({ status: 200, body: { result: [] } });
    expect(list("?sysparm_query=state=7", "admin", "/v2")).toMatchObject({
      status: 200,
      body: { result: [] },
    });
    expect(list("?sysparm_query=state=7", "admin", "/v1")).toMatchObject({ status: 404, body: noRecord });
  });

  it("is empty, not forbidden, for whoever may not read; the count still counts", () => {
    expect(list("", "tom.visitor")).toMatchObject({
      status: 200,
      body: { result: [] },
      headers: { "X-Total-Count": "5" },
    });
  });

  it("applies the limit before access rules, so that a page may be short", () => {
    const properties = (query: string) =>
      sandbox.as("bridge.integration").call("GET", `/api/now/table/sys_properties${query}`);
    const all = rows(properties(""));
    expect(all.length).toBeGreaterThan(1);
    const shortPage = properties("?sysparm_query=ORDERBYDESCname&sysparm_limit=5");
    expect(rows(shortPage).length).toBeLessThan(5);
    expect(Number(shortPage.headers["X-Total-Count"])).toBeGreaterThan(all.length);
  });

  it("leaves out columns that the reader may not see", () => {
    const one = (userName: string) =>
      Object.keys(
        result(sandbox.as(userName).call("GET", `/api/now/table/sys_user/${sysIdFor("sys_user", "admin")}`)),
      );
    expect(one("maria.keller")).not.toContain("locked_out");
    expect(one("admin")).toContain("locked_out");
    expect(one("admin")).not.toContain("user_password");
  });

  it("of a table contains the records of tables that extend it", () => {
    const called = sandbox.as("admin").call("GET", "/api/now/table/cmdb_ci?sysparm_query=name=stshopprod1");
    const [row] = rows(called);
    expect(row).toMatchObject({ sys_class_name: "cmdb_ci_cloud_storage_account" });
    expect(row).not.toHaveProperty("object_id");
  });
});

describe("a write", () => {
  const incidents = "/api/now/table/incident";

  it("answers 201 with the record and its address", () => {
    const called = aSandbox()
      .as("bridge.integration")
      .call("POST", incidents, { short_description: "Disk full" });
    const { sys_id: sysId, number } = result(called);
    expect(called.status).toBe(201);
    expect(called.headers).toEqual({ Location: `${instanceUrl}${incidents}/${sysId ?? ""}` });
    expect(number).toBe("INC0010001");
  });

  it("creates a record with defaults from an empty body", () => {
    const called = aSandbox().as("bridge.integration").call("POST", incidents, undefined, {});
    expect(called.status).toBe(201);
    expect(result(called)).toMatchObject({
      state: "1",
      impact: "3",
      urgency: "3",
      priority: "5",
      caller_id: "",
    });
  });

  it("takes single quotes, numbers and booleans, and ignores unknown keys", () => {
    const sandbox = aSandbox();
    const body = `{'short_description':'it\\'s "full"','impact':1,'knowledge':true,'u_unknown':'x'}`;
    const called = sandbox.as("bridge.integration").call("POST", incidents, body);
    expect(result(called)).toMatchObject({
      short_description: `it's "full"`,
      impact: "1",
      knowledge: "true",
    });
    expect(result(called)).not.toHaveProperty("u_unknown");
  });

  it("processes only the first of several records", () => {
    const sandbox = aSandbox();
    sandbox
      .as("bridge.integration")
      .call("POST", incidents, JSON.stringify([{ number: "A" }, { number: "B" }]));
    expect(sandbox.instance.store.all("incident").map(({ values }) => values["number"])).toEqual(["A"]);
  });

  it("answers without a body if the caller wants none", () => {
    const headers = { "content-type": "application/json", "x-no-response-body": "true" };
    const called = aSandbox().as("bridge.integration").call("POST", incidents, {}, headers);
    expect(called).toMatchObject({ status: 201, body: undefined });
  });

  it("understands display values only if told so", () => {
    const sandbox = aSandbox();
    const body = { caller_id: "Maria Keller", impact: "1 - High", opened_at: "2026-03-01 12:00:00" };
    const write = (query: string) =>
      result(
        sandbox
          .as("maria.keller")
          .call("POST", `${incidents}?sysparm_exclude_reference_link=true${query}`, body),
      );
    expect(write("&sysparm_input_display_value=true")).toMatchObject({
      caller_id: sysIdFor("sys_user", "maria.keller"),
      impact: "1",
      opened_at: "2026-03-01 11:00:00",
    });
    expect(write("")).toMatchObject({
      caller_id: "Maria Keller",
      impact: "3",
      opened_at: "2026-03-01 12:00:00",
    });
  });

  it.each([
    ["clears text", { short_description: "" }, { short_description: "", category: "network" }],
    ["does not clear a choice", { category: "" }, { category: "network" }],
    ["does not store a choice that does not exist", { category: "nonsense" }, { category: "network" }],
    [
      "ignores stamps",
      { sys_updated_by: "evil", sys_mod_count: "99" },
      { sys_updated_by: "bridge.integration", sys_mod_count: "0" },
    ],
  ])("%s", (_, body, expected) => {
    const sandbox = aSandbox();
    const { sys_id: sysId } = anIncident(sandbox, { short_description: "x", category: "network" });
    expect(
      result(sandbox.as("bridge.integration").call("PUT", `${incidents}/${sysId ?? ""}`, body)),
    ).toMatchObject(expected);
  });

  it("stores unknown choices once the property allows them", () => {
    const sandbox = aSandbox();
    setProperty(sandbox.instance, "glide.rest.choice.allow_non_existing_value", "true");
    expect(anIncident(sandbox, { category: "nonsense" })).toMatchObject({ category: "nonsense" });
  });

  it("cuts text at the length of its column", () => {
    const { short_description: cut, correlation_id: id } = anIncident(aSandbox(), {
      short_description: "x".repeat(159) + "🔥",
      correlation_id: "y".repeat(101),
    });
    expect(cut).toBe("x".repeat(159));
    expect(id).toHaveLength(100);
  });

  it("counts changes, and nothing else counts as one", () => {
    const sandbox = aSandbox();
    const { sys_id: sysId } = anIncident(sandbox, { impact: "2" });
    sandbox.clock.advanceMs(5000);
    const patch = (body: object) =>
      result(sandbox.as("maria.keller").call("PATCH", `${incidents}/${sysId ?? ""}`, { ...body }));
    expect(patch({ impact: "2" })).toMatchObject({
      sys_mod_count: "0",
      sys_updated_on: "2026-03-04 10:20:30",
    });
    expect(patch({ impact: "1" })).toMatchObject({
      sys_mod_count: "1",
      sys_updated_on: "2026-03-04 10:20:35",
      sys_updated_by: "maria.keller",
    });
    expect(patch({ work_notes: "seen" })).toMatchObject({ sys_mod_count: "2" });
  });

  it("removes a record for good", () => {
    const sandbox = aSandbox();
    const path = `${incidents}/${anIncident(sandbox, { work_notes: "note" })["sys_id"] ?? ""}`;
    expect(sandbox.as("admin").call("DELETE", path)).toEqual({ status: 204, body: undefined, headers: {} });
    expect(sandbox.as("admin").call("DELETE", path).status).toBe(404);
    expect(sandbox.instance.store.count("sys_journal_field")).toBe(0);
  });
});
