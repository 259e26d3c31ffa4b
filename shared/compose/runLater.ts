/** Runs something later, unless the process ends before; what it returns calls that off. */
export function runLater(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}
