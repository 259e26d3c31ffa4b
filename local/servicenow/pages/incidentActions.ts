import type { Actor } from "../access/actor.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { readInput } from "../records/readInput.ts";
import { deleteRecord, updateRecord } from "../records/writeRecord.ts";
import type { Sandbox } from "../sandbox.ts";
import { administrator, operator } from "../seed/people.ts";

type Form = Readonly<Record<string, string>>;

/** What a person does on the form of an incident, under the same rules as a program. Throws a Refusal. */
export function actOnIncident(sandbox: Sandbox, record: StoredRecord, form: Form): void {
  const { instance } = sandbox;
  const table = instance.dictionary.tableOf("incident");
  if (form["action"] === "delete") {
    // In a base system only an administrator deletes incidents.
    deleteRecord({ instance, actor: personNamed(sandbox, administrator), table }, record);
    return;
  }
  const actor = personNamed(sandbox, operator);
  const input = readInput(instance, actor, table, changesFor(form, actor), {
    displayValues: false,
    stamps: false,
  });
  updateRecord({ instance, actor, table }, record, input);
}

function changesFor(form: Form, actor: Actor): Form {
  switch (form["action"]) {
    case "assign":
      return { assigned_to: actor.sysId, state: "2" };
    case "progress":
    case "reopen":
      return { state: "2" };
    case "note":
      return { work_notes: form["text"] ?? "" };
    case "resolve":
      return { state: "6", close_code: form["close_code"] ?? "", close_notes: form["close_notes"] ?? "" };
    case "close":
      return { state: "7" };
    default:
      return {};
  }
}

function personNamed({ signIn }: Sandbox, userName: string): Actor {
  const user = signIn.findUser(userName);
  if (user === undefined) throw new Error(`The account ${userName} is gone; reset the sandbox`);
  return signIn.actorOf(user);
}
