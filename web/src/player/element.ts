/** The custom element `<shot-player>`: what a page sees of the player. */

import { Bar } from "./bar";
import { COMMANDS, type Command, pressed } from "./commands";
import { type Note, type Region, type Stack, type Stroke, readStack } from "./data";
import type { Hand } from "./drawing";
import { element } from "./element_of";
import { Face } from "./face";
import { Help } from "./help";
import type { Mode } from "./looks";
import { follow } from "./pointer";
import { Screen } from "./screen";
import { type Draft, Session } from "./session";
import { Stage } from "./stage";
import { STYLE } from "./style";
import { Timeline } from "./timeline";
import { Trouble, sentence } from "./trouble";
import { VersionList } from "./version_list";

interface Parts {
  readonly session: Session;
  readonly stage: Stage;
  readonly face: Face;
  readonly bar: Bar;
  readonly help: Help;
  readonly heard: readonly { drawn?(): void; changed?(): void }[];
}

/**
 * Plays a shot's versions, exact to the frame.
 *
 * Attributes: `versions` (address of the JSON of a shot's versions), `frame` (where to begin).
 * Events: `framechange` {frame, version}, `rangechange` {range}, `notedraft` {version, frames, strokes, region}.
 */
export class ShotPlayer extends HTMLElement {
  static readonly observedAttributes = ["versions", "frame"];

  #parts: Parts | null = null;
  #ends: AbortController | null = null;
  #data: unknown = null;
  #notes: readonly Note[] = [];
  #asked = 0;

  /** The versions: an address of their JSON, or what it holds. */
  get versions(): unknown {
    return this.#data;
  }
  set versions(value: unknown) {
    this.#data = value;
    if (this.isConnected) void this.#load();
  }

  /** The frame that is shown, by the picture that was decoded; -1 before the first. */
  get frame(): number {
    return this.#parts?.session.frame ?? -1;
  }
  set frame(frame: number) {
    void this.seek(frame);
  }

  /** The version that is shown; "" before the first. */
  get version(): string {
    return this.#parts?.session.a?.version.version ?? "";
  }

