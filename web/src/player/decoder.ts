/**
 * One decoder kept for a movie's whole life. It runs on from where it is when a wanted frame lies a little ahead, starts
 * at the key frame before it otherwise, and works ahead around the playhead while nobody waits.
 */

import { NearCache, wanted } from "./cache";
import { type Movie } from "./movie";
import { type Picture, copied } from "./picture";
import { Trouble } from "./trouble";

/** Bytes of decoded pictures a movie may keep: two hundred frames at 960x540, thirteen at 3840x2160. Four movies may be open. */
const BUDGET = 160 * 1024 * 1024;

/** Packets that wait in the decoder at most beyond what somebody waits for: they stand before the next seek. */
const DEPTH = 1;

/** How many packets after a frame's own its picture may come out: H.264 and its kin hold back sixteen pictures at most. */
const LATEST = 16 + DEPTH;

interface Asked {
  readonly row: number;
  readonly done: (picture: Picture | null) => void;
  readonly failed: (error: unknown) => void;
}

export class Decoder {
  readonly #movie: Movie;
  readonly #name: string;
  readonly #heard: () => void;
  readonly #cache = new NearCache<Picture>(BUDGET);
  /** Rows that were fed and didn't come out yet. */
  readonly #inside = new Set<number>();
  readonly #rowOfTime = new Map<number, number>();
  #decoder: VideoDecoder;
  #copying = 0;
  #asked: Asked | null = null;
  #centre = 0;
  #direction: 1 | -1 = 1;
  #ahead = false;
  /** Next place to feed; -1 when the decoder needs a key packet first. */
  #next = -1;
  /** The row that the decoder swallowed before it was made to begin again; -1 for none. */
  #swallowed = -1;
  #fault: unknown = null;
  #closed = false;
  #stir: () => void = () => undefined;
  /** How many frames the decoder gave that were not closed yet; a test holds it at 0 when idle. */
  open = 0;

  /** @param heard Called whenever a picture was decoded. */
  constructor(movie: Movie, name: string, heard: () => void) {
    this.#movie = movie;
    this.#name = name;
    this.#heard = heard;
    this.#decoder = this.#made();
    void this.#run();
  }

  /** Return a picture that is decoded already. */
  peek(row: number): Picture | undefined {
    return this.#cache.get(row);
  }

  /** Rows that are decoded, for the timeline. */
  held(): IterableIterator<number> {
    return this.#cache.keys();
  }

