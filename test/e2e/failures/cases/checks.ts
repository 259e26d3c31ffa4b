import type { ErrorCode } from "../../../../shared/failures/catalogue.ts";
import { type FailureCase, setProperties } from "../failureCase.ts";
import { giveRoles, integrationUser, usualRoles } from "../integrationUser.ts";
import type { Stage } from "../stage.ts";
import { putConnection } from "./tailwind.ts";

type CheckCase = {
  readonly code: ErrorCode;
  readonly when: string;
  readonly detail: RegExp;
  /** What an administrator has set up wrongly, until the case is over. */
  readonly breaks: (stage: Stage) => void;
};

/** `bridge connections check` finds it before a ticket meets it, or where no ticket ever would. */
function found({ breaks, ...common }: CheckCase): FailureCase {
  return {
    ...common,
    shows: "command",
    async provoke(stage) {
      // With access that it has already, as in an instance in which something is changed behind its back.
      await stage.world.bridge.settled(await stage.fire());
      breaks(stage);
      return stage.terminal("connections", "check", "servicenow");
    },
  };
}

/** Where a connection of its own can keep its secrets. */
const settings = { BRIDGE_SECRET_KEY: Buffer.alloc(32, "contoso").toString("base64") };

/** By client credentials, until the case is over. */
function addRobot(stage: Stage) {
  return putConnection(stage, "robot", {
    grant: { kind: "clientCredentials", clientId: "contoso-robot" },
    secrets: { clientSecret: "robot-secret" },
  });
}

export const checkCases: readonly FailureCase[] = [
  found({
    code: "SERVICENOW_ROLE_MISSING",
    when: "the integration user has lost the role that writes incidents",
    detail: /no role allows it to create and change incidents/,
    breaks: (stage) => giveRoles(stage, ["sn_incident_read"]),
  }),
  found({
    code: "SERVICENOW_ROLE_UNSUITED",
    when: "the integration user is an administrator",
    detail: /admin is held: far more/,
    breaks: (stage) => giveRoles(stage, [...usualRoles, "admin"]),
  }),
  found({
    code: "SERVICENOW_ROWS_HIDDEN",
    when: "access rules hide every group without saying so",
    detail: /sys_user_group has \d+, and shows none/,
    breaks: (stage) => setProperties(stage, { "sandbox.acl.denied": "sys_user_group.read" }),
  }),
  found({
    code: "SERVICENOW_ACCOUNT_UNUSABLE",
    when: "the integration user's password has to be reset",
    detail: /its password has to be reset/,
    breaks(stage) {
      const { sandbox } = stage.world;
      setProperties(stage, { "sandbox.acl.visible_fields": "sys_user.password_needs_reset" });
      sandbox.changeUser(integrationUser, { passwordNeedsReset: true });
      stage.undo(() => sandbox.changeUser(integrationUser, { passwordNeedsReset: false }));
    },
  }),
  {
    code: "SERVICENOW_CLIENT_UNSUITED",
    when: "somebody has emptied the OAuth client's application user",
    detail: /“OAuth Application User” is empty/,
    settings,
    shows: "command",
    async provoke(stage) {
      const { oauth } = stage.world.sandbox;
      setProperties(stage, {
        "glide.oauth.inbound.client.credential.grant_type.enabled": "true",
        "sandbox.acl.granted": "oauth_entity.read",
      });
      oauth.client("contoso-robot", { secret: "robot-secret", applicationUser: integrationUser });
      await addRobot(stage);
      // Gets its token, which outlives the change.
      await stage.terminal("connections", "check", "robot");
      oauth.client("contoso-robot", { applicationUser: "" });
      return stage.terminal("connections", "check", "robot");
    },
  },
  found({
    code: "SERVICENOW_CROSS_SCOPE_DENIED",
    when: "the application registry is closed to the scope of Microsoft's app",
    detail: /x_mioms_m365ticket/,
    breaks: (stage) => setProperties(stage, { "sandbox.acl.cross_scope_denied": "oauth_entity" }),
  }),
  found({
    code: "SERVICENOW_CLOCK_SKEWED",
    when: "the instance's clock is two minutes ahead",
    detail: /it is 1[12]\d s ahead of ours/,
    breaks({ world: { sandbox }, undo }) {
      const { offsetMs } = sandbox.clock.read();
      sandbox.clock.setOffset(120_000);
      undo(() => sandbox.clock.setOffset(offsetMs));
    },
  }),
  found({
    code: "SERVICENOW_RELEASE_TOO_OLD",
    when: "the instance is of a release from before Kingston",
    detail: /Jakarta; nothing before Kingston/,
    breaks: (stage) => setProperties(stage, { "glide.buildname": "Jakarta" }),
  }),
  {
    code: "CONNECTION_UNUSED",
    when: "no route names a connection",
    detail: /no route names this connection/,
    settings,
    shows: "command",
    async provoke(stage) {
      await addRobot(stage);
      return stage.terminal("connections", "check", "robot");
    },
  },
  {
    code: "SERVICENOW_BASIC_ENDING",
    when: "a connection signs in by user name and password with every call",
    detail: /Basic authentication, which ServiceNow is retiring/,
    settings,
    shows: "command",
    async provoke(stage) {
      await putConnection(stage, "former", {
        grant: { kind: "basic", userName: integrationUser },
        secrets: { password: "Contoso-integration-1" },
      });
      return stage.terminal("connections", "check", "former");
    },
  },
];
