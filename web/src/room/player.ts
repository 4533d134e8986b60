/** What the pages use of `<shot-player>`; the element itself is `player.js`. */

export type Stroke = { tool: "pen" | "arrow" | "box"; colour: string; width: number; points: [number, number][] };

export interface Player extends HTMLElement {
  notes?: unknown[];
  strokes?: Stroke[];
  pause?: () => void;
  show?: (version: string) => void;
  seek?: (frame: number) => unknown;
  showNote?: (note: unknown) => void;
}
