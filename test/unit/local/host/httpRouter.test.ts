import { describe, expect, it } from "vitest";
import { makeHttpRouter } from "../../../../local/host/httpRouter.ts";

const routerFor = (templates: readonly string[], prefix = "") =>
  makeHttpRouter(
    prefix,
    templates.map((template) => ({ template, methods: ["GET"], target: template })),
  );

describe("route templates", () => {
  it.each`
    template                   | path                   | found
    ${"alerts"}                | ${"/alerts"}           | ${{}}
    ${"alerts"}                | ${"/ALERTS/"}          | ${{}}
    ${"alerts/{id}"}           | ${"/alerts"}           | ${undefined}
    ${"alerts/{id?}"}          | ${"/alerts"}           | ${{}}
    ${"alerts/{id:int?}"}      | ${"/alerts/7"}         | ${{ id: "7" }}
    ${"alerts/{id:int}"}       | ${"/alerts/x"}         | ${undefined}
    ${"alerts/{id:length(2)}"} | ${"/alerts/xyz"}       | ${{ id: "xyz" }}
    ${"{a}/to/{b}"}            | ${"/x/to/y"}           | ${{ a: "x", b: "y" }}
    ${"files/{name}.json"}     | ${"/files/a.json"}     | ${{ name: "a" }}
    ${"files/{name}.json"}     | ${"/files/a.xml"}      | ${undefined}
    ${"{*rest}"}               | ${"/"}                 | ${{}}
    ${"{*rest}"}               | ${"/a/b.c"}            | ${{ rest: "a/b.c" }}
    ${"portal/{**rest}"}       | ${"/portal/a"}         | ${{ rest: "a" }}
    ${"at/10:30"}              | ${"/at/10:30"}         | ${{}}
    ${"alerts/{id}"}           | ${"/alerts/%E2%82%AC"} | ${{ id: "€" }}
    ${"alerts/{id}"}           | ${"/alerts/%zz"}       | ${undefined}
  `("$template finds in $path $found", ({ template, path, found }: Record<string, string>) => {
    expect(routerFor([template ?? ""])("GET", path ?? "")?.params).toEqual(found);
  });

  it("prefer the literal to the parameter, and that to the catch-all", () => {
    const match = routerFor(["{*all}", "alerts/{id}", "alerts/test"], "api");
    expect(match("GET", "/api/alerts/test")?.target).toBe("alerts/test");
    expect(match("GET", "/api/alerts/other")?.target).toBe("alerts/{id}");
    expect(match("GET", "/api/anything/else")?.target).toBe("{*all}");
    expect(match("GET", "/alerts/test")).toBeUndefined();
  });

  it.each`
    template          | message
    ${"{*rest}/more"} | ${"{rest} can only be the last part"}
    ${"{id?}/more"}   | ${"{id} can only be the last part"}
    ${"alerts/{id"}   | ${'cannot be read at "{id"'}
  `("$template is refused", ({ template, message }: Record<string, string>) => {
    expect(() => routerFor([template ?? ""])).toThrow(message);
  });

  it("cannot begin with what belongs to the host", () => {
    expect(() => routerFor(["admin/tickets"])).toThrow("/admin and /runtime belong to the host");
    expect(routerFor(["admin/tickets"], "api")("GET", "/api/admin/tickets")).toBeDefined();
    expect(routerFor(["administer"])("GET", "/administer")).toBeDefined();
  });

  it("cannot be taken twice for one method", () => {
    expect(() => routerFor(["alerts/{id}", "alerts/{name}"])).toThrow(
      'Route "alerts/{name}" (GET) cannot be used',
    );
  });
});
