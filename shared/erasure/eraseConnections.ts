import type { ConnectionState } from "../connections/connectionState.ts";
import { contains } from "./erasedText.ts";
import type { ErasureParts, ErasureStage } from "./erasureStep.ts";
import { changeFor, type ErasureWish } from "./erasureWish.ts";

const mostTries = 8;

/** What connections say of their last failure, and of why they are paused. */
export const eraseConnections: ErasureStage = async function* (parts, wish) {
  const counts = { connections: 0, busyConnections: 0 };
  for (const { state } of await parts.connections.all()) {
    const end = await eraseConnection(parts, wish, state.connection);
    if (end !== "untouched") counts[end] += 1;
  }
  yield { counts, after: undefined };
};

async function eraseConnection(
  { connections }: ErasureParts,
  wish: ErasureWish,
  name: string,
): Promise<"connections" | "busyConnections" | "untouched"> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const stored = await connections.read(name);
    if (stored === undefined) return "untouched";
    const changed = erasedState(stored.state, wish);
    if (JSON.stringify(changed) === JSON.stringify(stored.state)) return "untouched";
    if (wish.isDryRun) return "connections";
    if ((await connections.write(changed, stored.version)).kind === "written") return "connections";
  }
  return "busyConnections";
}

function erasedState(state: ConnectionState, wish: ErasureWish): ConnectionState {
  const change = changeFor(wish);
  const erased = <T extends { readonly detail: string }>(said: T): T =>
    contains(said.detail, wish.value) ? { ...said, detail: change(said.detail) } : said;
  return {
    ...state,
    ...(state.pause === undefined ? {} : { pause: erased(state.pause) }),
    ...(state.lastFailure === undefined ? {} : { lastFailure: erased(state.lastFailure) }),
  };
}
