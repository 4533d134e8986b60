/** The picture and what lies on it: draws a session onto canvases, one for light (or its plain twin) and one for marks. */

import { element } from "./element_of";
import type { Looks } from "./looks";
import type { Picture } from "./picture";
import { type Plate, type Seen, asItIs } from "./screen";
import type { Session } from "./session";
import { Soft, isSoft } from "./soft";
import { drawRegion, drawStroke } from "./strokes";
import { ACTION_SAFE, type Rect, TITLE_SAFE, inset, placed } from "./view";

/** Between two pictures side by side [px]. */
const GAP = 8;

/** Where pictures lie on the stage [px of the page]. */
export interface Places {
  readonly a: Rect;
  readonly b: Rect | null;
}

interface Base {
  readonly plate: Plate;
  readonly exposure: number;
  readonly still: boolean;
}

export class Stage {
  readonly light = element("canvas", { part: "light" });
  readonly marks = element("canvas");
  /** Shown instead of the light where that is drawn in software and nothing is asked but the picture. */
  readonly soft = new Soft();
  #isSoft: boolean | null = null;
  readonly #to: CanvasRenderingContext2D;

  constructor() {
    this.#to = this.marks.getContext("2d") as CanvasRenderingContext2D;
  }

  /** The stage's size [px of the page]. */
  get box(): Rect {
    return { x: 0, y: 0, width: this.marks.clientWidth, height: this.marks.clientHeight };
  }

  places(session: Session): Places | null {
    const sight = session.sight();
    if (!sight) return null;
    const { box } = this;
    const [width, height] = sight.size;
    if (session.mode !== "side" || !session.b) {
      const rect = placed(box, width, height, session.look);
      return { a: rect, b: session.b ? rect : null };
    }
    const half = { ...box, width: (box.width - GAP) / 2 };
    const right = { ...half, x: half.width + GAP };
    return { a: placed(half, width, height, session.look), b: placed(right, session.b.plate.width || width, session.b.plate.height || height, session.look) };
  }

  draw(session: Session): void {
    const ratio = window.devicePixelRatio || 1;
    const { box } = this;
    for (const canvas of [this.light, this.soft.canvas, this.marks]) {
      const [width, height] = [Math.max(1, Math.round(box.width * ratio)), Math.max(1, Math.round(box.height * ratio))];
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    }
    this.#to.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#to.clearRect(0, 0, box.width, box.height);
    const places = this.places(session);
    const plain = places && this.#plain(session);
    this.light.hidden = !!plain;
    this.soft.canvas.hidden = !plain;
    if (!plain) session.screen.clear();
    if (!places) return;
    if (plain) this.soft.draw(plain, scaled(places.a, ratio));
    else this.#pictures(session, places, ratio);
    this.#marks(session, places);
  }

  /** The picture, where it is drawn in software and nothing else is asked; else null. */
  #plain(session: Session): Picture | null {
    const { a, b, frame, layers, looks, screen } = session;
    this.#isSoft ??= isSoft(screen.renderer);
    if (!this.#isSoft || !a || b || !a.plate.of || a.plate.of instanceof ImageBitmap || !asItIs(seen(looks, 0))) return null;
    const resting = session.transport.speed === 0;
    const more = resting && (layers.base(a, frame, looks) ?? layers.matte(a, frame, looks) ?? layers.pass(a, frame, looks));
    return more ? null : a.plate.of;
  }

