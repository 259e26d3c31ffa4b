import type { Bridge } from "../bridge.ts";
import { readConnectionRequest } from "../connections/manage/connectionRequest.ts";
import type { ManageParts } from "../connections/manage/manageParts.ts";
import { oneAtATime } from "../connections/manage/oneAtATime.ts";
import { putConnection } from "../connections/manage/putConnection.ts";
import { removeConnection } from "../connections/manage/removeConnection.ts";
import { replaceCredentials } from "../connections/manage/replaceCredentials.ts";
import { showConnection } from "../connections/manage/showConnection.ts";

/** Connections as people add, change and remove them. */
export function openManaging(parts: ManageParts): Bridge["connections"] {
  return {
    show: (name) => showConnection(parts, name),
    put: async (name, body, wish) => {
      const request = readConnectionRequest(body);
      const put = () => putConnection(parts, name, request, { ...wish, isRenewal: false });
      return wish.isDryRun ? put() : oneAtATime(parts, name, put);
    },
    replaceCredentials: async (name, body, who) => {
      const request = readConnectionRequest(body);
      return oneAtATime(parts, name, () => replaceCredentials(parts, name, request, who));
    },
    remove: (name, wish) => oneAtATime(parts, name, () => removeConnection(parts, name, wish)),
  };
}
