import { expect, test } from "vitest";

import { fraction } from "./fraction";
import { timecode } from "./timecode";

const NTSC = fraction(30000, 1001);

test.each([
  [0, fraction(24), "00:00:00:00"],
  [1001, fraction(24), "00:00:41:17"],
  [1001, fraction(24000, 1001), "00:00:41:17"],
  [1001, fraction(25), "00:00:40:01"],
  [1799, NTSC, "00:00:59;29"],
  [1800, NTSC, "00:01:00;02"],
  [17982, NTSC, "00:10:00;00"],
  [2589408, NTSC, "00:00:00;00"],
  [24 * 86400, fraction(24), "00:00:00:00"],
  [119, fraction(120), "00:00:00:119"],
])("frame %i at %o is %s", (frame, rate, words) => {
  expect(timecode(frame, rate)).toBe(words);
});

test("there is none before midnight", () => {
  expect(() => timecode(-1, fraction(24))).toThrow(RangeError);
});
