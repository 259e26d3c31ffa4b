import type { Command } from "commander";

import { usageError } from "../../cliError.ts";
import { askDraft } from "../../connections/askDraft.ts";
import {
  addDefinitionOptions,
  type DefinitionOptions,
  type Draft,
  draftOf,
} from "../../connections/definitionOptions.ts";
import { openPrompter } from "../../terminal/prompter.ts";
import { gatherSecrets, type SecretOptions, wantedSecrets } from "../../connections/gatherSecrets.ts";
import type { Session } from "../../session.ts";
import { examples, sessionOf } from "../commandContext.ts";
import { addSecretOptions } from "./secretOptions.ts";
import { tellPut } from "./tellPut.ts";

type Options = DefinitionOptions & SecretOptions;

/** `bridge connections add`: a new connection, by questions or by flags. */
export function addAdd(connections: Command): void {
  const add = connections
    .command("add")
    .summary("connect an instance; asks for what the flags leave out")
    .description(
      "Adds a connection. What the flags leave out is asked for; secrets are typed without echo, or piped in, and go " +
        "straight into the bridge's secret store. Nothing is there until the last answer is given.",
    )
    .argument("[name]", "1 to 63 letters, digits, - or _; it stays for good");
  addSecretOptions(addDefinitionOptions(add))
    .addHelpText(
      "after",
      examples(
        "connections add",
        "connections add contoso --instance https://contoso.service-now.com --grant authorizationCode --client-id 7d3c",
        "connections add contoso --from contoso.json --secret-stdin < secret.txt",
        "connections add contoso --instance https://contoso.service-now.com --grant clientCredentials --client-id 7d3c --client-secret-env CONTOSO_SECRET",
      ),
    )
    .action(async (name: string | undefined, options: Options, command: Command) => {
      const session = sessionOf(command);
      const given = await draftOf(options);
      const whole = isWhole(given)
        ? await reviewed(session, named(name, given))
        : await asked(session, name, given);
      const grant = whole.draft["grant"] as Draft;
      const secrets = await gatherSecrets(wantedSecrets(grant), options);
      const put = await session.client.putConnection(whole.name, { ...whole.draft, secrets }, true);
      await tellPut(session, put);
    });
}

/** By questions; the bridge looks at the answers before secrets are typed in. */
async function asked({ client }: Session, name: string | undefined, given: Draft) {
  const prompter = openPrompter(
    "Give a name, --instance and --grant with what belongs to it, or --from a file.",
  );
  const { name: said, ...draft } = given;
  try {
    return await askDraft(
      prompter,
      { name: name ?? textOf(said), draft },
      {
        review: (whole) => client.reviewConnection(whole.name, whole.draft),
        redirectUrlOf: (called) => `${client.url}/api/connections/${called}/authorized`,
      },
    );
  } finally {
    prompter.close();
  }
}

/** What is wrong with the flags is said before any secret is typed in. */
async function reviewed<T extends { readonly name: string; readonly draft: Draft }>(
  { client }: Session,
  whole: T,
): Promise<T> {
  await client.reviewConnection(whole.name, whole.draft);
  return whole;
}

/** Everything that has no default. */
function isWhole(draft: Draft): boolean {
  return draft["instanceUrl"] !== undefined && draft["grant"] !== undefined;
}

function named(name: string | undefined, draft: Draft): { readonly name: string; readonly draft: Draft } {
  const called = name ?? textOf(draft["name"]);
  if (called === undefined) throw usageError("Give the connection a name.");
  const { name: _said, ...rest } = draft;
  return { name: called, draft: rest };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
