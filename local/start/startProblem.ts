/** Why nothing can be started, in words for the person at the terminal. Anything else that is thrown is a bug. */
export class StartProblem extends Error {
  override readonly name = "StartProblem";
}
