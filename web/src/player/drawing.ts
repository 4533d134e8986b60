/** Pen, arrow, box and region under a pointer, a finger or the arrow keys. */

import type { Point, Region, Stroke, Tool } from "./data";
import { MOST_POINTS, MOST_STROKES, finished, regionOf } from "./strokes";
import { held } from "./view";

/** What the next drag makes. */
export type Hand = Tool | "region";

/** Colours of pens: seen on dark and bright pictures, and told apart by people who don't see red or green. */
export const COLOURS = ["#ffcc00", "#ff5c4d", "#4dc3ff", "#ffffff"] as const;

/** How far an arrow key moves the cross, as a share of the picture. */
const NUDGE = 0.01;

export class Drawing {
  strokes: readonly Stroke[] = [];
  region: Region | null = null;
  hand: Hand | null = null;
  colour: string = COLOURS[0];
  /** The cross that arrow keys move; null while nobody draws by keys. */
  cross: Point | null = null;
  #points: Point[] = [];

  /** What is being drawn now. */
  get live(): Stroke | null {
    return this.#points.length && this.hand && this.hand !== "region" ? finished(this.hand, this.colour, this.#points) : null;
  }

  get busy(): boolean {
    return this.#points.length > 0;
  }

  begin(at: Point): void {
    this.#points = [held(at)];
  }

  go(at: Point): void {
    if (!this.#points.length) return;
    if (this.hand === "pen") this.#points.push(held(at));
    else this.#points[1] = held(at);
    if (this.hand === "region") this.region = regionOf(this.#points[0] as Point, at);
  }

  /** Lay the pen down; say whether something was drawn. */
  end(): boolean {
    const points = this.#points;
    this.#points = [];
    if (!points.length || !this.hand) return false;
    if (this.hand === "region") {
      const region = this.region;
      const tiny = !region || region[2] - region[0] < 0.005 || region[3] - region[1] < 0.005;
      if (tiny) this.region = null;
      return true;
    }
    if (this.hand !== "pen" && points.length < 2) return false;
    const room = MOST_POINTS - this.strokes.reduce((sum, stroke) => sum + stroke.points.length, 0);
    const stroke = finished(this.hand, this.colour, points);
    if (this.strokes.length >= MOST_STROKES || stroke.points.length > room) return false;
    this.strokes = [...this.strokes, stroke];
    return true;
  }

  drop(): void {
    this.#points = [];
    this.cross = null;
  }

  undo(): void {
    if (this.strokes.length) this.strokes = this.strokes.slice(0, -1);
    else this.region = null;
  }

  clear(): void {
    this.strokes = [];
    this.region = null;
    this.drop();
  }

  /** Draw by keys: Enter sets the pen down and lifts it, arrows move it. Return what happened; "" if the key isn't ours. */
  key(key: string, far: boolean): "" | "moved" | "drawn" {
    if (!this.hand) return "";
    if (key === "Enter") {
      if (!this.cross) this.cross = [0.5, 0.5];
      else if (!this.busy) this.begin(this.cross);
      else return this.end() ? "drawn" : "moved";
      return "moved";
    }
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    if (!way || !this.cross) return "";
    const by = far ? 5 * NUDGE : NUDGE;
    this.cross = held([this.cross[0] + (way[0] as number) * by, this.cross[1] + (way[1] as number) * by]);
    this.go(this.cross);
    return "moved";
  }
}
