/** SMPTE ST 12-1 timecode of a frame's number; the same arithmetic as `rushes.show.timecode`. */

import { type Fraction, fraction } from "./fraction";

const SECONDS_A_DAY = 86_400n;

/** Return the whole number that timecode counts to in a second: 24 at 24000/1001. */
export function nominalRate(rate: Fraction): bigint {
  return (rate.top + rate.bottom - 1n) / rate.bottom;
}

function droppedAMinute(rate: Fraction): bigint {
  const ntsc = fraction(nominalRate(rate) * 1000n, 1001n);
  const base = nominalRate(rate);
  const drops = ntsc.top === rate.top && ntsc.bottom === rate.bottom && (base === 30n || base === 60n);
  return drops ? base / 15n : 0n;
}

/**
 * Return a frame's timecode. It wraps after 24 hours.
 *
 * At 30000/1001 and 60000/1001 the count is drop-frame, marked by `;`. Throws a RangeError for a negative frame.
 */
export function timecode(frame: number, rate: Fraction): string {
  if (frame < 0) throw new RangeError(`Frame ${frame} lies before midnight and has no timecode.`);
  const base = nominalRate(rate);
  const dropped = droppedAMinute(rate);
  let count = BigInt(frame) % (base * SECONDS_A_DAY - dropped * (24n * 60n - 24n * 6n));
  if (dropped) {
    const minute = 60n * base - dropped;
    const ten = 10n * minute + dropped;
    const [tens, rest] = [count / ten, count % ten];
    count += dropped * (9n * tens + (rest > dropped ? (rest - dropped) / minute : 0n));
  }
  const [whole, frames] = [count / base, count % base];
  const two = (value: bigint): string => value.toString().padStart(2, "0");
  const last = frames.toString().padStart(base <= 100n ? 2 : 3, "0");
  return `${two(whole / 3600n)}:${two((whole / 60n) % 60n)}:${two(whole % 60n)}${dropped ? ";" : ":"}${last}`;
}
