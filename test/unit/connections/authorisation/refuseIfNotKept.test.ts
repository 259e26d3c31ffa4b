import { describe, expect, it } from "vitest";

import {
  aBrowser,
  aConnection,
  authorisationWorld,
  press,
} from "../../../support/builders/authorisationWorld.ts";

const wish = { who: "said: operator@contoso", reachedAt: "http://127.0.0.1:7071" };
const typed = { who: wish.who, userName: "bridge.integration", password: "Contoso-1-typed" };
const secret = { from: "environment", name: "SERVICENOW_CLIENT_SECRET" } as const;
const oauth = { clientId: "contoso-client", clientSecret: secret };
const refused = { code: "SECRET_STORE_MISSING" };

describe("a bridge that has nowhere to keep tokens", () => {
  it.each([
    { kind: "authorizationCode", ...oauth } as const,
    { kind: "password", ...oauth, user: null } as const,
  ])("asks nobody to sign in for a connection with the grant $kind", async (grant) => {
    const world = authorisationWorld(aConnection({ grant }));
    const bridge = world.with({ keepsTokens: false });
    await expect(bridge.begin("servicenow", wish)).rejects.toMatchObject(refused);
    await expect(bridge.withPassword("servicenow", typed)).rejects.toMatchObject(refused);
    expect(world.requests).toEqual([]);
  });

  it("sends no browser to sign in whose link was given out before", async () => {
    const world = authorisationWorld();
    const begun = await world.instance().begin("servicenow", wish);
    const link = begun.way === "link" ? begun.link : "";
    await expect(press(world.with({ keepsTokens: false }), aBrowser(), link)).rejects.toMatchObject(refused);
  });

  it("goes on with a grant that needs nobody", async () => {
    const world = authorisationWorld(aConnection({ grant: { kind: "clientCredentials", ...oauth } }));
    const bridge = world.with({ keepsTokens: false });
    await expect(bridge.begin("servicenow", wish)).resolves.toMatchObject({ way: "done" });
  });
});
