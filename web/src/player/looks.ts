/** How the picture is looked at: what a reviewer turns on and off, apart from which frame it is. */

import type { Version } from "./data";
import { CHANNELS } from "./screen";

export type Channel = (typeof CHANNELS)[number] | "a";
export type Mode = "single" | "wipe" | "difference" | "side";

export interface Looks {
  /** Stops. */
  exposure: number;
  channel: Channel;
  falseColour: boolean;
  safe: boolean;
  burn: boolean;
  /** Show the EXR instead of the review movie while the playhead rests. */
  still: boolean;
  /** A view that the stills know; "" for the show's own. */
  view: string;
  pass: string;
  /** How much of the pass covers the picture, 0..1. */
  cover: number;
  matte: string;
}

export const PLAIN: Readonly<Looks> = {
  exposure: 0,
  channel: "rgb",
  falseColour: false,
  safe: false,
  burn: false,
  still: true,
  view: "",
  pass: "",
  cover: 1,
  matte: "",
};

/** Say whether the picture is seen otherwise than as it is. Which source is shown, and through which view, doesn't count. */
export function changed(looks: Looks): boolean {
  return (["exposure", "channel", "falseColour", "safe", "burn", "pass", "matte"] as const).some((one) => looks[one] !== PLAIN[one]);
}

export const EXPOSURE_STEP = 0.25;
export const MOST_EXPOSURE = 8;

/** Return an exposure after a step, held in its limits and free of rounding. */
export function exposed(exposure: number, steps: number): number {
  const next = Math.round((exposure + steps * EXPOSURE_STEP) / EXPOSURE_STEP) * EXPOSURE_STEP;
  return Math.min(Math.max(next, -MOST_EXPOSURE), MOST_EXPOSURE);
}

/** Return the next name of a list after the one shown; "" (none) stands before the first. */
export function next(names: readonly string[], shown: string): string {
  return ["", ...names][(["", ...names].indexOf(shown) + 1) % (names.length + 1)] as string;
}

/** Return a signed number of stops as people write it: `+1.25`. */
export function stops(exposure: number): string {
  const text = Math.abs(exposure).toFixed(2).replace(/\.?0+$/, "");
  return exposure > 0 ? `+${text}` : exposure < 0 ? `−${text}` : "0";
}

/** What is seen, for the line under the picture. */
export interface Sight {
  readonly mode: Mode;
  readonly a: Version;
  readonly b: Version | null;
  readonly size: readonly [number, number];
  readonly still: boolean;
  readonly playing: boolean;
}

/** Return what is seen, in words; each part one thing that was turned on. */
export function sightWords(looks: Looks, sight: Sight): string[] {
  const words = [`${sight.still ? "EXR" : "Review movie"} ${sight.size[0]}×${sight.size[1]}`];
  if (sight.still && looks.view) words.push(`view ${looks.view}`);
  if (sight.b && sight.mode === "difference") words.push(`difference of ${sight.a.version} and ${sight.b.version}`);
  if (looks.exposure) {
    const of = sight.mode === "difference" && sight.b ? "the difference" : sight.still ? "scene light" : "display light";
    words.push(`exposure ${stops(looks.exposure)} on ${of}`);
  }
  if (looks.channel === "a") words.push(sight.still ? "alpha" : "alpha: on the EXR, when it rests");
  else if (looks.channel !== "rgb") words.push(looks.channel === "luma" ? "luma" : `${{ r: "red", g: "green", b: "blue" }[looks.channel]} only`);
  if (looks.falseColour) words.push("false colour");
  if (looks.pass) words.push(sight.playing ? `pass ${looks.pass}: when it rests` : `pass ${looks.pass}`);
  if (looks.matte) words.push(sight.playing ? `matte ${looks.matte}: when it rests` : `matte ${looks.matte}`);
  return words;
}