  /** Return a picture, decoding it if need be; null when a later call overtook this one. */
  get(row: number): Promise<Picture | null> {
    this.at(row, this.#direction);
    this.#asked?.done(null);
    this.#asked = null;
    const ready = this.#cache.get(row);
    if (ready) return Promise.resolve(ready);
    if (this.#fault) return Promise.reject(this.#fault);
    return new Promise((done, failed) => {
      this.#asked = { row, done, failed };
      this.#stir();
    });
  }

  /** Say where the playhead is and where it goes: what lies there is decoded before somebody asks. */
  at(row: number, direction: 1 | -1): void {
    this.#centre = row;
    this.#direction = direction;
    this.#ahead = true;
    this.#cache.centre(row);
    this.#stir();
  }

  close(): void {
    this.#closed = true;
    this.#asked?.done(null);
    this.#asked = null;
    if (this.#decoder.state !== "closed") this.#decoder.close();
    this.#movie.close();
    this.#stir();
  }

  #made(): VideoDecoder {
    const decoder = new VideoDecoder({
      output: (frame) => void this.#came(frame),
      error: (error) => {
        if (error.name === "QuotaExceededError") return this.#reclaimed();
        this.#failed(new Trouble(`The movie of ${this.#name} can't be decoded (${error.message}). Make the take's review clip again.`));
      },
    });
    decoder.configure(this.#movie.config);
    decoder.addEventListener("dequeue", () => this.#stir());
    return decoder;
  }

  async #came(frame: VideoFrame): Promise<void> {
    const row = this.#rowOfTime.get(frame.timestamp);
    if (row === undefined || this.#closed) {
      frame.close();
      if (row === undefined) this.#failed(new Trouble(`The movie of ${this.#name} gave a frame that its table doesn't name. Make the take's review clip again.`));
      return;
    }
    this.#copying += 1;
    this.open += 1;
    try {
      const picture = await copied(frame, row);
      this.#cache.set(row, picture);
      this.#heard();
      if (this.#asked?.row === row) {
        this.#asked.done(picture);
        this.#asked = null;
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#inside.delete(row);
      this.#copying -= 1;
      this.open -= 1;
      this.#stir();
    }
  }

  #failed(error: unknown): void {
    this.#fault ??= error;
    this.#asked?.failed(this.#fault);
    this.#asked = null;
    this.#stir();
  }

  #stirred(): Promise<void> {
    return new Promise((done) => {
      this.#stir = done;
    });
  }

  async #run(): Promise<void> {
    while (!this.#closed && !this.#fault) {
      const target = this.#target();
      if (target === null) {
        this.#ahead = false;
        await this.#stirred();
        continue;
      }
      try {
        await this.#reach(target);
      } catch (error) {
        if (!this.#closed) this.#failed(error);
      }
    }
  }

  /** The row to decode next: the one somebody waits for, else the nearest that is missing around the playhead. */
  #target(): number | null {
    if (this.#asked) return this.#asked.row;
    if (!this.#ahead) return null;
    const { rowAt, placeOf, keyOf } = this.#movie;
    const one = this.#cache.size ? this.#cache.bytes / this.#cache.size : BUDGET / 64;
    const missing = wanted(this.#centre, this.#direction, rowAt.length, BUDGET / one).filter((row) => !this.#cache.has(row));
    const here = keyOf[this.#next - 1];
    const running = missing.find((row) => keyOf[placeOf[row] as number] === here && (placeOf[row] as number) >= this.#next);
    return running ?? missing[0] ?? null; // a group that was begun is ended first, since it can't be entered in its middle
  }

  async #reach(target: number): Promise<void> {
    const place = this.#movie.placeOf[target] as number;
    const key = this.#movie.keyOf[place] as number;
    const runsInto = this.#next >= 0 && this.#next <= place && key <= this.#next;
    if (!runsInto && !this.#inside.has(target)) this.#jump(key);
    for (let fed = 0; !this.#cache.has(target); ) {
      if (this.#closed || this.#fault || (this.#asked && this.#asked.row !== target)) return;
      if (this.#next < 0) this.#jump(key);
      if (this.#next >= this.#movie.rowAt.length) return this.#drained(target);
      if (fed > place - key + LATEST) return this.#lost(target);
      const needed = this.#asked && this.#next >= key && this.#next <= place;
      if (!needed && this.#decoder.decodeQueueSize >= DEPTH) await this.#stirred();
      else if (await this.#feed()) fed += 1;
    }
  }

  async #feed(): Promise<boolean> {
    const place = this.#next;
    const found = this.#movie.chunk(place);
    const chunk = found instanceof Promise ? await found : found;
    if (this.#closed || this.#next !== place) return false;
    const row = this.#movie.rowAt[place] as number;
    this.#next = place + 1;
    this.#inside.add(row);
    this.#rowOfTime.set(chunk.timestamp, row);
    this.#decoder.decode(chunk);
    return true;
  }

  /** Have everything out that was fed; after that, a decoder needs a key packet. */
  async #drained(target: number): Promise<void> {
    await this.#decoder.flush();
    this.#next = -1;
    while (this.#copying && !this.#cache.has(target)) await this.#stirred();
    if (this.#closed) return;
    if (!this.#cache.has(target) && this.#inside.has(target)) return this.#lost(target);
    this.#inside.clear();
  }

  /** A frame went in and didn't come out: begin again, once. */
  #lost(target: number): void {
    if (this.#swallowed === target) throw new Trouble(`The decoder swallowed a frame of ${this.#name}. Make the take's review clip again.`);
    this.#swallowed = target;
    this.#decoder.reset();
    this.#decoder.configure(this.#movie.config);
    this.#reclaimed();
  }

  /** A browser takes decoders away from pages that rest; the next frame asked for makes another. */
  #reclaimed(): void {
    this.#next = -1;
    this.#inside.clear();
    this.#stir();
  }

  /** Go on at a key packet. The decoder is not reset, which costs ten frames' time: what it still holds comes out as well. */
  #jump(key: number): void {
    if (this.#decoder.state === "closed") this.#decoder = this.#made();
    this.#next = key;
  }
}
