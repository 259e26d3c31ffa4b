import { describe, expect, it } from "vitest";

import { allCodes } from "../../../shared/failures/failureView.ts";
import { aTerminal } from "./runBridge.ts";

/** Nothing answers there: these commands need no bridge. */
const terminal = aTerminal({ BRIDGE_URL: "http://127.0.0.1:9" });

describe("bridge errors", () => {
  it("lists every code, or those of one owner", async () => {
    const all = await terminal(["errors"]);
    expect(all.code).toBe(0);
    for (const code of allCodes) expect(all.out).toContain(code);

    const { out } = await terminal(["errors", "list", "--owner", "theirs", "--json"]);
    const { errors } = JSON.parse(out) as { errors: { ownerName: string }[] };
    expect(new Set(errors.map(({ ownerName }) => ownerName))).toEqual(new Set(["theirs"]));
  });

  it("refuses an owner that nobody is", async () => {
    expect(await terminal(["errors", "list", "--owner", "them"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("One of: credentials, configuration, theirs, sender, ours") as string,
    });
  });

  it("explains a code, and guesses at one that is misspelt", async () => {
    const { code, out } = await terminal(["errors", "show", "servicenow-data-policy"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^SERVICENOW_DATA_POLICY {2}A data policy[^]*what to do[^]*read more +docs\/errors\//,
    );

    expect(await terminal(["errors", "show", "SERVICENOW_DATAPOLICY"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("Did you mean SERVICENOW_DATA_POLICY?") as string,
    });
  });

  it("finds the code of what is pasted, from the arguments or from standard input", async () => {
    const pasted = '403 {"error":{"message":"Operation Failed","detail":"ACL Exception Update Failed"}}';
    const fromInput = await terminal(["errors", "find", "-"], pasted);
    expect(fromInput.code).toBe(0);
    expect(fromInput.out).toMatch(/^SERVICENOW_ACL_DENIED[^]*how sure +certain/);
    expect((await terminal(["errors", "find", ...pasted.split(" ")])).out).toBe(fromInput.out);
  });

  it("says so if nobody knows it, and what to do then", async () => {
    const { code, out, err } = await terminal(["errors", "find", "\u001b[2Jhello"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("This text is not known");
    expect(err).toContain("curl -i");
  });

  it("answers machines in JSON, with nothing left out", async () => {
    const { out } = await terminal([
      "--json",
      "errors",
      "find",
      "ServiceDeskHttpBadRequestException: StatusCode=429",
    ]);
    expect(JSON.parse(out)).toMatchObject({
      findings: [
        { code: "SERVICENOW_RATE_LIMITED", sureness: "likely" },
        { code: "SERVICENOW_BUSY", sureness: "possible" },
      ],
      oldErrors: [{ name: "Rate problem" }],
      isSuccess: false,
    });
  });
});
