import { expect, test } from "vitest";

import { fraction, seconds } from "./fraction";
import { FrameTable, readTable } from "./table";
import { Trouble } from "./trouble";

function table(count: number, rate = fraction(24000, 1001), hold = 1): FrameTable {
  const rows = Array.from({ length: count }, (_, row) => {
    const pts = fraction(BigInt(row) * rate.bottom, rate.top);
    return { frame: row === 0 ? 1000 : 1001 + Math.floor((row - 1) / hold), pts, seconds: seconds(pts), sha256: "" };
  });
  return new FrameTable(rows, rate);
}

test("every row is found by its time, at every rate, over an hour", () => {
  for (const rate of [fraction(24000, 1001), fraction(25), fraction(24), fraction(60000, 1001)]) {
    const long = table(86_400, rate);
    for (let row = 0; row < long.rows.length; row += 997) {
      expect(long.rowAt(long.at(row).seconds)).toBe(row);
      expect(long.rowAt(Math.round(long.at(row).seconds * 1000) / 1000)).toBe(row); // a container of milliseconds
      expect(long.rowBefore(long.at(row).seconds)).toBe(row);
      expect(long.rowBefore(long.at(row).seconds + long.step * 0.9)).toBe(row);
    }
  }
});

test("a time between two frames is nobody's", () => {
  const short = table(10);
  expect(short.rowAt(short.at(4).seconds + short.step / 2)).toBe(-1);
  expect(short.rowAt(short.end)).toBe(-1);
  expect(short.rowBefore(-0.1)).toBe(-1);
});

test("steps go by frames, not by rows, where pictures are held", () => {
  const held = table(1 + 3 * 24, fraction(24), 24);
  expect(held.frames).toEqual([1000, 1001, 1002, 1003]);
  expect(held.rowOf(1002)).toBe(25);
  expect(held.stepFrom(1001, 1)).toBe(1002);
  expect(held.stepFrom(1003, 5)).toBe(1003);
  expect(held.stepFrom(1000, -1)).toBe(1000);
});

test("the nearest frame is one that the table has", () => {
  expect(table(10).nearest(2000)).toBe(1009);
  expect(table(10).nearest(-5)).toBe(1000);
});

const row = (frame: number): unknown[] => [frame, (frame - 1000) * 1001, 24000, "a".repeat(64)];

test("a table is read exactly", () => {
  const read = readTable({ schema: "rushes/frames/1", rate: "24000/1001", frames: [row(1000), row(1001)] }, "v001");
  expect(read.at(1).pts).toEqual(fraction(1001, 24000));
});

test.each([
  [{}, "none that this player reads"],
  [{ schema: "rushes/frames/1", rate: "24", frames: [] }, "names no frame"],
  [{ schema: "rushes/frames/1", rate: "24", frames: [[1, 2]] }, "Row 0"],
  [{ schema: "rushes/frames/1", rate: "24", frames: [row(1001), row(1001)] }, "Row 1"],
  [{ schema: "rushes/frames/1", rate: "soon", frames: [row(1001)] }, "no rate"],
  [null, "none that this player reads"],
])("%j is no table", (value, words) => {
  expect(() => readTable(value, "v001")).toThrow(words);
  expect(() => readTable(value, "v001")).toThrow(Trouble);
});
