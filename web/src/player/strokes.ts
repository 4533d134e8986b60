/** Drawings on a picture: points of 0..1, so that they lie right at any size; and how they are drawn. */

import type { Point, Region, Stroke, Tool } from "./data";
import { type Rect, held, toStage } from "./view";

/** What a note may hold at most; the server refuses more. */
export const MOST_STROKES = 200;
export const MOST_POINTS = 5000;

/** Points nearer than this to the line between their neighbours say nothing, as a share of the picture's width. */
const STRAIGHT = 0.0008;

/** A stroke's width where nobody chose one, as a share of the picture's width. */
export const WIDTH = 0.004;

/** Return a stroke whose points lie inside the picture; pens lose the points that say nothing. */
export function finished(tool: Tool, colour: string, points: readonly Point[]): Stroke {
  const inside = points.map(held);
  const ends = [inside[0] as Point, inside[inside.length - 1] as Point];
  return { tool, colour, width: WIDTH, points: tool === "pen" ? simpler(inside) : ends };
}

/** Return fewer points along the same line (Ramer 1972; Douglas and Peucker 1973). */
export function simpler(points: readonly Point[], limit = STRAIGHT): readonly Point[] {
  if (points.length < 3) return points;
  const keep = new Set([0, points.length - 1]);
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    let [far, most] = [-1, limit];
    for (let index = span[0] + 1; index < span[1]; index += 1) {
      const away = distance(points[index] as Point, points[span[0]] as Point, points[span[1]] as Point);
      if (away > most) [far, most] = [index, away];
    }
    if (far > 0) {
      keep.add(far);
      open.push([span[0], far], [far, span[1]]);
    }
  }
  return points.filter((_, index) => keep.has(index));
}

function distance(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along = length ? Math.min(Math.max(((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length, 0), 1) : 0;
  return Math.hypot(point[0] - from[0] - along * dx, point[1] - from[1] - along * dy);
}

/** Return the region between two corners, left before right and top before bottom. */
export function regionOf(a: Point, b: Point): Region {
  const [p, q] = [held(a), held(b)];
  return [Math.min(p[0], q[0]), Math.min(p[1], q[1]), Math.max(p[0], q[0]), Math.max(p[1], q[1])];
}

/** Draw a stroke over a picture that lies at `rect` [px]: its colour over a dark rim, readable on any picture. */
export function drawStroke(to: CanvasRenderingContext2D, rect: Rect, stroke: Stroke): void {
  const points = stroke.points.map((point) => toStage(rect, point));
  const [first, last] = [points[0], points[points.length - 1]];
  if (!first || !last) return;
  const path = new Path2D();
  if (stroke.tool === "box") path.rect(first[0], first[1], last[0] - first[0], last[1] - first[1]);
  else {
    path.moveTo(...first);
    if (points.length === 1) path.lineTo(first[0] + 0.01, first[1]);
    for (const point of points.slice(1)) path.lineTo(...point);
    if (stroke.tool === "arrow") arrowHead(path, first, last, stroke.width * rect.width);
  }
  to.lineCap = "round";
  to.lineJoin = "round";
  const width = Math.max(1.5, stroke.width * rect.width);
  to.lineWidth = width + 2;
  to.strokeStyle = "rgb(0 0 0 / 0.55)";
  to.stroke(path);
  to.lineWidth = width;
  to.strokeStyle = stroke.colour;
  to.stroke(path);
}

function arrowHead(path: Path2D, from: Point, to: Point, width: number): void {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const length = Math.min(Math.max(width * 5, 12), Math.hypot(to[0] - from[0], to[1] - from[1]) / 1.5);
  for (const side of [-1, 1]) {
    path.moveTo(to[0], to[1]);
    path.lineTo(to[0] - length * Math.cos(angle + side * 0.5), to[1] - length * Math.sin(angle + side * 0.5));
  }
}

/** Draw a region: what is outside of it is dimmed. */
export function drawRegion(to: CanvasRenderingContext2D, rect: Rect, region: Region): void {
  const [left, top] = toStage(rect, [region[0], region[1]]);
  const [right, foot] = toStage(rect, [region[2], region[3]]);
  const outside = new Path2D();
  outside.rect(rect.x, rect.y, rect.width, rect.height);
  outside.rect(left, top, right - left, foot - top);
  to.fillStyle = "rgb(0 0 0 / 0.38)";
  to.fill(outside, "evenodd");
  to.lineWidth = 1;
  to.strokeStyle = "rgb(255 255 255 / 0.85)";
  to.setLineDash([5, 4]);
  to.strokeRect(left + 0.5, top + 0.5, right - left - 1, foot - top - 1);
  to.setLineDash([]);
}
