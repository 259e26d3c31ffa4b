import { Hono } from "hono";
import { z } from "zod";
import { giveRoles } from "../access/roles.ts";
import { faultKinds, isFaultKind } from "../faults/faultKinds.ts";
import type { Sandbox } from "../sandbox.ts";
import { setProperty } from "../seed/properties.ts";
import { oauthAdminApi } from "./oauthAdmin.ts";

const count = z.number().int().positive();

const Fault = z.strictObject({
  id: z.string().min(1).max(80).optional(),
  kind: z.string().refine(isFaultKind, { error: `one of ${Object.keys(faultKinds).join(", ")}` }),
  times: count.optional(),
  every: count.optional(),
  match: z
    .strictObject({
      method: z.string().optional(),
      pathContains: z.string().optional(),
      bodyContains: z.string().optional(),
    })
    .optional(),
  delayMs: z.number().int().nonnegative().max(600_000).optional(),
  fields: z.array(z.string()).min(1).optional(),
  ruleName: z.string().optional(),
  limitPerHour: z.number().int().nonnegative().optional(),
  windowSeconds: z.number().int().positive().max(86_400).optional(),
  retryAfterSeconds: z.number().int().nonnegative().optional(),
});

const ClockMove = z
  .strictObject({
    advanceMs: z.number().int().optional(),
    setUtc: z.iso.datetime().optional(),
    offsetMs: z.number().int().optional(),
    driftMsPerHour: z.number().int().optional(),
  })
  .refine((move) => Object.keys(move).length > 0, { error: "advanceMs, setUtc, offsetMs or driftMsPerHour" });
const PropertyValues = z.record(z.string().min(1), z.coerce.string());
const UserChange = z.strictObject({
  lockedOut: z.boolean().optional(),
  active: z.boolean().optional(),
  passwordNeedsReset: z.boolean().optional(),
  webServiceAccessOnly: z.boolean().optional(),
  password: z.string().min(1).optional(),
  roles: z.array(z.string()).optional(),
  source: z.string().optional(),
});

/** Steering of the sandbox itself, under `/sandbox/api`. ServiceNow has nothing like it. */
export function adminApi(sandbox: Sandbox): Hono {
  const { instance, faults, stats, clock } = sandbox;
  const app = new Hono();

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof SyntaxError) return c.json({ error: "The body is not JSON" }, 400);
    if (error instanceof RangeError) return c.json({ error: error.message }, 400);
    return c.json({ error: error.message }, 500);
  });
  app.get("/faults", (c) => c.json({ faults: faults.list(), kinds: faultKinds }));
  app.post("/faults", async (c) => c.json(faults.set(Fault.parse(await c.req.json())), 201));
  app.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  app.delete("/faults/:id", (c) => {
    faults.clear(c.req.param("id"));
    return c.body(null, 204);
  });

  app.get("/stats", (c) => c.json(stats.read()));
  app.post("/reset", (c) => {
    sandbox.reset();
    return c.json({ incidents: instance.store.count("incident") });
  });

  app.get("/clock", (c) => c.json(clock.read()));
  app.post("/clock", async (c) => {
    const { advanceMs, setUtc, offsetMs, driftMsPerHour } = ClockMove.parse(await c.req.json());
    if (setUtc !== undefined) clock.set(Date.parse(setUtc));
    if (offsetMs !== undefined) clock.setOffset(offsetMs);
    if (advanceMs !== undefined) clock.advanceMs(advanceMs);
    if (driftMsPerHour !== undefined) clock.setDrift(driftMsPerHour);
    return c.json(clock.read());
  });
  app.delete("/clock", (c) => {
    clock.reset();
    return c.json(clock.read());
  });

  app.route("/oauth", oauthAdminApi(sandbox));

  app.post("/properties", async (c) => {
    const values = PropertyValues.parse(await c.req.json());
    for (const [name, value] of Object.entries(values)) setProperty(instance, name, value);
    return c.json(values);
  });

  app.post("/users/:userName", async (c) => {
    const change = UserChange.parse(await c.req.json());
    return changeUser(sandbox, c.req.param("userName"), change)
      ? c.json({ userName: c.req.param("userName") })
      : c.json({ error: "No such user" }, 404);
  });
  app.all("*", (c) => c.json({ error: "No such address; see docs/servicenow-sandbox.md" }, 404));
  return app;
}

/** `roles` replaces all roles. A lock set here stays until it is lifted here. */
export function changeUser(sandbox: Sandbox, userName: string, change: z.infer<typeof UserChange>): boolean {
  const { instance, signIn } = sandbox;
  const user = signIn.findUser(userName);
  if (user === undefined) return false;
  instance.store.save({
    ...user,
    values: {
      ...user.values,
      ...(change.lockedOut !== undefined && {
        locked_out: String(change.lockedOut),
        failed_attempts: "0",
      }),
      ...(change.active !== undefined && { active: String(change.active) }),
      ...(change.passwordNeedsReset !== undefined && {
        password_needs_reset: String(change.passwordNeedsReset),
      }),
      ...(change.webServiceAccessOnly !== undefined && {
        web_service_access_only: String(change.webServiceAccessOnly),
      }),
      ...(change.source !== undefined && { source: change.source }),
    },
  });
  if (change.password !== undefined) signIn.setPassword(userName, change.password);
  if (change.roles !== undefined) giveRoles(instance, userName, change.roles);
  return true;
}
