/**
 * The scale of false colour: what luma of the display signal (0..1, Rec.709 weights) is shown as what.
 *
 * The bands follow the habit of cameras: purple and blue for what is lost in black, green for mid grey, pink one stop
 * over it, yellow and red for what is lost in white; between them the picture is grey. Where they lie was measured: the
 * view of our review movies shows mid grey (18 %) at 0.39 of the signal, a stop more at 0.57, four stops less at 0.06.
 */

export interface Band {
  readonly from: number;
  readonly to: number;
  readonly colour: readonly [number, number, number];
  readonly words: string;
}

export const BANDS: readonly Band[] = [
  { from: 0, to: 0.025, colour: [118, 60, 160], words: "black, lost" },
  { from: 0.025, to: 0.06, colour: [44, 92, 190], words: "four stops under" },
  { from: 0.36, to: 0.42, colour: [72, 156, 72], words: "mid grey" },
  { from: 0.545, to: 0.605, colour: [222, 140, 158], words: "one stop over" },
  { from: 0.94, to: 0.98, colour: [238, 212, 64], words: "nearly white" },
  { from: 0.98, to: 1.0001, colour: [214, 52, 44], words: "white, lost" },
];

/** Return what a luma of 0..1 is shown as, 0..255 each. */
export function falseColour(luma: number): readonly [number, number, number] {
  const band = BANDS.find((one) => luma >= one.from && luma < one.to);
  if (band) return band.colour;
  const grey = Math.round(luma * 255);
  return [grey, grey, grey];
}

/** Return the scale as 256 RGBA pixels, for a shader to look up. */
export function scaleTexture(): Uint8Array {
  const pixels = new Uint8Array(256 * 4);
  for (let code = 0; code < 256; code += 1) pixels.set([...falseColour(code / 255), 255], code * 4);
  return pixels;
}
