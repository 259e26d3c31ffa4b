import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Answer } from "../../../support/world/bridgeApi.ts";
import type { Problem } from "../failureCase.ts";
import { type Stage, stageConfig } from "../stage.ts";

type Tailwind = {
  readonly grant: Readonly<Record<string, unknown>>;
  /** Further fields of the connection. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Settings of the functions. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** Has the functions run, until the case is over, with one more connection that `bridge.json` describes: `tailwind`. */
export async function withTailwind(stage: Stage, { grant, more, settings }: Tailwind): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bridge-tailwind-"));
  stage.undo(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "bridge.json");
  const connection = { name: "tailwind", instanceUrl: stage.world.sandbox.url, grant, ...more };
  await writeFile(file, JSON.stringify({ ...stageConfig, connections: [connection] }));
  await stage.runWith({ BRIDGE_CONFIG: file, ...settings });
}

/** What somebody is answered who has it synchronised: it takes access. */
export function syncTailwind({ world }: Stage): Promise<Answer<Problem>> {
  return world.bridge.post<Problem>("/api/connections/tailwind/sync", {});
}

/** Adds or changes a connection by the API; it is removed when the case is over. */
export async function putConnection(
  { world, undo }: Stage,
  name: string,
  description: Readonly<Record<string, unknown>>,
): Promise<Answer<Problem>> {
  // The functions may be at another address by then.
  const path = () => `${world.bridgeUrl}/api/connections/${name}`;
  const headers = { "content-type": "application/json" };
  const response = await fetch(path(), {
    method: "PUT",
    headers,
    body: JSON.stringify({ instanceUrl: world.sandbox.url, ...description }),
  });
  undo(() => fetch(path(), { method: "DELETE", headers }));
  return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
}
