import type { Page } from "playwright-core";

import { askPage, finishedPage } from "../../../functions/pages/authorisationPages.ts";
import { contosoClientId, contosoConnection, pictureUtc, redirectUri } from "./contosoConnection.ts";
import type { Stage } from "./stage.ts";

/** One picture of the documentation: where its page is, and how to get there. */
export type Picture = {
  /** In docs/images, without `.png`. */
  readonly name: string;
  /** The page's main heading: whoever renames or removes the page learns of it. */
  readonly heading: string;
  readonly open: (page: Page, stage: Stage) => Promise<void>;
};

const dayMs = 24 * 60 * 60_000;
const atUtc = (ms: number) => new Date(Date.parse(pictureUtc) + ms).toISOString();

export const pictures: readonly Picture[] = [
  {
    name: "application-registry",
    heading: "Azure Ticket Bridge",
    open: async (page, { url }) => {
      await page.goto(`${url}/oauth_entity_list.do`);
      await page.getByRole("link", { name: "Azure Ticket Bridge" }).click();
    },
  },
  {
    name: "integration-user",
    heading: "Bridge Integration",
    open: async (page, { url }) => {
      await page.goto(`${url}/sys_user_list.do`);
      await page.getByRole("link", { name: "bridge.integration" }).click();
    },
  },
  {
    name: "authorise",
    heading: "Let the bridge work in ServiceNow",
    open: async (page) => {
      const view = { connection: contosoConnection, redirectUri, endsUtc: atUtc(10 * 60_000) };
      await show(page, askPage(view, ""));
    },
  },
  {
    name: "sign-in",
    heading: "Sign in",
    open: async (page, { allowUrl }) => {
      await page.goto(allowUrl);
      await page.getByLabel("User name").fill("bridge.integration");
    },
  },
  {
    name: "not-you",
    heading: "Allow Azure Ticket Bridge?",
    open: async (page, { allowUrl, people }) => {
      await signIn(page, allowUrl, people.colleague);
    },
  },
  {
    name: "allow",
    heading: "Allow Azure Ticket Bridge?",
    open: async (page, { allowUrl, people }) => {
      await signIn(page, allowUrl, people.integrationUser);
    },
  },
  {
    name: "authorised",
    heading: "The bridge may work in ServiceNow",
    open: async (page) => {
      const account = { userName: "bridge.integration", sysId: "0".repeat(32) };
      const ends = { accessEndsUtc: atUtc(30 * 60_000), refreshEndsUtc: atUtc(90 * dayMs) };
      const view = { kind: "authorised" as const, connection: contosoConnection, account, ends };
      await show(page, finishedPage(view));
    },
  },
  {
    name: "manage-tokens",
    heading: "Manage Tokens",
    open: async (page, { url }) => {
      await page.goto(`${url}/oauth_credential_list.do?client=${contosoClientId}`);
    },
  },
];

/** A page of the bridge's own, without a bridge. */
async function show(page: Page, { body }: { readonly body?: unknown }): Promise<void> {
  if (typeof body !== "string") throw new Error("The bridge's page has no text");
  await page.setContent(body);
}

async function signIn(
  page: Page,
  allowUrl: string,
  { userName, password }: { readonly userName: string; readonly password: string },
): Promise<void> {
  await page.goto(allowUrl);
  await page.getByLabel("User name").fill(userName);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}
