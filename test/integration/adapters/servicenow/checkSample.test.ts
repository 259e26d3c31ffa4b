import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { expect, it } from "vitest";

import { checkedAnswer } from "../../../../cli/connections/statusAnswers.ts";
import { checkText } from "../../../../cli/render/checkText.ts";
import { coloursFor } from "../../../../local/start/colours.ts";
import { startServiceNowSandbox } from "../../../../local/servicenow/startServiceNowSandbox.ts";
import { adminPassword, aWorld, checkedConnection, client, password, userName } from "./checkedWorld.ts";

const page = fileURLToPath(new URL("../../../../docs/connections.md", import.meta.url));

/** Without what is another in every run, or with every record that the sandbox gets, and where the lines were broken. */
function comparable(text: string): string {
  return (
    text
      .replaceAll(/(127\.0\.0\.1:|port )\d+/g, "$1…")
      .replaceAll(/in \d+ ms/g, "in … ms")
      .replaceAll(/\d+\.\d s/g, "… s")
      .replaceAll(/(there are|\w has) \d+/g, "$1 …")
      // The command breaks lines where the terminal ends.
      .replaceAll(/\n {15,}/g, " ")
      .trim()
  );
}

it("the sample in docs/connections.md is what the command says", async () => {
  const sandbox = await startServiceNowSandbox({
    integrationPassword: password,
    adminPassword,
    oauthClient: client,
    startUtc: "2026-03-01T12:00:00Z",
  });
  const world = aWorld(sandbox);
  world.refreshEndsUtc = "2026-05-04T12:00:00Z";
  world.connection = {
    ...world.connection,
    synchronise: ["incident"],
    createMissingCi: false,
    importSetTable: null,
    endsUtc: { clientSecret: "2026-06-09T12:00:00Z", certificate: null, password: null },
  };
  sandbox.changeUser(userName, { roles: ["sn_incident_write", "import_transformer"] });
  sandbox.setProperty("sandbox.data_policy.mandatory", "incident.caller_id");
  sandbox.setProperty("sandbox.acl.granted", "sys_data_policy_rule.read");
  const connection = checkedConnection(sandbox, world);
  try {
    const report = checkedAnswer.parse(await connection.check());
    const text = checkText(report, coloursFor({}, {}));

    const sample = (await readFile(page, "utf8"))
      .split("```\n")
      .find((block) => block.startsWith("servicenow  http"));
    expect(comparable(sample ?? "")).toBe(comparable(text));
  } finally {
    await connection.close();
    await sandbox.close();
  }
});
