/** What the player shows and why: versions, the frame, the range, the look, the drawing. It knows no buttons. */

import type { Note, Stack, Version } from "./data";
import { Drawing } from "./drawing";
import { Layers } from "./layers";
import { type Looks, type Mode, PLAIN, type Sight } from "./looks";
import { type Picture, isSealed } from "./picture";
import type { Screen } from "./screen";
import { type Side, Sides } from "./side";
import { Transport } from "./transport";
import { sentence } from "./trouble";
import { FITTED, type Look } from "./view";

/** How long the playhead rests before stills are fetched and samples are hashed [ms]: longer than a held arrow key repeats. */
const REST_MS = 90;

/** What a note would be about if it were written now. */
export interface Draft {
  readonly version: string;
  readonly frames: readonly [number, number];
  readonly strokes: Drawing["strokes"];
  readonly region: Drawing["region"];
}

/** Whom the session tells. `drawn`: the picture changed; `changed`: something beside it; the others as events of the element. */
export interface Listener {
  drawn(): void;
  /** More of the movie is decoded; told a few times a second. */
  decoded(): void;
  changed(): void;
  frame(frame: number, version: string): void;
  range(range: readonly [number, number] | null): void;
  draft(draft: Draft): void;
}

export class Session {
  stack: Stack | null = null;
  a: Side | null = null;
  b: Side | null = null;
  /** The version that somebody chose, even if it can't be shown. */
  chosen = "";
  mode: Mode = "single";
  /** Where the wipe is, 0..1 of the picture's width. */
  split = 0.5;
  look: Look = FITTED;
  looks: Looks = { ...PLAIN };
  notes: readonly Note[] = [];
  note: Note | null = null;
  /** First and last frame that play, as somebody set them; null for the whole shot. */
  range: readonly [number, number] | null = null;
  /** The frame on the screen, by its decoded picture; -1 before the first. */
  frame = -1;
  /** Whether that picture is the one that the table was sealed with; null until it is known. */
  sealed: boolean | null = null;
  trouble = "";
  /** Why a still or an overlay isn't there; the movie goes on. */
  lack = "";
  readonly drawing = new Drawing();
  readonly transport = new Transport();
  readonly layers: Layers;
  readonly #sides: Sides;
  #shown: [Picture | null, Picture | null] = [null, null];
  #draftOf: { version: string; frames: [number, number] } | null = null;
  #rest = 0;
  #telling = 0;
  /** Where the last seek went, even if it isn't on the screen yet: quick presses add up. */
  #aim = -1;
  #ask = 0;
  #comparing = 0;
  #loads = 0;
  #ticking = 0;

  constructor(
    readonly screen: Screen,
    readonly listener: Listener,
  ) {
    this.#sides = new Sides(screen, () => this.#decoded());
    this.layers = new Layers(screen);
  }

  /** Take a shot's versions; the one shown stays as it is, playing or not, where it is among them, else the newest is shown. */
  async load(stack: Stack, frame: number | null): Promise<void> {
    this.stack = stack;
    const kept = stack.versions.find((one) => one.version === this.a?.version.version);
    if (kept && kept.version === this.chosen && !this.trouble) return this.listener.changed();
    const first = kept ?? stack.versions.find((one) => one.newest) ?? stack.versions[0];
    if (first) await this.open(first.version, frame);
  }

