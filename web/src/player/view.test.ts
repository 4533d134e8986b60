import { expect, test } from "vitest";

import { FITTED, held, moved, placed, toPicture, toStage, zoomed } from "./view";

const STAGE = { x: 0, y: 0, width: 1600, height: 1000 };

test("a picture fits and lies in the middle", () => {
  expect(placed(STAGE, 1920, 1080, FITTED)).toEqual({ x: 0, y: 50, width: 1600, height: 900 });
});

test("points go to the stage and back at every size", () => {
  for (const [width, height] of [[1600, 1000], [390, 700], [1, 1]] as const) {
    const rect = placed({ ...STAGE, width, height }, 2048, 858, { scale: 3, centre: [0.3, 0.8] });
    const [x, y] = toStage(rect, [0.123, 0.877]);
    const back = toPicture(rect, x, y);
    expect(back[0]).toBeCloseTo(0.123, 9);
    expect(back[1]).toBeCloseTo(0.877, 9);
  }
});

test("what is under the pointer stays under it", () => {
  const before = placed(STAGE, 1920, 1080, FITTED);
  const at = toPicture(before, 1200, 700);
  const rect = placed(STAGE, 1920, 1080, zoomed(FITTED, 4, at));
  const [x, y] = toStage(rect, at);
  expect(x).toBeCloseTo(1200, 6);
  expect(y).toBeCloseTo(700, 6);
});

test("zoom has ends, and fits again at the lower one", () => {
  expect(zoomed(FITTED, 99, [0.5, 0.5]).scale).toBe(16);
  expect(zoomed({ scale: 2, centre: [0.9, 0.9] }, 0.1, [0.5, 0.5])).toEqual(FITTED);
});

test("an enlarged picture can't be lost, a fitted one doesn't move", () => {
  expect(moved({ scale: 2, centre: [0.5, 0.5] }, -9, 9).centre).toEqual([1, 0]);
  expect(moved(FITTED, 0.2, 0.2)).toEqual(FITTED);
});

test("points are held inside the picture", () => {
  expect(held([-0.2, 1.7])).toEqual([0, 1]);
  expect(held([0.1234567, 0.5])).toEqual([0.12346, 0.5]);
});
