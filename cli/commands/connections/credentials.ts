import type { Command } from "commander";

import {
  addGrantOptions,
  type DefinitionOptions,
  type Draft,
  draftOf,
} from "../../connections/definitionOptions.ts";
import { mergeGrant, withoutPlaces } from "../../connections/grantChanges.ts";
import { gatherSecrets, type SecretOptions, wantedSecrets } from "../../connections/gatherSecrets.ts";
import { examples, sessionOf } from "../commandContext.ts";
import { addSecretOptions } from "./secretOptions.ts";
import { tellPut } from "./tellPut.ts";

/** `bridge connections credentials`: another client, secret or user, and the same tickets. */
export function addCredentials(connections: Command): void {
  const credentials = connections
    .command("credentials")
    .summary("give a connection a new client, new secrets or another user; its tickets stay")
    .description(
      "Replaces a connection's credentials. Its former tokens are revoked. What waits goes on as soon as the new ones " +
        "work: at once where nobody has to sign in, else after bridge connections authorize.",
    )
    .argument("<name>", "as bridge connections shows it");
  addSecretOptions(addGrantOptions(credentials))
    .addHelpText(
      "after",
      examples(
        "connections credentials contoso",
        "connections credentials contoso --client-id 8e4d --secret-ends 2027-06-30 --secret-stdin < secret.txt",
      ),
    )
    .action(async (name: string, options: DefinitionOptions & SecretOptions, command: Command) => {
      const session = sessionOf(command);
      const before = await session.client.connectionView(name);
      const { grant: said, ...rest } = await draftOf({
        ...options,
        grant: options.grant ?? kindOf(before.grant),
      });
      const isSameKind = (said as Draft)["kind"] === before.grant.kind;
      const grant = withoutPlaces(isSameKind ? mergeGrant(before.grant, said as Draft) : (said as Draft));
      const secrets = await gatherSecrets(wantedSecrets(grant), options);
      const put = await session.client.replaceCredentials(name, { ...rest, grant, secrets });
      await tellPut(session, put);
    });
}

function kindOf({ kind }: { readonly kind: string }): NonNullable<DefinitionOptions["grant"]> {
  return kind as NonNullable<DefinitionOptions["grant"]>;
}
