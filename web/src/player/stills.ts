/** Full-resolution stills of single frames: EXRs through the show's view, passes, mattes. */

import { Trouble } from "./trouble";

/** How many are kept. A 4K still is 33 MB. */
const KEPT = 8;

export class Stills {
  readonly #kept = new Map<string, Promise<ImageBitmap>>();

  /** Return a still. Throws Trouble when it isn't there or is no picture. */
  get(url: string): Promise<ImageBitmap> {
    const known = this.#kept.get(url);
    if (known) return known;
    const asked = fetched(url);
    asked.catch(() => this.#kept.delete(url));
    this.#kept.set(url, asked);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return asked;
  }
}

async function fetched(url: string): Promise<ImageBitmap> {
  const answer = await fetch(url).catch(() => null);
  if (!answer) throw new Trouble("The still can't be reached. See whether rushes review still runs.");
  if (!answer.ok) throw new Trouble(`The still of this frame is missing (${answer.status}). The review movie is shown instead.`);
  try {
    return await createImageBitmap(await answer.blob(), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  } catch {
    throw new Trouble("The still of this frame can't be read as a picture. The review movie is shown instead.");
  }
}
