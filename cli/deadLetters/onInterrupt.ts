/** Ctrl-C ends things in good order; a second one ends them at once. */
export type Interruption = { readonly isAsked: boolean; readonly end: () => void };

export function onInterrupt(tell: () => void): Interruption {
  let isAsked = false;
  const ask = (): void => {
    if (isAsked) process.exit(130);
    isAsked = true;
    tell();
  };
  process.on("SIGINT", ask);
  return {
    get isAsked() {
      return isAsked;
    },
    end: () => void process.off("SIGINT", ask),
  };
}
