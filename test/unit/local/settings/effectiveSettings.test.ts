import { describe, expect, it } from "vitest";

import { environmentForHost, planWorld } from "../../../../local/settings/effectiveSettings.ts";

const sandbox = "http://127.0.0.1:8089";
const instance = "https://contoso.service-now.com";
const account = "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=x";
const running = { storageConnection: "Azurite's connection", sandboxUrl: "http://127.0.0.1:9999" };

describe("planWorld", () => {
  it.each`
    when                                     | file                                     | environment                              | sandbox
    ${"the settings name the sandbox"}       | ${{ SERVICENOW_INSTANCE_URL: sandbox }}  | ${{}}                                    | ${true}
    ${"they say nothing"}                    | ${{}}                                    | ${{}}                                    | ${true}
    ${"they name an instance"}               | ${{ SERVICENOW_INSTANCE_URL: instance }} | ${{}}                                    | ${false}
    ${"the environment names an instance"}   | ${{ SERVICENOW_INSTANCE_URL: sandbox }}  | ${{ SERVICENOW_INSTANCE_URL: instance }} | ${false}
    ${"the environment names it once again"} | ${{ SERVICENOW_INSTANCE_URL: instance }} | ${{ SERVICENOW_INSTANCE_URL: sandbox }}  | ${true}
  `("when $when, the sandbox is started: $sandbox", ({ file, environment, sandbox: needed }: SandboxRow) => {
    expect(planWorld(file, environment).needsSandbox).toBe(needed);
  });

  it("starts no Azurite when both stores are an account", () => {
    expect(planWorld({ BRIDGE_STORAGE: account, AzureWebJobsStorage: account }, {}).needsAzurite).toBe(false);
    expect(planWorld({ BRIDGE_STORAGE: account }, {}).needsAzurite).toBe(true);
  });
});

describe("environmentForHost", () => {
  it("puts the running world's addresses where the settings mean it", () => {
    const file = { BRIDGE_STORAGE: "UseDevelopmentStorage=true;", AzureWebJobsStorage: account };

    expect(environmentForHost(file, {}, running)).toEqual({
      BRIDGE_STORAGE: "Azurite's connection",
      SERVICENOW_INSTANCE_URL: "http://127.0.0.1:9999",
    });
  });

  it("leaves alone what was not started", () => {
    expect(environmentForHost({}, {}, { storageConnection: undefined, sandboxUrl: undefined })).toEqual({});
  });
});

type SandboxRow = {
  readonly file: Record<string, string>;
  readonly environment: Record<string, string>;
  readonly sandbox: boolean;
};
