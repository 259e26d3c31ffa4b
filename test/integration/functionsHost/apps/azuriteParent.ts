import { startAzurite } from "../../../../local/azurite/startAzurite.ts";

const { pid } = await startAzurite({ location: undefined, inMemory: true });
process.send?.(pid);
