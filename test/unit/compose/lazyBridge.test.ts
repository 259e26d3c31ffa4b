import { afterAll, afterEach, describe, expect, it, vi } from "vitest";

import { lazyBridge } from "../../../shared/composeLazily.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";

/** What goes wrong is said once on the console, for the host's log. */
const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
afterEach(() => void said.mockClear());
afterAll(() => said.mockRestore());

/** Not the emulator's own addresses: whoever runs the tests may be running the bridge as well. */
const unreachableStorage = [
  "DefaultEndpointsProtocol=http",
  "AccountName=nowhere",
  `AccountKey=${Buffer.from("nothing").toString("base64")}`,
  ...["Blob", "Queue", "Table"].map((service) => `${service}Endpoint=http://127.0.0.1:1/nowhere`),
].join(";");

async function refusalOf(environment: Record<string, string>): Promise<BridgeError> {
  try {
    await lazyBridge(environment).get();
  } catch (error) {
    if (error instanceof BridgeError) return error;
    throw error;
  }
  throw new Error("it was made");
}

describe("a bridge that is made when it is needed", () => {
  it("says everything that is wrong with its settings, to whoever needs it and in the log", async () => {
    const { code, detail, entry } = await refusalOf({ SERVICENOW_GRANT: "basic", BRIDGE_RETRY_SECONDS: "x" });
    expect({ code, httpStatus: entry.httpStatus }).toEqual({ code: "BRIDGE_STARTING", httpStatus: 503 });
    for (const name of ["BRIDGE_STORAGE", "SERVICENOW_INSTANCE_URL", "BRIDGE_RETRY_SECONDS"]) {
      expect(detail).toContain(`${name}: `);
    }
    expect(said.mock.calls).toEqual([[detail]]);
  });

  it.each([
    ["a storage key", { BRIDGE_STORAGE: "AccountName=;AccountKey=hunter2;EndpointSuffix=x" }],
    ["a storage address", { BRIDGE_STORAGE: "hunter2" }],
    ["a password", { SERVICENOW_PASSWORD: "hunter2" }],
    [
      "a client secret",
      {
        BRIDGE_STORAGE: unreachableStorage,
        SERVICENOW_INSTANCE_URL: "ftp://user:hunter2@contoso.example",
        SERVICENOW_GRANT: "password",
        SERVICENOW_USERNAME: "u",
        SERVICENOW_PASSWORD: "hunter2",
        SERVICENOW_CLIENT_ID: "c",
        SERVICENOW_CLIENT_SECRET: "hunter2",
      },
    ],
  ])("never repeats %s when it cannot be made", async (_what, environment) => {
    const { message, detail } = await refusalOf(environment);
    const texts = [message, detail, ...said.mock.calls.flat().map(String)];
    expect(texts.join("\n")).not.toContain("hunter2");
  });

  it("is tried again by the next who needs it", async () => {
    const { get } = lazyBridge({});
    const [one, same] = [get(), get()];
    expect(one, "whoever comes meanwhile waits for the same").toBe(same);
    await expect(one).rejects.toThrow();
    const next = get();
    expect(next).not.toBe(one);
    await expect(next).rejects.toThrow();
  });

  it("that nobody has needed yet, or that could not be made, can be closed", async () => {
    const untouched = lazyBridge({});
    await untouched.close();
    untouched.warmUp();
    await untouched.close();
  });
});
