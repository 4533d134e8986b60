/** What the pages use of `<shot-player>`; the element itself is `player.js`. */

export type Stroke = { readonly tool: "pen" | "arrow" | "box"; readonly colour: string; readonly width: number; readonly points: readonly (readonly [number, number])[] };

/** What a note would be about if it were written now. */
export type Draft = { frames: readonly [number, number]; strokes: readonly Stroke[]; region: readonly number[] | null };

export interface Player extends HTMLElement {
  notes: unknown[];
  readonly draft: Draft | null;
  pause(): void;
  clear(): void;
  show(version: string): Promise<void>;
  showNote(note: unknown): Promise<void>;
}
