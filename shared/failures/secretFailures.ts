import { restsParked, restsWhileAway, resumeAtOnce } from "./connectionRests.ts";
import type { FailureEntry } from "./failureEntry.ts";

/** Where connections' secrets and tokens are kept. None of these is a message's fault. */
export const secretFailures = {
  SECRET_STORE_MISSING: {
    title: "The bridge has nowhere to keep secrets",
    cause:
      "Something has to be kept secretly (a client secret, a refresh token), and neither BRIDGE_KEY_VAULT_URL nor BRIDGE_SECRET_KEY is set.",
    resolution:
      "In Azure set BRIDGE_KEY_VAULT_URL; elsewhere set BRIDGE_SECRET_KEY to 32 random bytes in base64. `npm start` does so by itself. Connections whose secrets are all settings of the app need neither.",
    owner: "configuration",
    automaticAction: `It keeps nothing rather than keep it in the open. ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
  SECRET_STORE_UNAVAILABLE: {
    title: "The secret store cannot be reached",
    cause:
      "Key Vault, or the storage account where there is no Key Vault, did not answer or answered with an error of its own.",
    resolution:
      "Look at the detail. Check BRIDGE_KEY_VAULT_URL, the vault's network rules and whether Azure reports an outage. Tokens that are still good are used meanwhile.",
    owner: "bridge",
    automaticAction: `It uses the tokens that it has for as long as they are good. ${restsWhileAway}`,
    retry: "later",
    httpStatus: 503,
  },
  SECRET_STORE_FORBIDDEN: {
    title: "The bridge may not use the secret store",
    cause:
      "Key Vault does not know the bridge's identity, or the identity may not do this: a role is missing, the vault's firewall is in the way, or the identity cannot be found at all.",
    resolution:
      "Give the app's managed identity the role “Key Vault Secrets Officer” on the vault (with access policies: get, list, set, delete, recover), and let the app through the vault's firewall. A new role takes up to ten minutes. For a user-assigned identity set BRIDGE_KEY_VAULT_CLIENT_ID.",
    owner: "configuration",
    automaticAction: `It uses the tokens that it has for as long as they are good. ${restsWhileAway}`,
    retry: "later",
    httpStatus: 503,
  },
  SECRET_MISSING: {
    title: "A secret of the connection is not there",
    cause:
      "The connection names a setting of the app, or a secret of the store, that does not exist or is empty.",
    resolution: `Set what the detail names, or give the connection its secret anew. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: `It asks ServiceNow for nothing. ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
  SECRET_UNREADABLE: {
    title: "What was kept secretly cannot be opened",
    cause:
      "It was sealed under a key that the bridge no longer has (BRIDGE_SECRET_KEY was changed, or lost with its file), or somebody has changed or moved it in storage.",
    resolution: `Put the former key back: BRIDGE_SECRET_KEY takes several, separated by commas; the first seals, all open. Where it is lost, nothing can open what it sealed: authorise the connection again and give it its secrets anew, which replaces them. ${resumeAtOnce}`,
    owner: "credentials",
    automaticAction: `It uses nothing that it cannot prove to be what it wrote. Tokens that it can get anew without a person it replaces by itself; with anything else it waits. ${restsParked}`,
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;
