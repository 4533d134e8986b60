/** The timeline: where the playhead is, what plays, what is decoded, where notes are. */

import { element } from "./element_of";
import type { Note } from "./data";
import type { Session } from "./session";
import { timecode } from "./timecode";

/** Every how many frames a number may stand, and how far numbers stand apart at least [px]. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const;
const APART_PX = 56;

export class Timeline {
  readonly root = element("div", { class: "timeline" });
  readonly #track = element("div", { class: "track", role: "slider", tabindex: 0, "aria-label": "Frame", "aria-orientation": "horizontal" });
  readonly #range = element("div", { class: "range" });
  readonly #scale = element("canvas", { class: "scale" });
  readonly #head = element("div", { class: "head" });
  readonly #notes = element("div", { class: "notes" });
  #drawn = "";

  constructor(readonly session: Session) {
    this.#track.append(this.#range, this.#scale, this.#head);
    this.root.append(this.#track, this.#notes);
    const scrub = (event: PointerEvent): void => {
      const box = this.#track.getBoundingClientRect();
      const frames = this.session.a?.table.frames ?? [];
      const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
      const frame = frames[Math.min(frames.length - 1, Math.floor(share * frames.length))];
      if (frame !== undefined) void this.session.seek(frame);
    };
    this.#track.addEventListener("pointerdown", (event) => {
      this.#track.setPointerCapture(event.pointerId);
      scrub(event);
    });
    this.#track.addEventListener("pointermove", (event) => event.buttons && scrub(event));
  }

  /** Move the playhead. */
  drawn(): void {
    const { session } = this;
    const frames = session.a?.table.frames;
    if (!frames?.length || !session.stack || session.frame < 0) return;
    const place = frames.indexOf(session.frame);
    this.#head.style.left = `${((place + 0.5) / frames.length) * 100}%`;
    const set = (name: string, value: string | number): void => this.#track.setAttribute(name, String(value));
    set("aria-valuemin", frames[0] as number);
    set("aria-valuemax", frames[frames.length - 1] as number);
    set("aria-valuenow", session.frame);
    set("aria-valuetext", session.frame < session.stack.first ? "slate" : `frame ${session.frame}, ${timecode(session.frame, session.stack.rate)}`);
  }

  /** Show range, notes and what is decoded. */
  changed(): void {
    const { session } = this;
    const frames = session.a?.table.frames;
    if (!frames?.length) return;
    const share = (frame: number): number => Math.max(0, frames.indexOf(session.a?.table.nearest(frame) ?? frame)) / frames.length;
    const [first, last] = session.ends();
    this.#range.style.left = `${share(first) * 100}%`;
    this.#range.style.right = `${(1 - share(last) - 1 / frames.length) * 100}%`;
    this.#range.classList.toggle("chosen", session.range !== null);
    this.decoded();
    const key = JSON.stringify([session.notes.map((note) => [note.id, note.state, note.frames]), session.a?.version.version, session.note?.id, frames.length]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#notes.replaceChildren(
      ...session.notes.map((note) => {
        const mark = element("button", { class: `note ${note.state ?? "open"}`, type: "button", "aria-label": noteWords(note), title: noteWords(note) });
        mark.classList.toggle("elsewhere", note.version !== session.a?.version.version);
        mark.classList.toggle("shown", note === session.note);
        mark.style.left = `${share(note.frames[0]) * 100}%`;
        mark.style.width = `${(share(note.frames[1]) - share(note.frames[0]) + 1 / frames.length) * 100}%`;
        mark.addEventListener("click", () => void session.showNote(note));
        return mark;
      }),
    );
  }

  /** Draw the scale: a number for every so many frames, and a line under what is decoded. */
  decoded(): void {
    const { a } = this.session;
    const to = this.#scale.getContext("2d");
    if (!a || !to) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [this.#scale.clientWidth, this.#scale.clientHeight];
    Object.assign(this.#scale, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    to.scale(ratio, ratio);
    const { frames, rows } = a.table;
    const every = STEPS.find((one) => (one * width) / frames.length >= APART_PX) ?? frames.length;
    to.font = "11px system-ui, sans-serif";
    frames.forEach((frame, place) => {
      if (frame % every || frame < (this.session.stack?.first ?? 0)) return;
      const x = ((place + 0.5) / frames.length) * width;
      to.fillStyle = "#4a4a4a";
      to.fillRect(Math.round(x), 0, 1, 5);
      const words = String(frame);
      to.fillStyle = "#9a9a9a";
      if (x + to.measureText(words).width / 2 < width) to.fillText(words, x - to.measureText(words).width / 2, 17);
    });
    to.fillStyle = "#626262";
    for (const row of a.decoder.held()) to.fillRect((row / rows.length) * width, height - 3, width / rows.length + 0.5, 3);
  }
}

/** Return what a note's mark says to somebody who hears it. */
export function noteWords(note: Note): string {
  const [first, last] = note.frames;
  const where = first === last ? `frame ${first}` : `frames ${first} to ${last}`;
  const text = note.text && note.text.length > 140 ? `${note.text.slice(0, 139)}…` : (note.text ?? "");
  return `${note.author ? `${note.author}, ` : ""}${where} of ${note.version}${note.state && note.state !== "open" ? `, ${note.state}` : ""}${text ? `: ${text}` : ""}`;
}