  /** Show a version at a frame; left out, where the playhead is by the time that it is open: somebody may seek meanwhile. */
  async open(name: string, frame: number | null = null): Promise<void> {
    const version = this.version(name);
    this.chosen = name;
    const playing = this.transport.speed;
    this.stop();
    const side = await this.#opened(version, () => this.chosen === name);
    if (!side) return;
    this.a = side;
    if (this.b === side) this.close();
    this.#forget();
    await this.seek(frame ?? this.#head());
    if (playing) this.play(playing);
  }

  /** Compare the version shown with another. Throws a RangeError for a version that the shot hasn't got. */
  async compare(name: string, mode: Mode): Promise<void> {
    const version = this.version(name);
    if (mode === "single" || version.version === this.a?.version.version) return this.close();
    const asked = ++this.#comparing;
    const side = await this.#opened(version, () => asked === this.#comparing);
    if (!side || side === this.a) return;
    this.b = side;
    this.mode = mode;
    await this.seek(this.#head());
  }

  /** End comparing. */
  close(): void {
    this.#comparing += 1;
    this.b = null;
    this.mode = "single";
    this.#shown[1] = null;
    this.#settle();
    this.listener.drawn();
    this.listener.changed();
  }

  async swap(): Promise<void> {
    if (!this.a || !this.b) return;
    this.stop();
    [this.a, this.b] = [this.b, this.a];
    this.chosen = this.a.version.version;
    this.#forget();
    await this.seek(this.#head());
  }

  version(name: string): Version {
    const found = this.stack?.versions.find((one) => one.version === name);
    if (!found) throw new RangeError(`Shot ${this.stack?.shot ?? ""} has no version ${name}.`);
    return found;
  }

  /** Go to a frame; what is shown is what was decoded. */
  async seek(frame: number): Promise<void> {
    if (this.transport.speed) this.stop();
    const { a, b } = this;
    if (!a) return;
    const ask = ++this.#ask;
    const named = a.table.nearest(frame);
    this.#aim = named;
    const other = b ? b.table.rowOf(named) : -1;
    try {
      const pictures = await Promise.all([a.decoder.get(a.table.rowOf(named)), b && other >= 0 ? b.decoder.get(other) : null]);
      if (ask === this.#ask && pictures[0]) this.#present(pictures[0], pictures[1] ?? null);
      this.#settle();
    } catch (error) {
      this.#troubled(error);
    }
  }

  /** Go some frames on from where the last seek went, even if it isn't on the screen yet. */
  step(by: number): void {
    if (!this.a) return;
    const from = this.transport.speed ? this.frame : this.#aim;
    this.#aim = this.a.table.stepFrom(from, by);
    void this.seek(this.#aim);
  }

  play(speed = 1): void {
    if (!this.a || this.trouble) return;
    this.#play(() => this.transport.play(this.a as Side, this.#row(), speed, this.span()));
  }

  shuttle(direction: 1 | -1): void {
    if (!this.a || this.trouble) return;
    this.#play(() => this.transport.shuttle(this.a as Side, this.#row(), direction, this.span()));
  }

  stop(): void {
    if (!this.transport.speed) return;
    this.transport.stop();
    cancelAnimationFrame(this.#ticking);
    this.#settle();
    this.listener.changed();
  }

  /** First and last frame that play: the range, or the shot without its slate. */
  ends(): readonly [number, number] {
    if (this.range) return this.range;
    return [this.stack?.first ?? 0, this.stack?.last ?? 0];
  }

  /** The same as times of the movie shown [s]. */
  span(): { from: number; to: number } {
    const table = (this.a as Side).table;
    const [first, last] = this.ends().map((frame) => table.nearest(frame)) as [number, number];
    const after = table.rowOf(table.stepFrom(last, 1));
    const to = after > table.rowOf(last) ? table.at(after).seconds : table.end;
    return { from: table.at(table.rowOf(first)).seconds, to };
  }

  setRange(range: readonly [number, number] | null): void {
    this.range = range ? [Math.min(...range), Math.max(...range)] : null;
    this.listener.range(this.range);
    this.listener.changed();
  }

  /** Change how the picture is looked at. */
  see(change: Partial<Looks>): void {
    Object.assign(this.looks, change);
    this.#settle();
    this.listener.drawn();
    this.listener.changed();
  }

  async showNote(note: Note): Promise<void> {
    this.stop();
    if (note.version !== this.a?.version.version) await this.open(note.version, note.frames[0]);
    this.note = note;
    await this.seek(note.frames[0]);
    this.listener.changed();
  }

  /** The note whose drawing is seen now. */
  get noteSeen(): Note | null {
    const { note } = this;
    const here = note && note.version === this.a?.version.version && this.frame >= note.frames[0] && this.frame <= note.frames[1];
    return here ? note : null;
  }

  /** Whether the drawing that is being made belongs to what is seen. */
  get draftSeen(): boolean {
    const of = this.#draftOf;
    return !of || (of.version === this.a?.version.version && this.frame >= of.frames[0] && this.frame <= of.frames[1]);
  }

  /** Before a stroke: it belongs to this version and this frame. */
  beginStroke(): void {
    const version = this.a?.version.version ?? "";
    if (this.#draftOf && this.#draftOf.version !== version) this.drawing.clear();
    const { frames } = this.#draftOf?.version === version && this.drawing.strokes.length ? this.#draftOf : { frames: this.range ?? [this.frame, this.frame] };
    this.#draftOf = { version, frames: [Math.min(frames[0], this.frame), Math.max(frames[1], this.frame)] };
  }

  /** After one, or after one was taken back. */
  strokeChanged(): void {
    if (!this.drawing.strokes.length && !this.drawing.region) this.#draftOf = null;
    this.listener.draft(this.draft());
    this.listener.drawn();
    this.listener.changed();
  }

  draft(): Draft {
    const { strokes, region } = this.drawing;
    const frames = this.#draftOf?.frames ?? this.range ?? [this.frame, this.frame];
    return { version: this.#draftOf?.version ?? this.a?.version.version ?? "", frames, strokes, region };
  }

  sight(): Sight | null {
    const { a, b, mode } = this;
    const seen = a && this.transport.speed === 0 ? this.layers.base(a, this.frame, this.looks) : null;
    if (!a || !this.#shown[0]) return null;
    const size: [number, number] = seen ? [seen.plate.width, seen.plate.height] : [this.#shown[0].width, this.#shown[0].height];
    return { mode, a: a.version, b: b?.version ?? null, size, still: !!seen, playing: this.transport.speed !== 0 };
  }

  /** Whether a version is being fetched. */
  get loading(): boolean {
    return this.#loads > 0;
  }

  /** Say whether the other version has a picture for this frame. */
  get otherShown(): boolean {
    return this.#shown[1] !== null;
  }

  dispose(): void {
    this.stop();
    window.clearTimeout(this.#rest);
    window.clearTimeout(this.#telling);
    this.#sides.close();
  }

  /** Open a version; null where it can't be shown, and where nobody wants it any more: somebody chose another meanwhile. */
  async #opened(version: Version, wanted: () => boolean): Promise<Side | null> {
    this.#loads += 1;
    this.listener.changed();
    try {
      const side = await this.#sides.get(version);
      if (!wanted()) return null;
      this.trouble = "";
      return side;
    } catch (error) {
      if (wanted()) this.#troubled(error);
      return null;
    } finally {
      this.#loads -= 1;
      this.listener.changed();
    }
  }

  /** Where the playhead is, or goes; the shot's first frame before there was any. */
  #head(): number {
    return this.#aim >= 0 ? this.#aim : (this.stack?.first ?? 0);
  }

  #row(): number {
    const table = (this.a as Side).table;
    return Math.max(0, this.#shown[0]?.row ?? table.rowOf(table.nearest(this.frame)));
  }

  #play(start: () => void): void {
    cancelAnimationFrame(this.#ticking);
    this.#ask += 1;
    start();
    this.lack = "";
    this.listener.changed();
    this.#ticking = requestAnimationFrame((now) => this.#tick(now));
  }

  #tick(now: number): void {
    const { a, b, transport } = this;
    const due = a && transport.due(Math.max(now, performance.now()), this.span());
    if (!due) return;
    const direction = transport.speed > 0 ? 1 : -1;
    a.decoder.at(due.row, direction);
    const row = this.#ready(a, due.row, direction);
    const other = b ? b.table.rowOf(a.table.at(row).frame) : -1;
    if (b && other >= 0) b.decoder.at(other, direction);
    const pictures = [a.decoder.peek(row), b && other >= 0 ? b.decoder.peek(other) : null] as const;
    if (pictures[0] && pictures[1] !== undefined && pictures[0] !== this.#shown[0]) this.#present(pictures[0], pictures[1]);
    if (due.ended) {
      this.stop();
      void this.seek(a.table.at(due.row).frame); // the last frame is shown even where the decoder was behind
      return;
    }
    this.#ticking = requestAnimationFrame((next) => this.#tick(next));
  }

  /** The row due, or, where the decoder is behind, the nearest before it that is decoded. */
  #ready(side: Side, row: number, direction: 1 | -1): number {
    const last = this.#shown[0]?.row ?? row;
    for (let one = row; (row - last) * direction > 0 && one !== last; one -= direction) if (side.decoder.peek(one)) return one;
    return row;
  }

  #present(first: Picture, second: Picture | null): void {
    const { a, b } = this;
    if (!a) return;
    const before = this.frame;
    this.#shown = [first, second];
    this.screen.put(a.plate, first);
    if (b && second) this.screen.put(b.plate, second);
    this.frame = a.table.at(first.row).frame;
    this.#aim = this.frame;
    if (before !== this.frame) this.sealed = null;
    this.listener.drawn();
    this.listener.frame(this.frame, a.version.version);
    if (this.transport.speed) window.clearTimeout(this.#rest);
  }

  #forget(): void {
    this.#shown = [null, null];
    this.sealed = null;
  }

  /** When the playhead rests: is it the sealed picture, and what else can be shown of it? */
  #settle(): void {
    window.clearTimeout(this.#rest);
    if (this.transport.speed) return;
    this.#rest = window.setTimeout(() => void this.#rested(), REST_MS);
  }

  async #rested(): Promise<void> {
    const { a, b, frame } = this;
    const picture = this.#shown[0];
    if (!a || !picture || this.transport.speed) return;
    if (this.sealed === null) {
      const sealed = await isSealed(picture, a.table.at(picture.row).sha256);
      if (picture !== this.#shown[0]) return;
      this.sealed = sealed;
      this.listener.changed();
    }
    if (frame < (this.stack?.first ?? frame)) return; // the slate is on the movie only
    const lack = await this.layers.fetch(a, b, frame, this.looks);
    if (frame !== this.frame || a !== this.a || this.transport.speed) return;
    this.lack = lack;
    this.listener.drawn();
    this.listener.changed();
  }

  #decoded(): void {
    if (this.#telling) return;
    this.#telling = window.setTimeout(() => {
      this.#telling = 0;
      this.listener.decoded();
    }, 200);
  }

  #troubled(error: unknown): void {
    this.transport.stop();
    this.trouble = sentence(error);
    this.listener.changed();
    this.listener.drawn();
  }
}