  #pictures(session: Session, places: Places, ratio: number): void {
    const { a, b, looks, screen } = session;
    if (!a) return;
    const resting = session.transport.speed === 0;
    const times = (rect: Rect): Rect => scaled(rect, ratio);
    const base = (slot: "a" | "b"): Base => {
      const side = slot === "a" ? a : (b ?? a);
      const still = resting ? session.layers.base(side, session.frame, looks, slot) : null;
      return still ? { plate: still.plate, exposure: still.exposure, still: true } : { plate: side.plate, exposure: 0, still: false };
    };
    const [first, second] = [base("a"), b && session.otherShown ? base("b") : null];
    const matte = resting ? (session.layers.matte(a, session.frame, looks)?.plate ?? null) : null;
    const all = times(this.box);
    const halves = session.mode === "side" && b ? this.#halves(ratio) : null;
    if (second && session.mode === "difference") {
      const alike = first.still === second.still;
      const [one, other] = alike ? [first.plate, second.plate] : [a.plate, b?.plate ?? a.plate];
      screen.draw(one, times(places.a), all, { ...seen(looks, 0), other });
      return;
    }
    const line = places.a.x + session.split * places.a.width;
    const wiping = session.mode === "wipe" && b;
    screen.draw(first.plate, times(places.a), wiping ? times({ ...this.box, width: line }) : (halves?.[0] ?? all), { ...seen(looks, first.exposure), matte });
    const pass = resting ? session.layers.pass(a, session.frame, looks) : null;
    if (pass) screen.draw(pass.plate, times(places.a), halves?.[0] ?? all, { ...seen({ ...looks, exposure: 0 }, 0), opacity: looks.cover });
    if (second && places.b) {
      const within = wiping ? times({ ...this.box, x: line, width: this.box.width - line }) : (halves?.[1] ?? all);
      screen.draw(second.plate, times(places.b), within, seen(looks, second.exposure));
    }
  }

  #halves(ratio: number): [Rect, Rect] {
    const { width, height } = this.box;
    const half = ((width - GAP) / 2) * ratio;
    return [
      { x: 0, y: 0, width: half, height: height * ratio },
      { x: half + GAP * ratio, y: 0, width: half, height: height * ratio },
    ];
  }

  #marks(session: Session, places: Places): void {
    const { drawing, looks } = session;
    for (const rect of [places.a, session.mode === "side" ? places.b : null]) if (rect && looks.safe) this.#safe(rect);
    const note = session.noteSeen;
    if (note?.region) drawRegion(this.#to, places.a, note.region);
    for (const stroke of note?.strokes ?? []) drawStroke(this.#to, places.a, stroke);
    if (!session.draftSeen) return;
    if (drawing.region) drawRegion(this.#to, places.a, drawing.region);
    for (const stroke of drawing.strokes) drawStroke(this.#to, places.a, stroke);
    if (drawing.live) drawStroke(this.#to, places.a, drawing.live);
    if (drawing.cross) this.#cross(places.a, drawing.cross, drawing.busy);
  }

  #safe(rect: Rect): void {
    const to = this.#to;
    to.font = "11px system-ui, sans-serif";
    for (const [share, words] of [
      [ACTION_SAFE, "action 93 %"],
      [TITLE_SAFE, "title 90 %"],
    ] as const) {
      const { x, y, width, height } = inset(rect, share);
      to.lineWidth = 3;
      to.strokeStyle = "rgb(0 0 0 / 0.35)";
      to.strokeRect(x, y, width, height);
      to.lineWidth = 1;
      to.strokeStyle = "rgb(255 255 255 / 0.75)";
      to.strokeRect(x, y, width, height);
      const from = share === ACTION_SAFE ? x + 6 : x + width - 6 - to.measureText(words).width;
      to.fillStyle = "rgb(0 0 0 / 0.5)";
      to.fillRect(from - 4, y + height - 20, to.measureText(words).width + 8, 16);
      to.fillStyle = "rgb(255 255 255 / 0.9)";
      to.fillText(words, from, y + height - 8);
    }
  }

  #cross(rect: Rect, at: readonly [number, number], down: boolean): void {
    const to = this.#to;
    const [x, y] = [rect.x + at[0] * rect.width, rect.y + at[1] * rect.height];
    to.beginPath();
    for (const [dx, dy] of [[-1, 0], [1, 0], [0, -1], [0, 1]] as const) {
      to.moveTo(x + dx * (down ? 3 : 6), y + dy * (down ? 3 : 6));
      to.lineTo(x + dx * 16, y + dy * 16);
    }
    to.lineWidth = 3;
    to.strokeStyle = "rgb(0 0 0 / 0.6)";
    to.stroke();
    to.lineWidth = 1.5;
    to.strokeStyle = "#fff";
    to.stroke();
  }
}

function scaled(rect: Rect, ratio: number): Rect {
  return { x: rect.x * ratio, y: rect.y * ratio, width: rect.width * ratio, height: rect.height * ratio };
}

/** How a plate is seen whose server applied `done` stops already. Alpha comes from the server as a grey picture. */
function seen(looks: Looks, done: number): Seen {
  return { exposure: looks.exposure - done, channel: looks.channel === "a" ? "rgb" : looks.channel, falseColour: looks.falseColour };
}
