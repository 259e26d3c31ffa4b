import type { Bridge } from "../bridge.ts";
import { readConnectionRequest } from "../connections/manage/connectionRequest.ts";
import type { ManageParts } from "../connections/manage/manageParts.ts";
import { putConnection } from "../connections/manage/putConnection.ts";
import { removeConnection } from "../connections/manage/removeConnection.ts";
import { replaceCredentials } from "../connections/manage/replaceCredentials.ts";
import { showConnection } from "../connections/manage/showConnection.ts";

/** Connections as people add, change and remove them. */
export function openManaging(parts: ManageParts): Bridge["connections"] {
  return {
    show: (name) => showConnection(parts, name),
    put: (name, body, wish) =>
      putConnection(parts, name, readConnectionRequest(body), { ...wish, isRenewal: false }),
    replaceCredentials: (name, body, who) =>
      replaceCredentials(parts, name, readConnectionRequest(body), who),
    remove: (name, wish) => removeConnection(parts, name, wish),
  };
}
