import { expect, test } from "vitest";

import { NearCache, wanted } from "./cache";

test("what is farthest from the playhead goes first", () => {
  const cache = new NearCache<{ bytes: number }>(30);
  cache.centre(10);
  for (const place of [10, 50, 11]) cache.set(place, { bytes: 10 });
  cache.set(9, { bytes: 10 });
  expect([...cache.keys()].sort((a, b) => a - b)).toEqual([9, 10, 11]);
  expect(cache.bytes).toBe(30);
  cache.set(9, { bytes: 5 });
  expect(cache.bytes).toBe(25);
});

test("one picture is kept, however large it is", () => {
  const cache = new NearCache<{ bytes: number }>(1);
  cache.set(0, { bytes: 99 });
  expect(cache.has(0)).toBe(true);
});

test("ahead comes before behind, and the ends are held", () => {
  expect(wanted(5, 1, 100, 8)).toEqual([6, 4, 7, 3, 8, 9]);
  expect(wanted(5, -1, 100, 4)).toEqual([4, 6, 3]);
  expect(wanted(0, 1, 3, 100)).toEqual([1, 2]);
});

test("a clip that fits is decoded whole", () => {
  expect(wanted(30, 1, 97, 200).length).toBe(96);
  expect(wanted(30, 1, 97, 97).length).toBeLessThan(96);
});

test.each([1, 2, 3, 7, 20, 400])("with room for %i, nothing is decoded to be dropped", (room) => {
  expect(wanted(500, 1, 1000, room).length).toBeLessThanOrEqual(room);
});
