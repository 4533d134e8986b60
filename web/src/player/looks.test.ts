import { expect, test } from "vitest";

import { COMMANDS, keyWords, pressed } from "./commands";
import { address, readStack } from "./data";
import { BANDS, falseColour, scaleTexture } from "./false_colour";
import { PLAIN, exposed, next, sightWords, stops } from "./looks";
import { hashedSamples, isSealed } from "./picture";
import { toRgb } from "./screen";

const version = (name: string): Record<string, unknown> => ({ version: name, movie: "m", frames: "f", newest: name === "v002" });
const stack = readStack({ shot: "s", rate: "24000/1001", first: 1001, last: 1096, versions: [version("v002"), version("v001")] });

test("exposure goes by quarter stops and has ends", () => {
  let exposure = 0;
  for (let count = 0; count < 100; count += 1) exposure = exposed(exposure, 1);
  expect(exposure).toBe(8);
  expect(exposed(0.3, 1)).toBe(0.5);
  expect([0, 1, -0.25, 1.5].map(stops)).toEqual(["0", "+1", "−0.25", "+1.5"]);
});

test("names go round, with none between last and first", () => {
  expect(["", "depth", "normal"].map((name) => next(["depth", "normal"], name))).toEqual(["depth", "normal", ""]);
});

test("what is seen is said, exposure with the light it is of", () => {
  const [a, b] = stack.versions as [(typeof stack.versions)[0], (typeof stack.versions)[0]];
  const sight = { mode: "single", a, b: null, size: [960, 540], still: false, playing: false } as const;
  expect(sightWords({ ...PLAIN, exposure: 1 }, sight)).toEqual(["Review movie 960×540", "exposure +1 on display light"]);
  expect(sightWords({ ...PLAIN, exposure: 1 }, { ...sight, still: true, size: [4096, 1716] })).toEqual(["EXR 4096×1716", "exposure +1 on scene light"]);
  expect(sightWords({ ...PLAIN, exposure: 1 }, { ...sight, b, mode: "difference" })).toContain("exposure +1 on the difference");
  expect(sightWords({ ...PLAIN, matte: "person" }, { ...sight, playing: true })).toContain("matte person: when it rests");
});

test("false colour has a colour for what lies in a band, and grey between", () => {
  expect(falseColour(0)).toEqual(BANDS[0]?.colour);
  expect(falseColour(0.39)).toEqual([72, 156, 72]);
  expect(falseColour(0.2)).toEqual([51, 51, 51]);
  expect(falseColour(1)).toEqual([214, 52, 44]);
  expect(BANDS.every((band, index) => band.from < band.to && band.from >= (BANDS[index - 1]?.to ?? 0))).toBe(true);
  expect([...scaleTexture().subarray(0, 4)]).toEqual([118, 60, 160, 255]);
});

test("white is white, and red is red, in every matrix", () => {
  for (const matrix of ["bt709", "bt601", "bt2020"] as const) {
    const m = toRgb(matrix);
    const rgb = (y: number, cb: number, cr: number): number[] => [0, 1, 2].map((row) => (m[row] as number) * y + (m[3 + row] as number) * cb + (m[6 + row] as number) * cr);
    for (const value of rgb(1, 0, 0)) expect(value).toBeCloseTo(1, 12);
  }
  const m = toRgb("bt709");
  expect(0.2126 + (m[6] as number) * 0.5).toBeCloseTo(1, 4); // Y of pure red, Cr of 0.5
});

test("no key means two things at once, and letters are told from Shift and letters", () => {
  const keys = COMMANDS.flatMap((command) => command.keys);
  expect(new Set(keys).size).toBe(keys.length);
  const press = (key: string, more = {}): string => pressed({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });
  expect(press("L", { shiftKey: true })).toBe("Shift+l");
  expect(press("?", { shiftKey: true })).toBe("?");
  expect(press("ArrowLeft", { shiftKey: true })).toBe("Shift+ArrowLeft");
  expect(press("z", { metaKey: true })).toBe("Mod+z");
  expect(["Shift+l", " ", "Mod+z", "PageDown"].map(keyWords)).toEqual(["Shift+L", "Space", "Ctrl+Z", "Page Down"]);
});

test("addresses take values and keep strangers out", () => {
  expect(address("/s/{frame}.png?view={view}&x={unknown}", { frame: 1001, view: "a/b & c" })).toBe("/s/1001.png?view=a%2Fb%20%26%20c&x=");
});

test("versions that can't be read are named", () => {
  expect(stack.versions[0]?.newest).toBe(true);
  expect(() => readStack([])).toThrow("no object");
  expect(() => readStack({ shot: "s", versions: [{}] })).toThrow('has no "version"');
  expect(() => readStack({ shot: "s", versions: [{ version: "v001" }] })).toThrow('Version v001 has no "movie"');
  expect(() => readStack({ shot: "s", rate: "24", first: 1.5, last: 2, versions: [version("v001")] })).toThrow('no whole "first"');
});

test("samples are hashed as Y, U, V, however the decoder lays them", async () => {
  const base = { row: 0, width: 2, height: 2, matrix: "bt709", fullRange: false, bytes: 6 } as const;
  const planar = { ...base, format: "I420", data: new Uint8Array([1, 2, 3, 4, 5, 6]) } as const;
  const paired = { ...base, format: "NV12", data: new Uint8Array([1, 2, 3, 4, 5, 6]) } as const;
  expect([...(hashedSamples(paired) as Uint8Array)]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(hashedSamples({ ...base, format: "RGBA", data: new Uint8Array(16) })).toBeNull();
  const sha256 = "7192385c3c0605de55bb9476ce1d90748190ecb32a8eed7f5207b30cf6a1fe89";
  expect(await isSealed(planar, sha256)).toBe(true);
  expect(await isSealed(planar, "0".repeat(64))).toBe(false);
  expect(await isSealed(planar, "unknown")).toBeNull();
});
