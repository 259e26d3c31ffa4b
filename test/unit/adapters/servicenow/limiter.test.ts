import { expect, it } from "vitest";
import { fairLimiter } from "../../../../shared/adapters/servicenow/limiter.ts";

it("lets so many in at once, and the others in the order in which they came", async () => {
  const limiter = fairLimiter(2);
  const inside: number[] = [];
  const enter = (who: number) => limiter.enter().then(() => void inside.push(who));
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  const all = [1, 2, 3, 4, 5].map(enter);
  await settled();
  expect(inside).toEqual([1, 2]);

  limiter.leave();
  const late = enter(6);
  await settled();
  expect(inside).toEqual([1, 2, 3]);

  for (let i = 0; i < 5; i += 1) limiter.leave();
  await Promise.all([...all, late]);
  expect(inside).toEqual([1, 2, 3, 4, 5, 6]);
});
