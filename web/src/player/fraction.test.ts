import { expect, test } from "vitest";

import { add, compare, fraction, parseFraction, seconds } from "./fraction";

test("a rate is read exactly", () => {
  expect(parseFraction("24000/1001")).toEqual({ top: 24000n, bottom: 1001n });
  expect(parseFraction("50/2")).toEqual(fraction(25));
});

test.each(["", "24/0", "23.976", "-24", "24/1/1", "fast"])("%j is no rate", (text) => {
  expect(() => parseFraction(text)).toThrow(RangeError);
});

test("a day of frames adds up without drift", () => {
  const frame = fraction(1001, 24000);
  let time = fraction(0);
  for (let index = 0; index < 24_000; index += 1) time = add(time, frame);
  expect(time).toEqual(fraction(1001));
  expect(seconds(time)).toBe(1001);
});

test("fractions compare by value", () => {
  expect(compare(fraction(1, 3), fraction(3333, 10000))).toBeGreaterThan(0);
  expect(compare(fraction(2, 4), fraction(1, 2))).toBe(0);
  expect(compare(fraction(-1, 2), fraction(1, -3))).toBeLessThan(0);
});
