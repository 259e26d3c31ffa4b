import { describe, expect, it } from "vitest";
import { endpointsOf, isLoopbackHttp } from "../../../../shared/adapters/azure/storageSettings.ts";

describe("endpointsOf", () => {
  it("knows the addresses of an account", () => {
    expect(endpointsOf("contoso")).toEqual({
      queue: "https://contoso.queue.core.windows.net",
      table: "https://contoso.table.core.windows.net",
      blob: "https://contoso.blob.core.windows.net",
    });
  });
});

describe("isLoopbackHttp", () => {
  it.each([
    { url: "http://127.0.0.1:10002/devstoreaccount1", is: true },
    { url: "http://localhost:10002/devstoreaccount1", is: true },
    { url: "http://[::1]:10002/devstoreaccount1", is: true },
    { url: "https://127.0.0.1:10002/devstoreaccount1", is: false },
    { url: "http://127.0.0.1.contoso.com/x", is: false },
    { url: "http://localhost.contoso.com/x", is: false },
    { url: "http://10.0.0.4:10002/x", is: false },
  ])("$url: $is", ({ url, is }) => {
    expect(isLoopbackHttp(url)).toBe(is);
  });
});
