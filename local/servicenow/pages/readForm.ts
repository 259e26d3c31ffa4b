import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";

/** The texts of a form; files are left out. Throws HTTPException 400 if it cannot be read. */
export async function readForm(c: Context): Promise<Record<string, string>> {
  let body: Awaited<ReturnType<typeof c.req.parseBody>>;
  try {
    body = await c.req.parseBody();
  } catch (cause) {
    throw new HTTPException(400, { message: "The form cannot be read.", cause });
  }
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}