  /** Notes to be marked on the timeline. */
  get notes(): readonly Note[] {
    return this.#notes;
  }
  set notes(notes: readonly Note[]) {
    this.#notes = notes;
    if (!this.#parts) return;
    this.#parts.session.notes = notes;
    this.#changed();
  }

  /** The strokes that are being drawn, 0..1 of the picture. */
  get strokes(): readonly Stroke[] {
    return this.#parts?.session.drawing.strokes ?? [];
  }
  set strokes(strokes: readonly Stroke[]) {
    if (!this.#parts) return;
    this.#parts.session.drawing.strokes = strokes;
    this.#parts.session.strokeChanged();
  }

  /** The region that a note is to be about: left, top, right, foot; null for the whole picture. */
  get region(): Region | null {
    return this.#parts?.session.drawing.region ?? null;
  }
  set region(region: Region | null) {
    if (!this.#parts) return;
    this.#parts.session.drawing.region = region;
    this.#parts.session.strokeChanged();
  }

  /** What a note would be about if it were written now. */
  get draft(): Draft | null {
    return this.#parts?.session.draft() ?? null;
  }

  /** Whether it plays. */
  get playing(): boolean {
    return (this.#parts?.session.transport.speed ?? 0) !== 0;
  }

  async seek(frame: number): Promise<void> {
    await this.#parts?.session.seek(frame);
  }

  play(speed = 1): void {
    this.#parts?.session.play(speed);
  }

  /** Stop; a page calls it when somebody starts to type. */
  pause(): void {
    this.#parts?.session.stop();
  }

  /** Play and draw on these frames only; without arguments the whole shot. */
  setRange(first?: number, last?: number): void {
    this.#parts?.session.setRange(first === undefined ? null : [first, last ?? first]);
  }

  /** Show a version. Throws a RangeError when the shot hasn't got it. */
  async show(version: string): Promise<void> {
    await this.#parts?.session.open(version);
  }

  /** Show `a` against `b`; `"single"` ends it. */
  async compare(a: string, b: string, mode: Mode): Promise<void> {
    const session = this.#parts?.session;
    if (session && session.a?.version.version !== a) await session.open(a);
    await session?.compare(b, mode);
  }

  /** Go to a note's first frame and show what it drew. */
  async showNote(note: Note): Promise<void> {
    await this.#parts?.session.showNote(note);
  }

  /** Take a tool into the hand, or put it down. */
  draw(tool: Hand | null): void {
    const session = this.#parts?.session;
    if (!session) return;
    session.drawing.drop();
    session.drawing.hand = tool;
    if (tool) session.stop();
    this.#changed();
    this.#drawn();
  }

  /** Throw the strokes and the region away, when the note was written. */
  clear(): void {
    this.#parts?.session.drawing.clear();
    this.#parts?.session.strokeChanged();
  }

  connectedCallback(): void {
    const ends = new AbortController();
    this.#ends = ends;
    if (!this.hasAttribute("role")) this.setAttribute("role", "group"); // so that a page may name it
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    try {
      this.#parts = this.#built(root, ends.signal);
      this.#parts.session.notes = this.#notes;
    } catch (error) {
      root.replaceChildren(element("div", { class: "trouble", role: "alert" }, element("p", {}, sentence(error))));
      return;
    }
    document.addEventListener("keydown", (event) => this.#key(event), { signal: ends.signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.pause(), { signal: ends.signal });
    void this.#load();
  }

  disconnectedCallback(): void {
    this.#ends?.abort();
    this.#parts?.session.dispose();
    this.#parts = null;
    this.shadowRoot?.replaceChildren();
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    if (name === "versions") this.versions = value;
    if (name === "frame" && value !== null && this.#parts) void this.seek(Number(value));
  }

  #built(root: ShadowRoot, signal: AbortSignal): Parts {
    const stage = new Stage();
    const session = new Session(new Screen(stage.light), {
      drawn: () => this.#drawn(),
      decoded: () => timeline.decoded(),
      changed: () => this.#changed(),
      frame: (frame, version) => this.#tell("framechange", { frame, version }),
      range: (range) => this.#tell("rangechange", { range }),
      draft: (draft) => this.#tell("notedraft", draft),
    });
    const own: readonly Command[] = [
      ...(document.fullscreenEnabled ? [{ id: "full", keys: ["Shift+f"], words: "Whole screen", group: "This player", run: () => this.#full() } as const] : []),
      { id: "help", keys: ["?"], words: "These keys", group: "This player", run: () => this.#parts?.help.toggle() },
    ];
    const commands = [...COMMANDS, ...own];
    const bar = new Bar(session, commands);
    const timeline = new Timeline(session);
    const versions = new VersionList(session);
    const face = new Face(session, stage);
    const help = new Help(session, commands);
    const line = element("div", { class: "line" }, bar.readout, timeline.root);
    const foot = element("div", { class: "foot" }, face.sight, line, bar.root);
    root.replaceChildren(element("div", { class: "room" }, versions.root, face.root, foot), help.root);
    const sizes = new ResizeObserver(() => (this.#drawn(), timeline.decoded()));
    sizes.observe(face.root);
    const unfollow = follow(stage, session);
    signal.addEventListener("abort", () => (sizes.disconnect(), unfollow()));
    return { session, stage, face, bar, help, heard: [bar, timeline, versions, face] };
  }

  async #load(): Promise<void> {
    const { session } = this.#parts ?? {};
    if (!session || !this.#data) return;
    const asked = ++this.#asked;
    try {
      const stack = await this.#stack();
      if (asked !== this.#asked) return;
      const frame = this.getAttribute("frame");
      await session.load(stack, session.stack === null && frame !== null ? Number(frame) : null);
    } catch (error) {
      session.trouble = sentence(error);
      this.#changed();
    }
  }

  async #stack(): Promise<Stack> {
    if (typeof this.#data !== "string") return readStack(this.#data);
    const answer = await fetch(this.#data).catch(() => null);
    if (!answer?.ok) throw new Trouble(`The versions of this shot can't be had${answer ? ` (${answer.status} from ${this.#data})` : ""}. See whether rushes review still runs, and load the page again.`);
    return readStack(await answer.json().catch(() => null));
  }

  #key(event: KeyboardEvent): void {
    const { session, help } = this.#parts ?? {};
    if (!session || !help || help.open || event.defaultPrevented || !this.#ours(event)) return;
    const name = pressed(event);
    const drawn = session.drawing.key(event.key, event.shiftKey);
    if (drawn && !this.#button(event, " ", "Enter")) {
      event.preventDefault();
      if (!session.drawing.busy || drawn === "drawn") session.beginStroke();
      if (drawn === "drawn") session.strokeChanged();
      this.#drawn();
      return;
    }
    if (this.#button(event, " ", "Enter")) return;
    const command = this.#commands().find((one) => one.keys.includes(name) && (one.has?.(session) ?? true));
    if (!command) return;
    if (event.repeat && !REPEATING.has(command.id)) return;
    event.preventDefault();
    command.run(session);
  }

  /** Keys are ours while the player has the focus, or nobody has. */
  #ours(event: KeyboardEvent): boolean {
    const target = event.composedPath()[0];
    if (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return false;
    return event.composedPath().includes(this) || document.activeElement === document.body || document.activeElement === null;
  }

  #button(event: KeyboardEvent, ...keys: readonly string[]): boolean {
    return keys.includes(event.key) && event.composedPath()[0] instanceof HTMLButtonElement;
  }

  #commands(): readonly Command[] {
    return this.#parts?.help.commands ?? [];
  }

  #full(): void {
    if (document.fullscreenElement === this) void document.exitFullscreen();
    else void this.requestFullscreen();
  }

  #drawn(): void {
    if (!this.#parts) return;
    this.#parts.stage.draw(this.#parts.session);
    for (const one of this.#parts.heard) one.drawn?.();
  }

  #changed(): void {
    for (const one of this.#parts?.heard ?? []) one.changed?.();
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** Commands that a key held down gives again and again. */
const REPEATING: ReadonlySet<string> = new Set(["next", "previous", "ten-on", "ten-back", "darker", "brighter", "wipe-left", "wipe-right", "closer"]);

