/** What stands on the picture and under it in words: badges, the wipe's handle, the scale of false colour, trouble. */

import { element } from "./element_of";
import { BANDS } from "./false_colour";
import { sightWords } from "./looks";
import type { Session } from "./session";
import type { Stage } from "./stage";
import { timecode } from "./timecode";
import { noteWords } from "./timeline";
import type { Rect } from "./view";

export class Face {
  readonly root: HTMLElement;
  readonly sight = element("div", { class: "sight" });
  readonly #left = element("div", { class: "badge" });
  readonly #right = element("div", { class: "badge" });
  readonly #wipe = element("div", { class: "wipe" });
  readonly #legend = legend();
  readonly #trouble = element("div", { class: "trouble", role: "alert" });
  readonly #loading = element("div", { class: "loading" }, "Loading");
  readonly #said = element("div", { class: "said" });
  readonly #spoken = element("div", { class: "unseen", "aria-live": "polite" });

  constructor(
    readonly session: Session,
    readonly stage: Stage,
  ) {
    this.root = element(
      "div",
      { class: "stage", tabindex: 0, role: "group", "aria-label": "Picture. Press ? for the keys." },
      stage.light,
      stage.soft.canvas,
      stage.marks,
      this.#left,
      this.#right,
      this.#wipe,
      this.#legend,
      this.#said,
      this.#loading,
      this.#trouble,
      this.#spoken,
    );
  }

  drawn(): void {
    const { session } = this;
    const places = this.stage.places(session);
    const [a, b] = [session.a?.version.version ?? "", session.b?.version.version ?? ""];
    this.#wipe.hidden = !places || session.mode !== "wipe";
    if (places) {
      const { x, y, width, height } = places.a;
      Object.assign(this.#wipe.style, { left: `${x + session.split * width}px`, top: `${Math.max(0, y)}px`, height: `${Math.min(height, this.stage.box.height)}px` });
    }
    const burn = session.looks.burn && session.stack && session.frame >= 0;
    const number = burn && session.stack ? `${String(session.frame).padStart(4, "0")}  ${timecode(session.frame, session.stack.rate)}` : "";
    const missing = session.b && !session.otherShown ? `no frame ${session.frame}` : "";
    const two = session.mode === "wipe" || session.mode === "side";
    const difference = session.mode === "difference" && missing;
    badge(this.#left, places?.a, "left", two || burn || difference ? [two ? a : `${session.stack?.shot ?? ""} ${a}`, two ? number : ""] : null);
    const right = two ? [b, missing] : difference ? [b, missing] : [number, ""];
    badge(this.#right, places?.b ?? places?.a, session.mode === "side" ? "left" : "right", two || burn || difference ? right : null);
    this.#legend.hidden = !session.looks.falseColour || !places;
    const note = session.noteSeen;
    this.#said.hidden = !note?.text;
    if (note?.text) this.#said.replaceChildren(element("strong", {}, noteWords({ ...note, text: "" })), element("p", {}, note.text));
  }

  changed(): void {
    const { session } = this;
    this.drawn();
    this.#trouble.hidden = session.trouble === "";
    if (this.#trouble.textContent !== session.trouble) this.#trouble.replaceChildren(element("p", {}, session.trouble));
    this.#loading.hidden = !session.loading || session.trouble !== "";
    const sight = session.sight();
    const words = sight && !session.trouble ? sightWords(session.looks, sight) : [];
    const lines = [...words.map((one) => element("span", {}, one)), ...(session.lack ? [element("span", { class: "lack" }, session.lack)] : [])];
    this.sight.replaceChildren(...lines);
    const rests = sight && session.transport.speed === 0 && session.sealed !== null;
    const heard = rests ? `${session.frame < (session.stack?.first ?? 0) ? "Slate" : `Frame ${session.frame}`} of ${sight.a.version}${session.sealed ? "" : ", not as sealed"}` : "";
    if (heard && this.#spoken.textContent !== heard) this.#spoken.textContent = heard;
  }
}

function badge(root: HTMLElement, rect: Rect | undefined, side: "left" | "right", words: readonly (string | undefined)[] | null): void {
  root.hidden = !rect || !words || !words.some((one) => one);
  if (root.hidden || !rect || !words) return;
  root.style.top = `${Math.max(0, rect.y) + 10}px`;
  const stage = root.parentElement?.clientWidth ?? 0;
  root.style.left = side === "left" ? `${Math.max(0, rect.x) + 10}px` : "";
  root.style.right = side === "right" ? `${Math.max(0, stage - rect.x - rect.width) + 10}px` : "";
  root.replaceChildren(words[0] ?? "", words[1] ? element("em", {}, words[1]) : "");
}

function legend(): HTMLElement {
  const percent = (share: number): string => (Math.min(share, 1) * 100).toFixed(1).replace(/\.0$/, "");
  const lines = [...BANDS].reverse().map((band) => {
    const swatch = element("i");
    swatch.style.setProperty("--colour", `rgb(${band.colour.join(" ")})`);
    return element("div", {}, swatch, element("span", {}, `${percent(band.from)}–${percent(band.to)} %`), element("span", {}, band.words));
  });
  return element("div", { class: "legend" }, element("p", {}, "Luma of the display signal"), ...lines);
}
