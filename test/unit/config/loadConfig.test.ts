import { describe, expect, it } from "vitest";

import { defaultBridgeConfig } from "../../../shared/config/bridgeConfig.ts";
import { loadConfig } from "../../../shared/config/loadConfig.ts";

const load = (text: string | undefined) => loadConfig("routes/bridge.json", () => Promise.resolve(text));

describe("the configuration file", () => {
  it("may be missing", async () => {
    expect(await load(undefined)).toEqual(defaultBridgeConfig());
  });

  it("is read from where the settings say", async () => {
    const asked: string[] = [];
    await loadConfig("elsewhere.json", async (file) => void asked.push(file));
    expect(asked).toEqual(["elsewhere.json"]);
  });

  it("that is not JSON is named in the complaint", async () => {
    await expect(load('{ "routes": [ }')).rejects.toThrow("routes/bridge.json is not JSON: ");
    await expect(load("")).rejects.toThrow("routes/bridge.json is not JSON: ");
  });

  it("that cannot be used is named, with every complaint on a line", async () => {
    await expect(load('{ "routes": [{ "name": "a", "x": 1 }, { "y": 1 }] }')).rejects.toThrow(
      /^routes\/bridge\.json cannot be used:\n {2}routes\[0\]: .*x.*\n {2}routes\[1\]/,
    );
  });

  it("that cannot be read is an error, not a missing file", async () => {
    const refused = new Error("EACCES");
    await expect(loadConfig("bridge.json", () => Promise.reject(refused))).rejects.toBe(refused);
  });
});
