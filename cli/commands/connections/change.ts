import type { Command } from "commander";

import { usageError } from "../../cliError.ts";
import {
  addDefinitionOptions,
  type DefinitionOptions,
  type Draft,
  draftOf,
  type GrantKind,
} from "../../connections/definitionOptions.ts";
import { definitionOf } from "../../connections/definitionOf.ts";
import { mergeGrant, withoutPlaces } from "../../connections/grantChanges.ts";
import { gatherSecrets, type SecretOptions, wantedSecrets } from "../../connections/gatherSecrets.ts";
import { examples, sessionOf } from "../commandContext.ts";
import { addSecretOptions } from "./secretOptions.ts";
import { tellPut } from "./tellPut.ts";

/** `bridge connections change`: what the flags say, and nothing else. */
export function addChange(connections: Command): void {
  const change = connections
    .command("change")
    .summary("change a connection that was added by command")
    .description(
      "Changes what the flags say of a connection; the rest stays. Its name stays as well, and with it its tickets. Another " +
        "address or another grant needs its secrets anew: those that are kept are not shown to another instance.",
    )
    .argument("<name>", "as bridge connections shows it");
  addSecretOptions(addDefinitionOptions(change))
    .addHelpText(
      "after",
      examples(
        "connections change contoso --days-back 60",
        "connections change contoso --ticket-state new=Neu onHold=Wartet",
      ),
    )
    .action(async (name: string, options: DefinitionOptions & SecretOptions, command: Command) => {
      const session = sessionOf(command);
      const before = definitionOf(await session.client.connectionView(name));
      const given = await draftOf(options, before.grant.kind as GrantKind);
      const { grant: said, endsUtc, ticketStates, ...rest } = given;
      if (Object.keys(given).length === 0)
        throw usageError("Say what is to be another: --help lists the flags.");
      const isOtherGrant =
        typeof said === "object" && said !== null && Reflect.get(said, "kind") !== undefined;
      const grant = (isOtherGrant ? said : mergeGrant(before.grant, (said ?? {}) as Draft)) as Draft;
      const isElsewhere = isOtherGrant || rest["instanceUrl"] !== undefined;
      const secrets = isElsewhere ? await gatherSecrets(wantedSecrets(withoutPlaces(grant)), options) : {};
      const put = await session.client.putConnection(name, {
        ...before,
        ...rest,
        grant,
        // Those of secrets that were typed in anew are not the new ones'.
        endsUtc: { ...(isElsewhere ? {} : before.endsUtc), ...(endsUtc as object | undefined) },
        ticketStates: { ...before.ticketStates, ...(ticketStates as object | undefined) },
        secrets,
      });
      await tellPut(session, put);
    });
}
