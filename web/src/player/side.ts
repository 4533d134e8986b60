/** One version opened: its table, its movie, its decoder, its sound, its place on the graphics processor. */

import type { Version } from "./data";
import { Decoder } from "./decoder";
import { openMovie } from "./movie";
import type { Plate, Screen } from "./screen";
import { Sound } from "./sound";
import { type FrameTable, readTable } from "./table";
import { Trouble } from "./trouble";

export interface Side {
  readonly version: Version;
  readonly table: FrameTable;
  readonly decoder: Decoder;
  readonly sound: Sound | null;
  readonly plate: Plate;
}

/** How many versions stay open: two are compared, two more are a key away. */
const OPEN = 4;

export class Sides {
  readonly #open = new Map<string, Promise<Side>>();

  constructor(
    readonly screen: Screen,
    readonly heard: () => void,
  ) {}

  /** Return a version, opened. Throws Trouble that says why it can't be shown. */
  get(version: Version): Promise<Side> {
    const known = this.#open.get(version.version);
    if (known) {
      this.#open.delete(version.version);
      this.#open.set(version.version, known);
      return known;
    }
    const opened = this.#opened(version);
    opened.catch(() => this.#open.delete(version.version));
    this.#open.set(version.version, opened);
    for (const [name] of [...this.#open].slice(0, -OPEN)) this.#close(name);
    return opened;
  }

  close(): void {
    for (const name of [...this.#open.keys()]) this.#close(name);
  }

  #close(name: string): void {
    const side = this.#open.get(name);
    this.#open.delete(name);
    side?.then(
      (one) => {
        one.sound?.stop();
        one.decoder.close();
        this.screen.free(one.plate);
      },
      () => undefined,
    );
  }

  async #opened(version: Version): Promise<Side> {
    if (typeof VideoDecoder === "undefined") {
      throw new Trouble(
        window.isSecureContext
          ? "This browser has no WebCodecs, so single frames can't be told apart. Use a current Chrome, Edge, Firefox or Safari."
          : `Browsers decode single frames only over https or on localhost, and this page came by ${location.origin}. Open it as http://localhost, or serve it by https.`,
      );
    }
    const table = await fetchedTable(version);
    const movie = await openMovie(version.movie, table, version.version);
    return {
      version,
      table,
      decoder: new Decoder(movie, version.version, this.heard),
      sound: movie.sound ? new Sound(movie.sound) : null,
      plate: this.screen.plate(true),
    };
  }
}

async function fetchedTable(version: Version): Promise<FrameTable> {
  const answer = await fetch(version.frames).catch(() => null);
  if (!answer?.ok) throw new Trouble(`The frame table of ${version.version} is missing${answer ? ` (${answer.status} from ${version.frames})` : ""}, so no frame can be named. Make the take's review clip again.`);
  let found: unknown;
  try {
    found = await answer.json();
  } catch {
    throw new Trouble(`The frame table of ${version.version} is no JSON. Make the take's review clip again.`);
  }
  return readTable(found, version.version);
}
