import { describe, expect, it } from "vitest";

import { Refused } from "../../../../cli/refusals.ts";
import { askDraft } from "../../../../cli/connections/askDraft.ts";
import type { Draft } from "../../../../cli/connections/definitionOptions.ts";

type Refusal = { readonly code: string; readonly problems?: readonly string[] };

/** Somebody who types these lines; the bridge refuses what they lead to, once for each refusal. */
async function answering(lines: readonly string[], refusals: readonly Refusal[] = [], draft: Draft = {}) {
  const shown: string[] = [];
  const typed = [...lines];
  const left = [...refusals];
  const asked = await askDraft(
    {
      question: async (text) => {
        const line = typed.shift();
        if (line === undefined) throw new Error(`Nothing is left to answer to: ${text}`);
        shown.push(text);
        return line;
      },
      say: (line) => void shown.push(line),
      close: () => undefined,
    },
    { name: undefined, draft },
    {
      review: async () => {
        const refusal = left.shift();
        if (refusal !== undefined) throw new Refused("It is refused.", { status: 400, ...refusal });
      },
      redirectUrlOf: (name) => `https://bridge.contoso.com/api/connections/${name}/authorized`,
    },
  );
  return { ...asked, shown: shown.join("\n"), unused: typed };
}

const defaults = ["", "", "", "", ""];

describe("bridge connections add, asking", () => {
  it("takes an empty answer for the default", async () => {
    const { name, draft } = await answering([
      "https://contoso.service-now.com",
      ...["", "clientCredentials", "7d3c"],
      ...defaults,
    ]);
    expect(name).toBe("contoso");
    expect(draft).toEqual({
      instanceUrl: "https://contoso.service-now.com",
      grant: { kind: "clientCredentials", clientId: "7d3c" },
      synchronise: ["incident"],
      daysBack: 30,
      createMissingCi: false,
    });
  });

  it("tells the redirect URL before it asks for the client that needs it", async () => {
    const { shown } = await answering(["contoso", "", "1", "7d3c", ...defaults, ""]);
    expect(shown).toMatch(
      /Redirect URL[^]*https:\/\/bridge\.contoso\.com\/api\/connections\/contoso\/authorized[^]*Client id/,
    );
  });

  it.each<[string, string, string]>([
    ["a bare name", "contoso", "https://contoso.service-now.com"],
    ["a host", "Contoso.service-now.com", "https://contoso.service-now.com"],
  ])("completes %s to the instance's address", async (_what, typed, url) => {
    const { draft, shown } = await answering([typed, "", "3", "7d3c", ...defaults]);
    expect(draft["instanceUrl"]).toBe(url);
    expect(shown).toContain(url);
  });

  it("calls this machine's sandbox so, and not 127", async () => {
    expect((await answering(["http://127.0.0.1:8089", "", "3", "7d3c", ...defaults])).name).toBe("sandbox");
  });

  it.each<[string, readonly string[], string]>([
    ["http", ["http://contoso.service-now.com"], "it does not begin with https://"],
    ["a host without the hyphen", ["https://contoso.servicenow.com"], "contoso.service-now.com"],
    ["a path", ["https://contoso.service-now.com/nav_to.do"], "only the host is expected"],
    ["a name with blanks", ["contoso", "my name"], "letters, digits"],
    ["a grant that there is not", ["contoso", "", "9"], "One of the six"],
    ["no client id", ["contoso", "", "3", ""], "It is needed."],
    ["an unknown kind", ["contoso", "", "3", "7d3c", "", "problem"], '"problem" is none'],
    ["500 days", ["contoso", "", "3", "7d3c", "", "", "500"], "at most 120"],
    ["an unknown state", ["contoso", "", "3", "7d3c", "", "", "", "", "open=Offen"], '"open" is no state'],
  ])("says at once what is wrong with %s, and asks again", async (_what, wrong, complaint) => {
    const good = ["contoso", "", "3", "7d3c", ...defaults];
    const { shown, unused } = await answering([...wrong, ...good.slice(wrong.length - 1)]);
    expect(shown).toContain(complaint);
    expect(unused).toEqual([]);
  });

  it("asks again only for what the bridge does not take", async () => {
    const { draft, shown, unused } = await answering(
      ["https://itsm.contoso.com", "", "3", "7d3c", ...defaults, "https://contoso.service-now.com"],
      [{ code: "REQUEST_INVALID", problems: ["instanceUrl: the host is not allowed; see the settings"] }],
    );
    expect(shown).toContain("instanceUrl: the host is not allowed; see the settings");
    expect(draft["instanceUrl"]).toBe("https://contoso.service-now.com");
    expect(unused).toEqual([]);
  });

  it("asks for another name where there is a connection of that one", async () => {
    const { name } = await answering(
      ["contoso", "", "3", "7d3c", ...defaults, "fabrikam"],
      [{ code: "CONNECTION_NAME_TAKEN" }],
    );
    expect(name).toBe("fabrikam");
  });

  it("tells the redirect URL again that another name has", async () => {
    const { shown } = await answering(
      ["contoso", "", "1", "7d3c", ...defaults, "", "fabrikam"],
      [{ code: "CONNECTION_NAME_TAKEN" }],
    );
    expect(shown).toContain("/api/connections/fabrikam/authorized");
  });

  it("ends where another answer would not help", async () => {
    await expect(
      answering(["contoso", "", "3", "7d3c", ...defaults], [{ code: "SECRET_STORE_MISSING" }]),
    ).rejects.toMatchObject({ code: "SECRET_STORE_MISSING" });
  });

  const ids = ["6f1d2c3b-1111-2222-3333-444455556666", "7a1d2c3b-1111-2222-3333-444455556666"] as const;
  it.each<[string, readonly string[], Draft]>([
    [
      "a password that is kept",
      ["7d3c", "bridge"],
      { kind: "password", clientId: "7d3c", user: { userName: "bridge" } },
    ],
    ["a password that is given once", ["7d3c", ""], { kind: "password", clientId: "7d3c" }],
    [
      "an app registration",
      ["api://itsm", ids.join(" ")],
      { kind: "entra", audience: "api://itsm", application: { tenantId: ids[0], clientId: ids[1] } },
    ],
    ["the app's own identity", ["api://itsm", ""], { kind: "entra", audience: "api://itsm" }],
  ])("lets choose %s", async (_what, answers, grant) => {
    const { draft } = await answering(["contoso", "", String(grant["kind"]), ...answers, ...defaults, ""]);
    expect(draft["grant"]).toEqual(grant);
  });

  it("asks for an app registration again that is none, and not at all where an identity is named", async () => {
    const { shown } = await answering(["contoso", "", "5", "api://itsm", "one two", "", ...defaults]);
    expect(shown).toContain("Two ids with a blank between them");
    const named = await answering(["contoso", "", ...defaults], [], {
      grant: { kind: "entra", audience: "api://itsm", managedIdentityClientId: ids[0] },
    });
    expect(named.shown).not.toContain("App registration");
  });

  it("asks for nothing that the flags have said", async () => {
    const { draft, shown } = await answering(["contoso", "", "7d3c", "", "", ""], [], {
      grant: { kind: "clientCredentials" },
      daysBack: 60,
      synchronise: ["changeRequest"],
    });
    expect(draft).toMatchObject({ daysBack: 60, synchronise: ["changeRequest"] });
    expect(shown).not.toMatch(/Grant|Days back|Synchronise/);
  });
});
