/** What the page hands to the player: a shot's versions, newest first, and its notes. */

import { type Fraction, parseFraction } from "./fraction";
import { Trouble } from "./trouble";

/** A pass or a matte: `still` is an address in which `{frame}` stands for a frame's number. */
export interface Layer {
  readonly name: string;
  readonly still: string;
}

export interface Version {
  readonly version: string;
  readonly newest: boolean;
  readonly state: string;
  readonly movie: string;
  readonly frames: string;
  /** Address of a frame's EXR as seen through the show's view, full resolution; empty where there is none. */
  readonly still: string;
  /** Names of views that `still` knows; empty where it knows but the show's own. */
  readonly views: readonly string[];
  readonly passes: readonly Layer[];
  readonly mattes: readonly Layer[];
}

export interface Stack {
  readonly shot: string;
  readonly rate: Fraction;
  readonly first: number;
  readonly last: number;
  readonly versions: readonly Version[];
}

export type Point = readonly [number, number];
export type Region = readonly [number, number, number, number];
export type Tool = "pen" | "arrow" | "box";

/** A drawing's stroke. Points are 0..1 of the picture, origin top left; `width` is a share of the picture's width. */
export interface Stroke {
  readonly tool: Tool;
  readonly colour: string;
  readonly width: number;
  readonly points: readonly Point[];
}

/** A note, as much of it as the player shows. */
export interface Note {
  readonly id?: string;
  readonly version: string;
  readonly frames: readonly [number, number];
  readonly text?: string;
  readonly author?: string;
  readonly state?: string;
  readonly region?: Region | null;
  readonly strokes?: readonly Stroke[];
}

type Fields = Record<string, unknown>;

function fields(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Trouble(`${what} is no object. Load the page again.`);
  return value as Fields;
}

function text(from: Fields, name: string, what: string): string {
  const value = from[name];
  if (typeof value !== "string" || value === "") throw new Trouble(`${what} has no "${name}". Load the page again.`);
  return value;
}

function whole(from: Fields, name: string, what: string): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isInteger(value)) throw new Trouble(`${what} has no whole "${name}". Load the page again.`);
  return value;
}

function list(from: Fields, name: string): readonly unknown[] {
  const value = from[name];
  return Array.isArray(value) ? value : [];
}

function layers(from: Fields, name: string, what: string): Layer[] {
  return list(from, name).map((one) => {
    const found = fields(one, `One of the ${name} of ${what}`);
    return { name: text(found, "name", `One of the ${name} of ${what}`), still: text(found, "still", `One of the ${name} of ${what}`) };
  });
}

function version(value: unknown): Version {
  const found = fields(value, "A version");
  const name = text(found, "version", "A version");
  return {
    version: name,
    newest: found["newest"] === true,
    state: typeof found["state"] === "string" ? found["state"] : "open",
    movie: text(found, "movie", `Version ${name}`),
    frames: text(found, "frames", `Version ${name}`),
    still: typeof found["still"] === "string" ? found["still"] : "",
    views: list(found, "views").filter((one): one is string => typeof one === "string"),
    passes: layers(found, "passes", name),
    mattes: layers(found, "mattes", name),
  };
}

/** Read the versions of a shot. Throws Trouble that names what is missing. */
export function readStack(value: unknown): Stack {
  const found = fields(value, "The list of versions");
  const shot = text(found, "shot", "The list of versions");
  const versions = list(found, "versions").map(version);
  if (!versions.length) throw new Trouble(`Shot ${shot} has no version to show yet. Make one with rushes make.`);
  let rate: Fraction;
  try {
    rate = parseFraction(text(found, "rate", "The list of versions"));
  } catch (error) {
    throw error instanceof Trouble ? error : new Trouble(`Shot ${shot}: ${(error as Error).message}`);
  }
  return { shot, rate, first: whole(found, "first", "The list of versions"), last: whole(found, "last", "The list of versions"), versions };
}

/** Put values into an address with `{names}`; a name that is not given becomes empty. */
export function address(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name] ?? "")));
}
