import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startAzurite, type Azurite } from "../../local/azurite/startAzurite.ts";
import type { FigureContext } from "../figure.ts";
import { startChild, type Child } from "./startChild.ts";

/** Azurite with its data on disk: in memory it stands still for seconds after many deletes. Closed at the end. */
export async function startAzuriteOnDisk({ folder, closeAtEnd }: FigureContext): Promise<Azurite> {
  const location = join(folder, "azurite");
  await mkdir(location);
  const azurite = await startAzurite({ location });
  closeAtEnd(() => azurite.close());
  return azurite;
}

/** The imitation of ServiceNow, closed at the end. `url` is its address. */
export async function startSink({ closeAtEnd }: FigureContext): Promise<Child & { readonly url: string }> {
  const sink = await startChild("sink.ts");
  closeAtEnd(() => sink.close());
  return { ...sink, url: String(sink.ready) };
}

/** A function app in the local host without settings of its own, closed at the end. `url` is its address. */
export async function startHost(
  { folder, closeAtEnd }: FigureContext,
  entry: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Child & { readonly url: string }> {
  const host = await startChild("functionsHost.ts", {
    args: ["--entry", entry, "--state", join(folder, "timers")],
    folder,
    environment: {
      BENCH_HOST_JSON: JSON.stringify({ version: "2.0", extensions: { http: { routePrefix: "" } } }),
      ...environment,
    },
  });
  closeAtEnd(() => host.close());
  return { ...host, url: String(host.ready) };
}
