import { expect, test } from "vitest";

import type { Picture } from "./picture";
import { convert, isSoft } from "./soft";

function flat(format: "I420" | "NV12", y: number, u: number, v: number, fullRange = false): number[] {
  const [width, height] = [6, 4];
  const data = new Uint8Array(36).fill(y, 0, 24);
  for (let at = 0; at < 6; at += 1) {
    data[format === "NV12" ? 24 + 2 * at : 24 + at] = u;
    data[format === "NV12" ? 25 + 2 * at : 30 + at] = v;
  }
  const picture: Picture = { row: 0, width, height, format, data, matrix: "bt709", fullRange, bytes: 36 };
  const out = new Uint32Array(24);
  convert(picture, out);
  expect(new Set(out).size).toBe(1);
  const first = out[0] as number;
  return [first & 255, (first >> 8) & 255, (first >> 16) & 255, first >>> 24];
}

test.each(["I420", "NV12"] as const)("black, white and the primaries of BT.709 come out of %s", (format) => {
  expect(flat(format, 16, 128, 128)).toEqual([0, 0, 0, 255]);
  expect(flat(format, 235, 128, 128)).toEqual([255, 255, 255, 255]);
  for (const [signal, colour] of [[[63, 102, 240], [255, 0, 0]], [[173, 42, 26], [0, 255, 0]], [[32, 240, 118], [0, 0, 255]]] as const) {
    const [y, u, v] = signal;
    flat(format, y, u, v).slice(0, 3).forEach((value, at) => expect(Math.abs(value - (colour[at] as number))).toBeLessThanOrEqual(2));
  }
  expect(flat(format, 100, 128, 128, true)).toEqual([100, 100, 100, 255]);
});

test("chroma is interpolated between its samples", () => {
  const data = new Uint8Array(12).fill(128, 0, 8);
  data.set([64, 192], 8); // U; V stays at 128
  data.set([128, 128], 10);
  const out = new Uint32Array(8);
  convert({ row: 0, width: 4, height: 2, format: "I420", data, matrix: "bt709", fullRange: true, bytes: 12 }, out);
  const blue = [...out].map((one) => (one >> 16) & 255);
  expect(blue.slice(0, 4)).toEqual([9, 128, 247, 247]);
  expect(blue.slice(4)).toEqual(blue.slice(0, 4));
});

test("renderers that are no graphics processor are known by name", () => {
  expect(isSoft("ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)")).toBe(true);
  expect(isSoft("llvmpipe (LLVM 15.0.6, 256 bits)")).toBe(true);
  expect(isSoft("ANGLE (NVIDIA, NVIDIA GeForce RTX 4090, OpenGL 4.5)")).toBe(false);
});
