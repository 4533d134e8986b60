import { expect, test } from "vitest";

import { playhead, shuttled } from "./clock";

const SPAN = { from: 1, to: 3 };

test("time runs at the speed", () => {
  expect(playhead(1, 0.5, 2, SPAN, false)).toEqual({ time: 2, ended: false, laps: 0 });
  expect(playhead(3, 0.5, -2, SPAN, false)).toEqual({ time: 2, ended: false, laps: 0 });
});

test("without a loop it ends inside the last frame, or at the first", () => {
  const end = playhead(1, 9, 1, SPAN, false);
  expect(end.ended).toBe(true);
  expect(end.time).toBeLessThan(3);
  expect(end.time).toBeGreaterThan(2.9999);
  expect(playhead(2, 9, -1, SPAN, false)).toEqual({ time: 1, ended: true, laps: 0 });
});

test("a loop goes on from the other end", () => {
  expect(playhead(1, 2.5, 1, SPAN, true)).toEqual({ time: 1.5, ended: false, laps: 1 });
  expect(playhead(2, 1.5, -1, SPAN, true)).toEqual({ time: 2.5, ended: false, laps: 1 });
  expect(playhead(1, 9, 1, SPAN, true).laps).toBe(4);
});

test("whoever comes from outside of the range runs into it", () => {
  expect(playhead(0, 0.5, 1, SPAN, true)).toEqual({ time: 0.5, ended: false, laps: 0 });
});

test("L and J change up, and turn round at once", () => {
  expect([0, 1, 2, 4, 8].map((speed) => shuttled(speed, 1))).toEqual([1, 2, 4, 8, 8]);
  expect(shuttled(4, -1)).toBe(-1);
  expect(shuttled(-2, -1)).toBe(-4);
  expect(shuttled(0.25, 1)).toBe(1);
});
