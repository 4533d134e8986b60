/** A decoded frame as plain bytes. The decoder gets its own frame back at once, since hardware has but a few. */

import { Trouble } from "./trouble";

/** How a decoder's luma and colour differences become red, green and blue. */
export type Matrix = "bt709" | "bt601" | "bt2020";

export interface Picture {
  /** Row of the frame table. */
  readonly row: number;
  readonly width: number;
  readonly height: number;
  readonly format: "I420" | "NV12" | "RGBA";
  /** Planes one after the other, without padding. */
  readonly data: Uint8Array;
  readonly matrix: Matrix;
  readonly fullRange: boolean;
  readonly bytes: number;
}

const MATRICES: Readonly<Record<string, Matrix>> = { smpte170m: "bt601", bt470bg: "bt601", "bt2020-ncl": "bt2020" };

/** Copy a decoder's frame and close it, whatever happens. Throws Trouble when this browser can't hand out its samples. */
export async function copied(frame: VideoFrame, row: number): Promise<Picture> {
  try {
    const rect = frame.visibleRect;
    if (!rect) throw new Trouble("The decoder gave a frame without a picture. Load the page again.");
    const { width, height } = rect;
    const planar = frame.format === "I420" || frame.format === "NV12";
    const options: VideoFrameCopyToOptions & { format?: string } = planar ? { layout: tight(frame.format as string, width, height) } : { format: "RGBA" };
    const data = new Uint8Array(frame.allocationSize(options as VideoFrameCopyToOptions));
    await frame.copyTo(data, options as VideoFrameCopyToOptions);
    return {
      row,
      width,
      height,
      format: planar ? (frame.format as "I420" | "NV12") : "RGBA",
      data,
      matrix: MATRICES[frame.colorSpace.matrix ?? ""] ?? "bt709",
      fullRange: frame.colorSpace.fullRange ?? false,
      bytes: data.byteLength,
    };
  } finally {
    frame.close();
  }
}

function tight(format: string, width: number, height: number): PlaneLayout[] {
  const [across, down] = [(width + 1) >> 1, (height + 1) >> 1];
  const luma = { offset: 0, stride: width };
  if (format === "NV12") return [luma, { offset: width * height, stride: 2 * across }];
  return [luma, { offset: width * height, stride: across }, { offset: width * height + across * down, stride: across }];
}

/** Return the samples as the frame table hashes them: Y, then U, then V. Null when the picture is no 4:2:0. */
export function hashedSamples(picture: Picture): Uint8Array | null {
  if (picture.format === "I420") return picture.data;
  if (picture.format !== "NV12") return null;
  const luma = picture.width * picture.height;
  const half = (picture.data.length - luma) / 2;
  const samples = new Uint8Array(picture.data.length);
  samples.set(picture.data.subarray(0, luma));
  for (let index = 0; index < half; index += 1) {
    samples[luma + index] = picture.data[luma + 2 * index] as number;
    samples[luma + half + index] = picture.data[luma + 2 * index + 1] as number;
  }
  return samples;
}

/** Say whether a picture is the very one that the table names; null when that can't be told here. */
export async function isSealed(picture: Picture, sha256: string): Promise<boolean | null> {
  const samples = hashedSamples(picture);
  if (!samples || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", samples as Uint8Array<ArrayBuffer>));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}
