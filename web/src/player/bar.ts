/** The buttons under the picture. Each is a command of `commands.ts` and says its key; what the data hasn't got isn't there. */

import type { Command } from "./commands";
import { keyWords } from "./commands";
import { COLOURS } from "./drawing";
import { element, icon } from "./element_of";
import { ICONS } from "./icons";
import { stops } from "./looks";
import type { Session } from "./session";
import { timecode } from "./timecode";

const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ["Transport", ["first", "previous", "play", "next", "last", "loop", "mute"]],
  ["Compare", ["wipe", "difference", "side", "swap"]],
  ["Exposure", ["darker", "exposure", "brighter"]],
  ["Channels", ["red", "green", "blue", "alpha", "luma"]],
  ["Overlays", ["false", "safe", "burn", "still", "plain"]],
  ["Draw", ["pen", "arrow", "box", "region", "colours", "undo", "clear"]],
  ["Player", ["full", "help"]],
];

const LETTERS: Readonly<Record<string, string>> = { red: "R", green: "G", blue: "B", alpha: "A", luma: "Y", still: "EXR" };

/** A name that colours have, for people who hear them. */
const COLOUR_NAMES: Readonly<Record<string, string>> = { "#ffcc00": "Yellow", "#ff5c4d": "Red", "#4dc3ff": "Blue", "#ffffff": "White" };

export class Bar {
  readonly root = element("div", { class: "bar", role: "toolbar", "aria-label": "Player" });
  readonly readout = element("div", { class: "readout" });
  readonly #frame = element("span", { class: "frame" });
  readonly #timecode = element("span", { class: "timecode" });
  readonly #seal = element("span", { class: "seal" });
  readonly #exposure = element("output", { class: "exposure", "aria-label": "Exposure in stops" }, "0");
  readonly #speed = element("span", { class: "speed" });
  readonly #buttons = new Map<Command, HTMLButtonElement>();
  readonly #colours = element("span", { class: "colours", role: "group", "aria-label": "Colour" });
  readonly #choices: Choice[];

  constructor(
    readonly session: Session,
    commands: readonly Command[],
  ) {
    this.readout.append(this.#frame, this.#seal, this.#timecode);
    this.#choices = [
      new Choice("View", (s) => s.a?.version.views ?? [], "view", session),
      new Choice("Pass", (s) => s.a?.version.passes.map((one) => one.name) ?? [], "pass", session),
      new Choice("Matte", (s) => s.a?.version.mattes.map((one) => one.name) ?? [], "matte", session),
    ];
    for (const [name, ids] of GROUPS) {
      const group = element("div", { class: "group", role: "group", "aria-label": name });
      for (const id of ids) {
        const command = commands.find((one) => one.id === id);
        if (id === "exposure") group.append(this.#exposure);
        else if (id === "colours") group.append(this.#colours);
        else if (command) group.append(this.#button(command));
      }
      if (name === "Transport") group.append(this.#speed);
      this.root.append(group);
      if (name === "Overlays") for (const choice of this.#choices) this.root.append(choice.root);
    }
    for (const colour of COLOURS) {
      const swatch = element("button", { type: "button", class: "swatch", "aria-label": COLOUR_NAMES[colour] ?? colour, title: COLOUR_NAMES[colour] ?? colour, "data-colour": colour });
      swatch.style.setProperty("--colour", colour);
      swatch.addEventListener("click", () => ((session.drawing.colour = colour), this.changed()));
      this.#colours.append(swatch);
    }
  }

  drawn(): void {
    const { session } = this;
    if (!session.stack || session.frame < 0 || session.trouble) {
      this.#frame.textContent = this.#timecode.textContent = ""; // what can't be shown isn't named
      return;
    }
    const slate = session.frame < session.stack.first;
    this.#frame.textContent = slate ? "slate" : String(session.frame).padStart(4, "0");
    this.#timecode.textContent = timecode(session.frame, session.stack.rate);
  }

  changed(): void {
    const { session } = this;
    this.drawn();
    for (const [command, button] of this.#buttons) {
      button.hidden = command.has ? !command.has(session) : false;
      if (command.on && command.id !== "play") button.setAttribute("aria-pressed", String(command.on(session)));
      if (command.id === "play") {
        const [path, filled] = ICONS[session.transport.speed ? "pause" : "play"] as readonly [string, boolean];
        button.replaceChildren(icon(path, filled));
        button.setAttribute("aria-label", session.transport.speed ? "Stop" : "Play");
      }
    }
    for (const group of this.root.querySelectorAll<HTMLElement>(".group")) group.hidden = !group.querySelector("button:not([hidden])");
    for (const choice of this.#choices) choice.changed();
    this.#exposure.textContent = stops(session.looks.exposure);
    const { speed } = session.transport;
    this.#speed.textContent = speed && speed !== 1 ? `${speed < 0 ? "−" : ""}${Math.abs(speed)}×` : "";
    this.#colours.hidden = session.drawing.hand === null || session.drawing.hand === "region";
    for (const swatch of this.#colours.children) swatch.setAttribute("aria-pressed", String(swatch.getAttribute("data-colour") === session.drawing.colour));
    const resting = session.transport.speed === 0 && session.trouble === "";
    this.#seal.className = `seal ${session.sealed === null || !resting ? "" : session.sealed ? "same" : "other"}`;
    this.#seal.textContent = !resting || session.sealed === null ? "" : session.sealed ? "as sealed" : "not as sealed";
    this.#seal.title = session.sealed ? "The decoded samples have the SHA-256 that the frame table names." : "";
  }

  #button(command: Command): HTMLButtonElement {
    const key = command.keys[0] ? keyWords(command.keys[0]) : "";
    const button = element("button", { type: "button", "data-command": command.id, "aria-label": command.words, title: `${command.words}${key ? ` (${key})` : ""}` });
    const drawing = ICONS[command.id];
    const letters = LETTERS[command.id];
    if (letters) button.append(element("span", { class: `letter ${command.id}` }, letters));
    else if (drawing) button.append(icon(...drawing));
    button.addEventListener("click", () => command.run(this.session));
    this.#buttons.set(command, button);
    return button;
  }
}

/** A list of names of which one may be shown; it isn't there while there are none. */
class Choice {
  readonly root: HTMLLabelElement;
  readonly #select = element("select");
  readonly #cover = element("input", { type: "range", min: 0, max: 1, step: 0.05, "aria-label": "How much the pass covers", title: "How much the pass covers" });
  #names = "";

  constructor(
    name: string,
    readonly names: (session: Session) => readonly string[],
    readonly field: "view" | "pass" | "matte",
    readonly session: Session,
  ) {
    this.root = element("label", { class: "choice" }, element("span", {}, name), this.#select);
    this.#select.addEventListener("change", () => session.see({ [field]: this.#select.value }));
    if (field !== "pass") return;
    this.root.append(this.#cover);
    this.#cover.addEventListener("input", () => session.see({ cover: Number(this.#cover.value) }));
  }

  changed(): void {
    const names = this.names(this.session);
    this.root.hidden = this.field === "view" ? names.length < 2 : names.length === 0;
    if (names.join("\n") !== this.#names) {
      this.#names = names.join("\n");
      this.#select.replaceChildren(element("option", { value: "" }, this.field === "view" ? "show’s own" : "none"), ...names.map((one) => element("option", { value: one }, one)));
    }
    this.#select.value = this.session.looks[this.field];
    this.#cover.value = String(this.session.looks.cover);
    this.#cover.hidden = this.session.looks.pass === "";
  }
}
