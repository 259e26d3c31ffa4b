import type { WorldPlan } from "../settings/effectiveSettings.ts";

/** Connections whose sign-in leads back to the bridge without anybody's help: that of the settings, and the one that `bridge connections add` proposes. */
const namesAtHand = ["servicenow", "sandbox"];

/**
 * What the sandbox is started with: its integration user's password, its OAuth client, and where that client's codes may be
 * sent to. With port 0 nobody knows yet where the functions will be.
 */
export function sandboxEnvironment(
  { password, clientId, clientSecret }: Pick<WorldPlan, "password" | "clientId" | "clientSecret">,
  functionsPort: number,
): Record<string, string> {
  const redirectUrls = namesAtHand.map(
    (name) => `http://127.0.0.1:${functionsPort}/api/connections/${name}/authorized`,
  );
  return {
    SANDBOX_INTEGRATION_PASSWORD: password,
    SANDBOX_OAUTH_CLIENT_ID: clientId,
    SANDBOX_OAUTH_CLIENT_SECRET: clientSecret,
    ...(functionsPort === 0 ? {} : { SANDBOX_OAUTH_REDIRECT_URLS: redirectUrls.join(",") }),
  };
}
