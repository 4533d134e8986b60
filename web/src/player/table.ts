/** The frame table beside a review movie: which frame is shown when, and the SHA-256 of its samples. */

import { type Fraction, fraction, parseFraction, seconds } from "./fraction";
import { Trouble } from "./trouble";

export interface Row {
  readonly frame: number;
  readonly pts: Fraction;
  /** The presentation time [s], for decoders and clocks. */
  readonly seconds: number;
  readonly sha256: string;
}

/** How far a decoder's time may lie from the table's, as a share of a frame: containers round to milliseconds at worst. */
const SLACK = 0.25;

export class FrameTable {
  /** Frame numbers in order, each once; single pictures that are held stand for many rows. */
  readonly frames: readonly number[];
  readonly #firstRow = new Map<number, number>();

  constructor(
    readonly rows: readonly Row[],
    readonly rate: Fraction,
  ) {
    rows.forEach((row, index) => {
      if (!this.#firstRow.has(row.frame)) this.#firstRow.set(row.frame, index);
    });
    this.frames = [...this.#firstRow.keys()];
  }

  /** Length of one frame [s]. */
  get step(): number {
    return seconds(fraction(this.rate.bottom, this.rate.top));
  }

  /** When the last frame ends [s]. */
  get end(): number {
    return this.at(this.rows.length - 1).seconds + this.step;
  }

  at(row: number): Row {
    const found = this.rows[row];
    if (!found) throw new RangeError(`The table has no row ${row}.`);
    return found;
  }

  /** Return a frame's first row, -1 when the table hasn't got it. */
  rowOf(frame: number): number {
    return this.#firstRow.get(frame) ?? -1;
  }

  /** Return the row whose time a decoder means, -1 when none is within a quarter of a frame. */
  rowAt(time: number): number {
    const below = this.rowBefore(time + this.step / 2);
    return below >= 0 && Math.abs(this.at(below).seconds - time) <= SLACK * this.step ? below : -1;
  }

  /** Return the last row that starts at or before a time [s]; -1 before the first. */
  rowBefore(time: number): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle).seconds <= time + 1e-9) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Return the frame nearest to a number, of those that the table has. */
  nearest(frame: number): number {
    return this.frames.reduce((best, one) => (Math.abs(one - frame) < Math.abs(best - frame) ? one : best));
  }

  /** Return the frame that lies `by` frames from one, held at both ends. */
  stepFrom(frame: number, by: number): number {
    const place = this.frames.indexOf(this.nearest(frame));
    return this.frames[Math.min(Math.max(place + by, 0), this.frames.length - 1)] as number;
  }
}

/** Read a table of `rushes/frames/1`. Throws Trouble that says what is wrong with it. */
export function readTable(value: unknown, name: string): FrameTable {
  const found = value as { schema?: unknown; rate?: unknown; frames?: unknown } | null;
  const again = "Make the take's review clip again.";
  if (found?.schema !== "rushes/frames/1") throw new Trouble(`The frame table of ${name} is none that this player reads (rushes/frames/1). ${again}`);
  if (!Array.isArray(found.frames) || !found.frames.length) throw new Trouble(`The frame table of ${name} names no frame. ${again}`);
  const rows = found.frames.map((row: unknown, index): Row => {
    if (!Array.isArray(row) || row.length < 4 || !row.slice(0, 3).every(Number.isInteger) || row[2] === 0 || typeof row[3] !== "string") {
      throw new Trouble(`Row ${index} of the frame table of ${name} can't be read. ${again}`);
    }
    const pts = fraction(row[1] as number, row[2] as number);
    return { frame: row[0] as number, pts, seconds: seconds(pts), sha256: row[3] };
  });
  rows.forEach((row, index) => {
    const before = rows[index - 1];
    if (before && row.seconds <= before.seconds) throw new Trouble(`Row ${index} of the frame table of ${name} is not later than the one before. ${again}`);
  });
  try {
    return new FrameTable(rows, parseFraction(String(found.rate)));
  } catch (error) {
    throw new Trouble(`The frame table of ${name}: ${(error as Error).message} ${again}`);
  }
}
