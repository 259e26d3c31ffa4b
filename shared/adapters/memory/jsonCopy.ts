/** What a store hands out is what went through JSON, as with the real one: nobody shares an object with it. */
export function jsonCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
