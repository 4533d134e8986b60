import { expect, test } from "vitest";

import type { Point } from "./data";
import { Drawing } from "./drawing";
import { MOST_POINTS, MOST_STROKES, finished, regionOf, simpler } from "./strokes";

test("a straight line needs two points, a corner three", () => {
  const line: Point[] = Array.from({ length: 100 }, (_, index) => [index / 100, 0.5]);
  expect(simpler(line)).toEqual([line[0], line[99]]);
  expect(simpler([[0, 0], [0.25, 0.25], [0.5, 0.5], [0.5, 0.75], [0.5, 1]])).toEqual([[0, 0], [0.5, 0.5], [0.5, 1]]);
});

test("a curve stays within a pixel of a 1,200 pixel picture", () => {
  const curve: Point[] = Array.from({ length: 500 }, (_, index) => [0.5 + 0.3 * Math.cos(index / 80), 0.5 + 0.3 * Math.sin(index / 80)]);
  const kept = simpler(curve);
  expect(kept.length).toBeLessThan(120);
  for (const point of kept) expect(Math.hypot(point[0] - 0.5, point[1] - 0.5)).toBeCloseTo(0.3, 6);
});

test("arrows and boxes are their two ends", () => {
  expect(finished("arrow", "#fff", [[0.1, 0.1], [0.5, 0.2], [2, 0.3]]).points).toEqual([[0.1, 0.1], [1, 0.3]]);
});

test("a region has its corners in order", () => {
  expect(regionOf([0.8, 0.2], [0.1, 1.4])).toEqual([0.1, 0.2, 0.8, 1]);
});

test("a click is no arrow and no region, but a pen's dot", () => {
  const drawing = new Drawing();
  for (const [hand, count] of [["arrow", 0], ["pen", 1]] as const) {
    drawing.hand = hand;
    drawing.begin([0.5, 0.5]);
    drawing.end();
    expect(drawing.strokes.length).toBe(count);
  }
  drawing.hand = "region";
  drawing.begin([0.5, 0.5]);
  drawing.go([0.501, 0.501]);
  drawing.end();
  expect(drawing.region).toBeNull();
});

test("a note holds so many strokes and no more", () => {
  const drawing = new Drawing();
  drawing.hand = "arrow";
  for (let count = 0; count < MOST_STROKES + 5; count += 1) {
    drawing.begin([0, 0]);
    drawing.go([1, 1]);
    drawing.end();
  }
  expect(drawing.strokes.length).toBe(MOST_STROKES);
  drawing.clear();
  drawing.hand = "pen";
  drawing.begin([0, 0]);
  for (let count = 0; count < MOST_POINTS + 100; count += 1) drawing.go([Math.random(), Math.random()]);
  expect(drawing.end()).toBe(false);
});

test("keys draw a box, and move nothing before Enter", () => {
  const drawing = new Drawing();
  expect(drawing.key("Enter", false)).toBe("");
  drawing.hand = "box";
  expect(drawing.key("ArrowLeft", false)).toBe("");
  expect(["Enter", "ArrowLeft", "Enter"].map((key) => drawing.key(key, false))).toEqual(["moved", "moved", "moved"]);
  drawing.key("ArrowDown", true);
  drawing.key("ArrowRight", true);
  expect(drawing.key("Enter", false)).toBe("drawn");
  expect(drawing.strokes[0]?.points).toEqual([[0.49, 0.5], [0.54, 0.55]]);
});
