/** Where a picture lies on the stage: fitted, zoomed, moved. All in the stage's own pixels. */

import type { Point } from "./data";

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a picture is looked at: `scale` 1 fits it; `centre` is the picture's point in the middle of the stage, 0..1. */
export interface Look {
  readonly scale: number;
  readonly centre: Point;
}

export const FITTED: Look = { scale: 1, centre: [0.5, 0.5] };
export const MOST = 16;

/** Return where a picture of some aspect lies in a box. */
export function placed(box: Rect, width: number, height: number, look: Look): Rect {
  const fit = Math.min(box.width / width, box.height / height) * look.scale;
  const [w, h] = [width * fit, height * fit];
  return { x: box.x + box.width / 2 - look.centre[0] * w, y: box.y + box.height / 2 - look.centre[1] * h, width: w, height: h };
}

/** Return a stage's point as a point of the picture, 0..1 inside it. */
export function toPicture(rect: Rect, x: number, y: number): Point {
  return [(x - rect.x) / rect.width, (y - rect.y) / rect.height];
}

export function toStage(rect: Rect, point: Point): Point {
  return [rect.x + point[0] * rect.width, rect.y + point[1] * rect.height];
}

/** Hold a point inside the picture, to five decimals: a tenth of a pixel at 8K. */
export function held(point: Point): Point {
  const hold = (value: number): number => Math.round(Math.min(Math.max(value, 0), 1) * 1e5) / 1e5;
  return [hold(point[0]), hold(point[1])];
}

/** Zoom so that the picture's point under the pointer stays there. `at` is that point, 0..1 of the picture. */
export function zoomed(look: Look, factor: number, at: Point): Look {
  const scale = Math.min(Math.max(look.scale * factor, 1), MOST);
  if (scale === 1) return FITTED;
  const kept = look.scale / scale;
  return moved({ scale, centre: [at[0] + (look.centre[0] - at[0]) * kept, at[1] + (look.centre[1] - at[1]) * kept] }, 0, 0);
}

/** Move the picture by a share of its own size; its middle stays on it. */
export function moved(look: Look, dx: number, dy: number): Look {
  const hold = (value: number): number => Math.min(Math.max(value, 0), 1);
  return look.scale === 1 ? FITTED : { scale: look.scale, centre: [hold(look.centre[0] - dx), hold(look.centre[1] - dy)] };
}

/** Return the rectangle that a share of a picture's edges leaves. */
export function inset(rect: Rect, share: number): Rect {
  return { x: rect.x + rect.width * share, y: rect.y + rect.height * share, width: rect.width * (1 - 2 * share), height: rect.height * (1 - 2 * share) };
}

/** Safe areas of 16:9 pictures: EBU R 95 (2017) and SMPTE ST 2046-1 agree on 93 % for action and 90 % for titles and graphics. */
export const ACTION_SAFE = 0.035;
export const TITLE_SAFE = 0.05;
