import * as z from "zod";

const account = z.object({ userName: z.string() }).nullish();
const ends = z
  .object({ accessEndsUtc: z.string().nullish(), refreshEndsUtc: z.string().nullish() })
  .nullish();

const link = z.object({
  way: z.literal("link"),
  connection: z.string(),
  id: z.string(),
  link: z.string(),
  redirectUri: z.string(),
  instanceUrl: z.string(),
  integrationUser: z.string().nullish(),
  endsUtc: z.string(),
});
const access = z.object({ connection: z.string(), account, ends });

export const begunAuthorisationAnswer = z.discriminatedUnion("way", [
  link,
  z.object({
    way: z.literal("password"),
    connection: z.string(),
    instanceUrl: z.string(),
    integrationUser: z.string().nullish(),
  }),
  access.extend({ way: z.literal("done") }),
]);
export const accessAnswer = access;
export const authorisationAnswer = access.extend({
  id: z.string(),
  state: z.string(),
  endsUtc: z.string(),
  redirectUri: z.string(),
  mayTryAgain: z.boolean().nullish(),
  problem: z
    .object({
      code: z.string(),
      title: z.string(),
      detail: z.string(),
      resolution: z.string(),
      atUtc: z.string(),
    })
    .nullish(),
});

export type BegunAuthorisation = z.infer<typeof begunAuthorisationAnswer>;
export type AuthorisationLink = z.infer<typeof link>;
export type Access = z.infer<typeof accessAnswer>;
export type AuthorisationState = z.infer<typeof authorisationAnswer>;
