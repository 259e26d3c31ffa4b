import type { Connection } from "../connections/connection.ts";
import type { ConnectionSetup } from "../connections/connectionSetup.ts";
import type { KnownEnd } from "../connections/expiry.ts";
import type { TokenTimes } from "../tokens/connectionTokens.ts";
import { endsOf, endsUnasked, type StatedEnds } from "./endsOf.ts";

/**
 * A setup with what the tokens and the secret store say now (`stored`; undefined: nobody has asked it). A connection has been
 * connected since it was first seen with access that nobody has refused.
 */
export function withTimes(
  setup: ConnectionSetup,
  connection: Connection,
  times: TokenTimes,
  stored: StatedEnds | undefined,
  nowUtc: string,
): ConnectionSetup & { readonly ends: readonly KnownEnd[] } {
  const { accessEndsUtc: _access, refreshSinceUtc: _since, connectedSinceUtc, ...rest } = setup;
  const isConnected = times.isAuthorised && times.refused === null;
  const ends = endsOf(connection, times, stored ?? {});
  return {
    ...rest,
    ...(isConnected ? { connectedSinceUtc: connectedSinceUtc ?? times.refreshSinceUtc ?? nowUtc } : {}),
    ...(times.accessEndsUtc === null ? {} : { accessEndsUtc: times.accessEndsUtc }),
    ...(times.refreshSinceUtc === null ? {} : { refreshSinceUtc: times.refreshSinceUtc }),
    ends: stored === undefined ? endsUnasked(setup.ends ?? [], ends) : ends,
  };
}
