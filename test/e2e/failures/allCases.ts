import type { ErrorCode } from "../../../shared/failures/catalogue.ts";
import { accessCases } from "./cases/access.ts";
import { alertCases } from "./cases/alerts.ts";
import { authorisingCases } from "./cases/authorising.ts";
import { careCases } from "./cases/care.ts";
import { checkCases } from "./cases/checks.ts";
import { connectionCases } from "./cases/connection.ts";
import { credentialCases } from "./cases/credentials.ts";
import { importSetCases } from "./cases/importSets.ts";
import { lookUpCases } from "./cases/lookUps.ts";
import { managingCases } from "./cases/managing.ts";
import { messageCases } from "./cases/messages.ts";
import { networkCases } from "./cases/network.ts";
import { oddAnswerCases } from "./cases/oddAnswers.ts";
import { passingCases } from "./cases/passing.ts";
import { permissionCases } from "./cases/permissions.ts";
import { recordCases } from "./cases/records.ts";
import { replayCases } from "./cases/replay.ts";
import { storageCases } from "./cases/storage.ts";
import { tokenCases } from "./cases/tokens.ts";
import { warningCases } from "./cases/warnings.ts";
import type { FailureCase } from "./failureCase.ts";

/** By subject, in the order in which they are played: what takes storage or settings away comes last. */
export const allCases: ReadonlyMap<string, readonly FailureCase[]> = new Map([
  ["an alert", alertCases],
  ["a look-up", lookUpCases],
  ["a replay", replayCases],
  ["a permission in ServiceNow", permissionCases],
  ["a record in ServiceNow", recordCases],
  ["no more than a field", warningCases],
  ["what may pass in ServiceNow", passingCases],
  ["an odd answer of ServiceNow", oddAnswerCases],
  ["the network", networkCases],
  ["a message", messageCases],
  ["the connection", connectionCases],
  ["adding and changing a connection", managingCases],
  ["what a check of the connection looks at", checkCases],
  ["a row of an import set", importSetCases],
  ["a token", tokenCases],
  ["credentials", credentialCases],
  ["a connection's secrets", accessCases],
  ["what keeps a connection alive", careCases],
  ["somebody's signing in", authorisingCases],
  ["storage", storageCases],
]);

/** Codes that nobody can provoke from outside yet: the sandbox has no switch for them. Has to stay empty. */
export const pending: readonly ErrorCode[] = [];
