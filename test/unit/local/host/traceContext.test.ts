import { describe, expect, it } from "vitest";
import { childTraceParent } from "../../../../local/host/traceContext.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";

describe("an invocation's traceparent", () => {
  it.each`
    caller                                        | child
    ${`00-${traceId}-b7ad6b7169203331-01`}        | ${new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`)}
    ${undefined}                                  | ${/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/}
    ${"nonsense"}                                 | ${/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/}
    ${`00-${"0".repeat(32)}-b7ad6b7169203331-01`} | ${/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-00$/}
  `("for $caller is $child", ({ caller, child }: { caller?: string; child: RegExp }) => {
    expect(childTraceParent(caller)).toMatch(child);
  });
});
