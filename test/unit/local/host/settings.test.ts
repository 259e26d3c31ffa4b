import { describe, expect, it } from "vitest";
import { parseJsonFile } from "../../../../local/host/parseJsonFile.ts";
import { resolveBinding } from "../../../../local/host/settings.ts";
import { expandEmulator } from "../../../../local/host/storageConnection.ts";

describe("a file that is not JSON", () => {
  it.each`
    mistake                 | text                          | place
    ${"a missing comma"}    | ${'{\n  "a": 1\n  "b": 2\n}'} | ${"3:3"}
    ${"a stray word"}       | ${'{\n  "a": yes\n}'}         | ${"2:8"}
    ${"a trailing comma"}   | ${'{"a": 1,}'}                | ${"1:9"}
    ${"a comment"}          | ${'{\n// why\n"a": 1}'}       | ${"2:1"}
    ${"an end too early"}   | ${'{\n  "a": {\n'}            | ${"3:1"}
    ${"a text without end"} | ${'{"a": "x'}                 | ${"1:9"}
    ${"something after it"} | ${"{}\n}"}                    | ${"2:1"}
    ${"nothing"}            | ${""}                         | ${"1:1"}
  `("is named with the place of $mistake", ({ text, place }: Record<string, string>) => {
    expect(() => parseJsonFile(text ?? "", "f.json")).toThrow(new RegExp(`^f\\.json:${place ?? ""}: \\w`));
  });

  it("may begin with a byte order mark", () => {
    expect(parseJsonFile('\uFEFF{"a":1}', "f.json")).toEqual({ a: 1 });
  });
});

describe("%SETTING% in a binding", () => {
  const binding = { type: "queueTrigger", direction: "in", queueName: "%PREFIX%-alerts", batch: 3 } as const;

  it("is replaced, whatever its case", () => {
    expect(resolveBinding(binding, { prefix: "contoso" }, "deliver")).toEqual({
      ...binding,
      queueName: "contoso-alerts",
    });
  });

  it("without a value is refused by name", () => {
    expect(() => resolveBinding(binding, {}, "deliver")).toThrow(
      'Function "deliver": queueName "%PREFIX%-alerts" needs the setting PREFIX.',
    );
  });
});

describe("UseDevelopmentStorage=true", () => {
  it.each`
    given                                                                                 | endpoint
    ${"UseDevelopmentStorage=true"}                                                       | ${"http://127.0.0.1:10001/devstoreaccount1"}
    ${"UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://10.0.0.5"}            | ${"http://10.0.0.5:10001/devstoreaccount1"}
    ${"UseDevelopmentStorage=true;QueueEndpoint=http://127.0.0.1:11001/devstoreaccount1"} | ${"http://127.0.0.1:11001/devstoreaccount1"}
  `("$given is $endpoint", ({ given, endpoint }: Record<string, string>) => {
    expect(expandEmulator(given ?? "")).toContain(`;QueueEndpoint=${endpoint ?? ""};`);
  });

  it("is the only thing that is expanded", () => {
    const other = "AccountName=contoso;AccountKey=a2V5;EndpointSuffix=core.windows.net";
    expect(expandEmulator(other)).toBe(other);
  });
});
