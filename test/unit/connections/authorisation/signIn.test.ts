import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";

import type { BroughtBack } from "../../../../shared/connections/authorisation/finishSignIn.ts";
import type { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import {
  aBrowser,
  aConnection,
  authorisationWorld,
  type Browser,
  integrationUser,
  press,
  publicUrl,
} from "../../../support/builders/authorisationWorld.ts";

type World = ReturnType<typeof authorisationWorld>;

const wish = { who: "said: operator@contoso", reachedAt: "http://127.0.0.1:7071" };
const signedIn = {
  kind: "authorizationCode",
  clientId: "contoso-client",
  clientSecret: { from: "store", name: "contoso--client-secret" },
} as const;
const colleague = { userName: "maria.keller", sysId: "6".repeat(32) };

async function aLink(world: World) {
  const begun = await world.instance().begin("servicenow", wish);
  if (begun.way !== "link") throw new Error(`It is ${begun.way}`);
  return { ...begun, ticket: new URL(begun.link).searchParams.get("ticket") ?? "" };
}

/** A browser that has pressed the button, and the state with which it may come back. */
async function sentToSignIn(world: World) {
  const link = await aLink(world);
  const browser = aBrowser();
  return { link, browser, ...(await press(world.instance(), browser, link.link)) };
}

const back = { code: "code-1", error: null, errorDescription: null };

function comeBack(
  world: World,
  browser: Browser,
  state: string | null,
  brought: Partial<Omit<BroughtBack, "state">> = {},
) {
  return world.instance().finishSignIn("servicenow", { ...back, state, ...brought }, browser.visitor());
}

function refusedWith(code: string, detail: RegExp) {
  return expect.objectContaining({ code, detail: expect.stringMatching(detail) as string }) as BridgeError;
}

describe("a link", () => {
  it("leads to the bridge's own page, and names the address that ServiceNow has to know", async () => {
    const { link, redirectUri, instanceUrl, endsUtc } = await aLink(authorisationWorld());

    expect(redirectUri).toBe(`${publicUrl}/api/connections/servicenow/authorized`);
    expect(link).toMatch(
      /^https:\/\/bridge\.contoso\.example\/api\/connections\/servicenow\/authorize\?ticket=[0-9a-f]{96}$/,
    );
    expect(instanceUrl).toBe("https://contoso.service-now.com");
    expect(endsUtc).toBe("2026-03-01T12:10:00.000Z");
  });

  it("is not used up by looking at it", async () => {
    const world = authorisationWorld();
    const { ticket } = await aLink(world);

    for (const browser of [aBrowser(), aBrowser()]) {
      const view = await world.instance().viewLink("servicenow", browser.visitor({ ticket }));
      expect(view.connection.name).toBe("servicenow");
    }
  });

  it("belongs to the browser that presses its button first", async () => {
    const world = authorisationWorld();
    const { link, browser } = await sentToSignIn(world);
    const stolen = refusedWith("AUTHORISATION_STATE_INVALID", /another browser/);

    await expect(
      world.instance().viewLink("servicenow", aBrowser().visitor({ ticket: link.ticket })),
    ).rejects.toEqual(stolen);
    await expect(press(world.instance(), aBrowser(), link.link)).rejects.toEqual(stolen);
    await expect(press(world.instance(), browser, link.link)).resolves.toBeDefined();
  });

  it.each([
    ["cut short", (ticket: string) => ticket.slice(0, 90)],
    ["changed", (ticket: string) => `${ticket.slice(0, -1)}${ticket.endsWith("0") ? "1" : "0"}`],
    ["made up", () => "f".repeat(96)],
    ["empty", () => ""],
  ])("that was %s opens nothing", async (_how, change) => {
    const world = authorisationWorld();
    const { ticket } = await aLink(world);

    await expect(
      world.instance().viewLink("servicenow", aBrowser().visitor({ ticket: change(ticket) })),
    ).rejects.toEqual(refusedWith("AUTHORISATION_STATE_INVALID", /whole link|No such link/));
  });

  it("of one connection opens no other", async () => {
    const world = authorisationWorld();
    const { ticket } = await aLink(world);

    await expect(world.instance().viewLink("other", aBrowser().visitor({ ticket }))).rejects.toEqual(
      refusedWith("AUTHORISATION_STATE_INVALID", /No such link/),
    );
  });

  it("counts for ten minutes, and for ten more from the button on", async () => {
    const world = authorisationWorld();
    const { link, ticket } = await aLink(world);
    const browser = aBrowser();
    world.clock.advanceMs(599_999);
    const { state } = await press(world.instance(), browser, link);
    world.clock.advanceMs(599_999);
    expect((await comeBack(world, browser, state)).kind).toBe("authorised");

    const late = authorisationWorld();
    const other = await aLink(late);
    late.clock.advanceMs(600_000);
    await expect(late.instance().viewLink("servicenow", aBrowser().visitor(other))).rejects.toEqual(
      refusedWith("AUTHORISATION_EXPIRED", /2026-03-01T12:10/),
    );
    expect(ticket).not.toBe("");
  });

  it("does nothing more once it has done its work", async () => {
    const world = authorisationWorld();
    const { link, browser, state } = await sentToSignIn(world);
    await comeBack(world, browser, state);

    await expect(press(world.instance(), browser, link.link)).rejects.toEqual(
      refusedWith("AUTHORISATION_STATE_INVALID", /done its work/),
    );
  });

  it.each([
    "http://bridge.contoso.example",
    "ftp://bridge.contoso.example",
    "https://user:secret@bridge.contoso.example",
  ])("is not given out for %s, where what comes back would not be safe", async (address) => {
    await expect(authorisationWorld().at(address).begin("servicenow", wish)).rejects.toEqual(
      refusedWith("REDIRECT_URI_REFUSED", /BRIDGE_PUBLIC_URL/),
    );
  });
});

describe("a browser that comes back", () => {
  it("brings the code that is exchanged with the verifier of the challenge that it was sent with", async () => {
    const world = authorisationWorld();
    const { browser, state, codeChallenge } = await sentToSignIn(world);

    const result = await comeBack(world, browser, state);

    expect(result).toMatchObject({ kind: "authorised", account: integrationUser });
    const [request] = world.requests;
    if (request?.by !== "code") throw new Error("No code was exchanged");
    expect(request).toMatchObject({
      code: "code-1",
      redirectUri: `${publicUrl}/api/connections/servicenow/authorized`,
    });
    expect(createHash("sha256").update(request.codeVerifier).digest("base64url")).toBe(codeChallenge);
    expect(request.codeVerifier).toMatch(/^[\w-]{43}$/);
  });

  it("may come back to another instance, which keeps neither state nor verifier anywhere", async () => {
    const world = authorisationWorld();
    const { link, browser, state, cookie } = await sentToSignIn(world);
    await comeBack(world, browser, state);
    const [request] = world.requests;

    const stored = JSON.stringify(await world.pending.read(link.id));
    for (const secret of [link.ticket, state, cookie.value].map((text) => text.slice(32))) {
      expect(stored).not.toContain(secret);
    }
    expect(stored).not.toContain(request?.by === "code" ? request.codeVerifier : "?");
    expect(stored).not.toContain("code-1");
  });

  it("has its account, its end and who asked for the link written down", async () => {
    const world = authorisationWorld();
    const { link, browser, state } = await sentToSignIn(world);
    await comeBack(world, browser, state);

    expect(world.setup).toMatchObject({
      state: "syncing",
      account: integrationUser,
      connectedSinceUtc: "2026-03-01T12:00:00.000Z",
    });
    expect(world.audited).toMatchObject([
      {
        action: "connection.authorised",
        who: wish.who,
        details: { by: "code", account: "bridge.integration" },
      },
    ]);
    expect(world.resumed).toEqual(["servicenow"]);
    expect(await world.instance().view("servicenow", link.id)).toMatchObject({
      state: "authorised",
      account: integrationUser,
      ends: { refreshEndsUtc: "2026-05-30T12:00:00.000Z" },
      problem: null,
    });
  });

  it("reads the same again when it reloads, and exchanges nothing twice", async () => {
    const world = authorisationWorld();
    const { browser, state } = await sentToSignIn(world);
    const first = await comeBack(world, browser, state);
    world.clock.advanceMs(3_600_000);

    expect(await comeBack(world, browser, state)).toEqual(first);
    expect(world.requests).toHaveLength(1);
  });

  it("waits when it comes twice at once", async () => {
    const world = authorisationWorld();
    const { browser, state } = await sentToSignIn(world);
    const meanwhile: string[] = [];
    world.duringExchange = async () => void meanwhile.push((await comeBack(world, browser, state)).kind);

    const result = await comeBack(world, browser, state);

    expect([result.kind, ...meanwhile]).toEqual(["authorised", "underWay"]);
    expect(world.requests).toHaveLength(1);
  });

  it.each([
    ["without a state", null, /missing/],
    ["with an empty state", "", /missing/],
    ["with a state of somebody else's", "xyz", /not one of this bridge/],
    ["with a state that was never given", "e".repeat(96), /Nobody was sent/],
  ])("%s exchanges nothing", async (_how, state, detail) => {
    const world = authorisationWorld();
    const { browser } = await sentToSignIn(world);

    await expect(comeBack(world, browser, state)).rejects.toEqual(
      refusedWith("AUTHORISATION_STATE_INVALID", detail),
    );
    expect(world.requests).toEqual([]);
  });

  it("with the state of a sign-in that was begun anew since exchanges nothing", async () => {
    const world = authorisationWorld();
    const { link, browser, state } = await sentToSignIn(world);
    const newer = await press(world.instance(), browser, link.link);

    await expect(comeBack(world, browser, state)).rejects.toEqual(
      refusedWith("AUTHORISATION_STATE_INVALID", /newer sign-in/),
    );
    expect((await comeBack(world, browser, newer.state)).kind).toBe("authorised");
  });

  it("in place of the browser that was sent exchanges nothing, even with its state and code", async () => {
    const world = authorisationWorld();
    const { state } = await sentToSignIn(world);
    const other = await sentToSignIn(world);

    for (const browser of [aBrowser(), other.browser]) {
      await expect(comeBack(world, browser, state)).rejects.toEqual(
        refusedWith("AUTHORISATION_STATE_INVALID", /another browser/),
      );
    }
    expect(world.requests).toEqual([]);
  });

  it("after its time exchanges nothing, and whoever waits reads which address ServiceNow has to know", async () => {
    const world = authorisationWorld();
    const { link, browser, state } = await sentToSignIn(world);
    world.clock.advanceMs(600_000);

    await expect(comeBack(world, browser, state)).rejects.toEqual(
      refusedWith("AUTHORISATION_EXPIRED", /12:10/),
    );
    const view = await world.instance().view("servicenow", link.id);
    expect(view.state).toBe("expired");
    expect(view.problem?.detail).toContain(`${publicUrl}/api/connections/servicenow/authorized`);
    expect(world.requests).toEqual([]);
  });
});

describe("a connection that is changed while somebody signs in", () => {
  it.each([
    ["another instance", { instanceUrl: "https://fabrikam.service-now.com" }],
    ["another client", { grant: { ...signedIn, clientId: "other-client" } }],
    ["another grant", { grant: { ...signedIn, kind: "clientCredentials" } }],
  ] as const)("to %s is never shown the code", async (_what, change) => {
    const world = authorisationWorld();
    const { link, browser, state } = await sentToSignIn(world);
    world.connection = aConnection(change);
    const refusal = refusedWith("AUTHORISATION_STATE_INVALID", /than when the link was made/);

    await expect(comeBack(world, browser, state)).rejects.toEqual(refusal);
    expect(world.requests).toEqual([]);
    await expect(press(world.instance(), browser, link.link)).rejects.toEqual(refusal);
    await expect(
      world.instance().viewLink("servicenow", browser.visitor({ ticket: link.ticket })),
    ).rejects.toEqual(refusal);
  });

  it("in what leads nowhere else goes on", async () => {
    const world = authorisationWorld();
    const { browser, state } = await sentToSignIn(world);
    world.connection = aConnection({ integrationUser: integrationUser.userName, daysBack: 7 });

    expect((await comeBack(world, browser, state)).kind).toBe("authorised");
  });
});

it("an error that is empty is none", async () => {
  const world = authorisationWorld();
  const { browser, state } = await sentToSignIn(world);
  expect((await comeBack(world, browser, state, { error: "" })).kind).toBe("authorised");
});

describe("a sign-in that fails", () => {
  it.each([
    [{ error: "access_denied", code: null }, "AUTHORISATION_DENIED", /access_denied/],
    [
      { error: "invalid_request", errorDescription: "redirect_uri does not match", code: null },
      "REDIRECT_URI_REFUSED",
      /does not match/,
    ],
    [{ error: "unauthorized_client", code: null }, "AUTHORISATION_REFUSED", /unauthorized_client/],
    [
      { error: "server_error", errorDescription: "<b>\u001b[2Jx</b>", code: null },
      "AUTHORISATION_REFUSED",
      /^ServiceNow says server_error: b 2Jx \/b$/,
    ],
    [{ code: null }, "AUTHORISATION_REFUSED", /without a code/],
    [{ code: "", error: "" }, "AUTHORISATION_REFUSED", /without a code/],
    [{ error: "<>" }, "AUTHORISATION_REFUSED", /^ServiceNow says something unreadable$/],
  ])("with %j is %s, and may be tried again in the same browser", async (brought, code, detail) => {
    const world = authorisationWorld();
    const { link, browser, state } = await sentToSignIn(world);

    const result = await comeBack(world, browser, state, brought);

    if (result.kind !== "failed") throw new Error(`It is ${result.kind}`);
    expect(result.problem).toEqual(refusedWith(code, detail));
    expect(world.requests).toEqual([]);
    expect(await world.instance().view("servicenow", link.id)).toMatchObject({
      state: "failed",
      problem: { code },
    });

    const again = await world.instance().beginSignIn("servicenow", browser.visitor({ again: result.id }));
    browser.keep(again.cookie);
    const newState = new URL(again.location).searchParams.get("state");
    expect((await comeBack(world, browser, newState)).kind).toBe("authorised");
  });

  it("is begun anew by nobody but its own browser", async () => {
    const world = authorisationWorld();
    const { link } = await sentToSignIn(world);
    const fresh = await aLink(world);

    for (const id of [link.id, fresh.id, "", "nonsense"]) {
      await expect(
        world.instance().beginSignIn("servicenow", aBrowser().visitor({ again: id })),
      ).rejects.toEqual(refusedWith("AUTHORISATION_STATE_INVALID", /./));
    }
  });

  it("because somebody else signed in keeps no token and says both names", async () => {
    const world = authorisationWorld();
    world.account = colleague;
    const { browser, state } = await sentToSignIn(world);

    const result = await comeBack(world, browser, state);

    if (result.kind !== "failed") throw new Error(`It is ${result.kind}`);
    expect(result.problem).toEqual(
      refusedWith("CONNECTION_WRONG_ACCOUNT", /maria\.keller.*is bridge\.integration/),
    );
    expect(result.problem.entry.resolution).toMatch(/Not you\?.*\/side_door\.do.*--user/s);
    expect(result.signOutUrl).toBe("https://contoso.service-now.com/logout.do");
    expect(world.kept).toEqual([]);
    expect(world.setup).toBeUndefined();
    expect(world.resumed).toEqual([]);
  });

  it("in the bridge itself does not stay under way", async () => {
    const world = authorisationWorld();
    const { link, browser, state } = await sentToSignIn(world);
    world.duringExchange = () => Promise.reject(new TypeError("a fault of ours"));

    await expect(comeBack(world, browser, state)).rejects.toThrow(TypeError);
    expect((await world.instance().view("servicenow", link.id)).problem?.code).toBe("UNEXPECTED");
  });
});

describe("a connection that is authorised already", () => {
  it("stays in use, and keeps its day, when it is authorised anew", async () => {
    const world = authorisationWorld(aConnection());
    world.setup = {
      v: 1,
      connection: "servicenow",
      state: "ready",
      changedAtUtc: "2026-01-01T00:00:00.000Z",
      connectedSinceUtc: "2026-01-01T00:00:00.000Z",
      warned: [],
    };
    const { browser, state } = await sentToSignIn(world);
    await comeBack(world, browser, state);

    expect(world.setup).toMatchObject({
      state: "ready",
      connectedSinceUtc: "2026-01-01T00:00:00.000Z",
      account: integrationUser,
    });
  });
});

describe("a refresh token that ends soon and is given again", () => {
  it("has the browser sent to sign in once more, and is replaced by that", async () => {
    const world = authorisationWorld();
    world.givesOldOnes = true;
    const { browser, state } = await sentToSignIn(world);
    const first = await comeBack(world, browser, state);
    if (first.kind !== "onceMore") throw new Error(`It is ${first.kind}`);
    expect(world.replaced).toBe(0);
    browser.keep(first.begun.cookie);
    const nextState = new URL(first.begun.location).searchParams.get("state");
    expect(nextState).not.toBe(state);

    expect((await comeBack(world, browser, nextState, { code: "code-2" })).kind).toBe("authorised");
    expect(world.replaced).toBe(1);
  });

  it("shows no former end once it is replaced", async () => {
    const world = authorisationWorld();
    const ended = { of: "refreshToken", lifespanMs: null, isReplacedByItself: false } as const;
    world.setup = {
      v: 1,
      connection: "servicenow",
      state: "ready",
      changedAtUtc: "2026-02-01T12:00:00.000Z",
      warned: [],
      ends: [{ ...ended, endsUtc: "2026-03-04T12:00:00.000Z" }],
    };
    const { browser, state } = await sentToSignIn(world);
    await comeBack(world, browser, state);

    expect(world.setup.ends).toMatchObject([{ of: "refreshToken", endsUtc: "2026-05-30T12:00:00.000Z" }]);
  });
});
