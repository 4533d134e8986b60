/** Something the person in front of the player has to know: one sentence that says what happened and what to do next. */
export class Trouble extends Error {
  override name = "Trouble";
}

/** Return what an error says, as a sentence. */
export function sentence(error: unknown): string {
  if (error instanceof Trouble) return error.message;
  const words = error instanceof Error ? error.message : String(error);
  return `The player stopped: ${words.replace(/\.?$/, ".")} Load the page again.`;
}
