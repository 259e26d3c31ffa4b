import type { ConnectionView } from "./connectionAnswers.ts";

/** What describes a connection, without what the bridge knows besides. */
export function definitionOf(view: ConnectionView) {
  const { source: _source, state: _state, incomplete: _why, account: _account, ...rest } = view;
  const { connectedSinceUtc: _since, secrets: _secrets, routes: _routes, ...definition } = rest;
  return definition;
}
