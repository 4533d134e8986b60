/**
 * Exact time: rates and presentation times as fractions of whole numbers.
 *
 * A frame length rounded to four decimals names 117 of 120 frames wrongly at 24000/1001, so nothing in here is a float
 * until a decoder asks for seconds.
 */

/** A fraction in lowest terms; the denominator is positive. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

function divisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Return a fraction in lowest terms. Throws a RangeError when the denominator is 0. */
export function fraction(top: bigint | number, bottom: bigint | number = 1n): Fraction {
  let [a, b] = [BigInt(top), BigInt(bottom)];
  if (b === 0n) throw new RangeError("A fraction's denominator is 0.");
  if (b < 0n) [a, b] = [-a, -b];
  const common = divisor(a, b);
  return { top: a / common, bottom: b / common };
}

/** Read `24000/1001` or `25`. Throws a RangeError when it is neither. */
export function parseFraction(text: string): Fraction {
  const found = /^(\d+)(?:\/(\d+))?$/.exec(text.trim());
  if (!found) throw new RangeError(`"${text}" is no rate. Write it as 24 or 24000/1001.`);
  return fraction(BigInt(found[1] as string), BigInt(found[2] ?? "1"));
}

export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}

/** Return below 0, 0 or above 0, as `a` is less than, equal to or more than `b`. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Return the nearest double. Only a decoder or a clock asks for it. */
export function seconds(value: Fraction): number {
  const whole = value.top / value.bottom;
  return Number(whole) + Number(value.top % value.bottom) / Number(value.bottom);
}
