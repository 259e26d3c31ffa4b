import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAzurite } from "../../local/azurite/startAzurite.ts";

export type TestAzurite = {
  readonly connectionString: string;
  /** Ends it at once, as a crash would. What it had written to disk stays. */
  kill(): Promise<void>;
  /** Starts it again with the same addresses and the same data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
};

/** An Azurite that tests can kill and start again, on ports that were free. */
export async function startTestAzurite(): Promise<TestAzurite> {
  const location = await mkdtemp(join(tmpdir(), "bridge-azurite-"));
  let azurite = await startAzurite({ location });
  const { connectionString, ports } = azurite;

  return {
    connectionString,
    kill: async () => await azurite.kill(),
    async restart() {
      const { blob: blobPort, queue: queuePort, table: tablePort } = ports;
      azurite = await startAzurite({ location, blobPort, queuePort, tablePort });
    },
    async remove() {
      await azurite.kill();
      await rm(location, { recursive: true, force: true });
    },
  };
}
