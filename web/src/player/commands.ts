/** Everything that a key does. Buttons, tooltips and the help are made from this list, so that none says anything else. */

import type { Hand } from "./drawing";
import { type Channel, type Mode, PLAIN, changed, exposed, next } from "./looks";
import type { Session } from "./session";
import { FITTED, zoomed } from "./view";

export type Group = "Playing" | "Versions" | "Looking" | "Drawing and notes" | "This player";

export interface Command {
  readonly id: string;
  /** As `pressed` names them; the first is shown. */
  readonly keys: readonly string[];
  readonly words: string;
  readonly group: Group;
  /** Whether the data has what it takes. Left out: always. */
  readonly has?: (session: Session) => boolean;
  /** Whether it is on, for what can be on. */
  readonly on?: (session: Session) => boolean;
  readonly run: (session: Session) => void;
}

/** Return a key press by name: `l`, `Shift+l`, `Mod+z`, `ArrowLeft`, `?`. */
export function pressed(event: { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; altKey: boolean }): string {
  const letter = /^[a-z]$/i.test(event.key);
  const named = letter || event.key.length > 1;
  const shift = event.shiftKey && named ? "Shift+" : "";
  const mod = event.ctrlKey || event.metaKey ? "Mod+" : "";
  return `${mod}${event.altKey ? "Alt+" : ""}${shift}${letter ? event.key.toLowerCase() : event.key}`;
}

const SHOWN: Readonly<Record<string, string>> = { " ": "Space", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", PageUp: "Page Up", PageDown: "Page Down", Escape: "Esc" };

/** Return a key as it stands on a keyboard. */
export function keyWords(key: string): string {
  return key
    .split("+")
    .map((part) => (part === "Mod" ? "Ctrl" : (SHOWN[part] ?? (/^[a-z]$/.test(part) ? part.toUpperCase() : part))))
    .join("+");
}

const several = (session: Session): boolean => (session.stack?.versions.length ?? 0) > 1;
const comparing = (session: Session): boolean => session.b !== null;
const holding = (session: Session): boolean => session.drawing.hand !== null || session.drawing.strokes.length > 0 || session.drawing.region !== null;

function neighbour(session: Session, by: number, of: string | undefined): string | undefined {
  const names = session.stack?.versions.map((one) => one.version) ?? [];
  return names[names.indexOf(of ?? "") + by];
}

function compared(mode: Mode): (session: Session) => void {
  return (session) => {
    if (session.mode === mode) return session.close();
    const name = session.b?.version.version ?? neighbour(session, 1, session.a?.version.version) ?? neighbour(session, -1, session.a?.version.version);
    if (name) void session.compare(name, mode);
  };
}

function seen(channel: Channel): (session: Session) => void {
  return (session) => session.see({ channel: session.looks.channel === channel ? "rgb" : channel });
}

function taken(hand: Hand): (session: Session) => void {
  return (session) => {
    session.drawing.drop();
    session.drawing.hand = session.drawing.hand === hand ? null : hand;
    session.stop();
    session.listener.drawn();
    session.listener.changed();
  };
}

function noted(by: 1 | -1): (session: Session) => void {
  return (session) => {
    const here = session.notes.filter((note) => note.version === session.a?.version.version).sort((one, other) => one.frames[0] - other.frames[0]);
    const found = by > 0 ? here.find((note) => note.frames[0] > session.frame) : here.reverse().find((note) => note.frames[0] < session.frame);
    if (found) void session.showNote(found);
  };
}

function ended(session: Session, place: 0 | 1): void {
  const frame = session.frame;
  const [first, last] = session.ends();
  session.setRange(place === 0 ? [frame, Math.max(frame, last)] : [Math.min(frame, first), frame]);
}

function put(session: Session): void {
  const { drawing } = session;
  if (drawing.busy) drawing.drop();
  else if (drawing.hand) drawing.hand = null;
  else if (session.note) session.note = null;
  else if (session.b) return session.close();
  else session.look = FITTED;
  session.listener.drawn();
  session.listener.changed();
}

export const COMMANDS: readonly Command[] = [
  { id: "play", keys: [" "], words: "Play or stop", group: "Playing", on: (s) => s.transport.speed !== 0, run: (s) => (s.transport.speed ? s.stop() : s.play()) },
  { id: "forward", keys: ["l"], words: "Play forwards; again for 2, 4 and 8 times", group: "Playing", run: (s) => s.shuttle(1) },
  { id: "stop", keys: ["k"], words: "Stop", group: "Playing", run: (s) => s.stop() },
  { id: "backward", keys: ["j"], words: "Play backwards; again for 2, 4 and 8 times", group: "Playing", run: (s) => s.shuttle(-1) },
  { id: "slow", keys: ["Shift+l"], words: "Play at a quarter of the speed", group: "Playing", run: (s) => s.play(0.25) },
  { id: "slow-back", keys: ["Shift+j"], words: "Play backwards at a quarter of the speed", group: "Playing", run: (s) => s.play(-0.25) },
  { id: "next", keys: ["ArrowRight", "."], words: "One frame on", group: "Playing", run: (s) => (s.stop(), s.step(1)) },
  { id: "previous", keys: ["ArrowLeft", ","], words: "One frame back", group: "Playing", run: (s) => (s.stop(), s.step(-1)) },
  { id: "ten-on", keys: ["Shift+ArrowRight"], words: "Ten frames on", group: "Playing", run: (s) => (s.stop(), s.step(10)) },
  { id: "ten-back", keys: ["Shift+ArrowLeft"], words: "Ten frames back", group: "Playing", run: (s) => (s.stop(), s.step(-10)) },
  { id: "first", keys: ["Home"], words: "First frame", group: "Playing", run: (s) => void s.seek(s.ends()[0]) },
  { id: "last", keys: ["End"], words: "Last frame", group: "Playing", run: (s) => void s.seek(s.ends()[1]) },
  { id: "in", keys: ["i"], words: "Range begins here", group: "Playing", run: (s) => ended(s, 0) },
  { id: "out", keys: ["o"], words: "Range ends here", group: "Playing", run: (s) => ended(s, 1) },
  { id: "whole", keys: ["u"], words: "Whole shot again", group: "Playing", run: (s) => s.setRange(null) },
  { id: "loop", keys: ["p"], words: "Play round and round", group: "Playing", on: (s) => s.transport.loop, run: (s) => ((s.transport.loop = !s.transport.loop), s.listener.changed()) },
  { id: "mute", keys: ["m"], words: "Silence", group: "Playing", has: (s) => !!s.a?.sound, on: (s) => s.transport.muted, run: (s) => (s.transport.mute(!s.transport.muted), s.listener.changed()) },

  { id: "newer", keys: ["ArrowUp"], words: "Newer version", group: "Versions", has: several, run: (s) => opened(s, -1) },
  { id: "older", keys: ["ArrowDown"], words: "Older version", group: "Versions", has: several, run: (s) => opened(s, 1) },
  { id: "wipe", keys: ["w"], words: "Wipe between two versions", group: "Versions", has: several, on: (s) => s.mode === "wipe", run: compared("wipe") },
  { id: "difference", keys: ["d"], words: "Difference of two versions", group: "Versions", has: several, on: (s) => s.mode === "difference", run: compared("difference") },
  { id: "side", keys: ["s"], words: "Side by side", group: "Versions", has: several, on: (s) => s.mode === "side", run: compared("side") },
  { id: "swap", keys: ["x"], words: "Swap the two", group: "Versions", has: comparing, run: (s) => void s.swap() },
  { id: "wipe-left", keys: ["Alt+ArrowLeft"], words: "Wipe to the left", group: "Versions", has: comparing, run: (s) => wiped(s, -0.02) },
  { id: "wipe-right", keys: ["Alt+ArrowRight"], words: "Wipe to the right", group: "Versions", has: comparing, run: (s) => wiped(s, 0.02) },

  { id: "darker", keys: ["["], words: "Exposure down a quarter of a stop", group: "Looking", run: (s) => s.see({ exposure: exposed(s.looks.exposure, -1) }) },
  { id: "brighter", keys: ["]"], words: "Exposure up a quarter of a stop", group: "Looking", run: (s) => s.see({ exposure: exposed(s.looks.exposure, 1) }) },
  { id: "plain", keys: ["0"], words: "As it is: no exposure, all channels, no overlays", group: "Looking", has: (s) => changed(s.looks), run: (s) => s.see({ ...PLAIN, still: s.looks.still, view: s.looks.view }) },
  { id: "red", keys: ["r"], words: "Red only", group: "Looking", on: (s) => s.looks.channel === "r", run: seen("r") },
  { id: "green", keys: ["g"], words: "Green only", group: "Looking", on: (s) => s.looks.channel === "g", run: seen("g") },
  { id: "blue", keys: ["b"], words: "Blue only", group: "Looking", on: (s) => s.looks.channel === "b", run: seen("b") },
  { id: "alpha", keys: ["a"], words: "Alpha of the EXR", group: "Looking", has: (s) => !!s.a?.version.still, on: (s) => s.looks.channel === "a", run: seen("a") },
  { id: "luma", keys: ["y"], words: "Luma only", group: "Looking", on: (s) => s.looks.channel === "luma", run: seen("luma") },
  { id: "false", keys: ["f"], words: "False colour", group: "Looking", on: (s) => s.looks.falseColour, run: (s) => s.see({ falseColour: !s.looks.falseColour }) },
  { id: "still", keys: ["e"], words: "EXR when it rests, or the review movie", group: "Looking", has: (s) => !!s.a?.version.still, on: (s) => s.looks.still, run: (s) => s.see({ still: !s.looks.still }) },
  { id: "view", keys: ["Shift+v"], words: "Next view of the EXR", group: "Looking", has: (s) => (s.a?.version.views.length ?? 0) > 1, on: (s) => s.looks.view !== "", run: (s) => s.see({ view: next(s.a?.version.views ?? [], s.looks.view) }) },
  { id: "pass", keys: ["v"], words: "Next pass", group: "Looking", has: (s) => !!s.a?.version.passes.length, on: (s) => s.looks.pass !== "", run: (s) => s.see({ pass: next(s.a?.version.passes.map((one) => one.name) ?? [], s.looks.pass) }) },
  { id: "matte", keys: ["q"], words: "Next matte", group: "Looking", has: (s) => !!s.a?.version.mattes.length, on: (s) => s.looks.matte !== "", run: (s) => s.see({ matte: next(s.a?.version.mattes.map((one) => one.name) ?? [], s.looks.matte) }) },
  { id: "safe", keys: ["t"], words: "Safe areas: action 93 %, title 90 %", group: "Looking", on: (s) => s.looks.safe, run: (s) => s.see({ safe: !s.looks.safe }) },
  { id: "burn", keys: ["h"], words: "Frame and timecode on the picture", group: "Looking", on: (s) => s.looks.burn, run: (s) => s.see({ burn: !s.looks.burn }) },
  { id: "closer", keys: ["z"], words: "Twice as large, up to 16 times; drag to move", group: "Looking", on: (s) => s.look.scale > 1, run: (s) => ((s.look = zoomed(s.look, 2, s.look.centre)), s.see({})) },
  { id: "fit", keys: ["Shift+z"], words: "Whole picture", group: "Looking", run: (s) => ((s.look = FITTED), s.see({})) },

  { id: "pen", keys: ["1"], words: "Pen", group: "Drawing and notes", on: (s) => s.drawing.hand === "pen", run: taken("pen") },
  { id: "arrow", keys: ["2"], words: "Arrow", group: "Drawing and notes", on: (s) => s.drawing.hand === "arrow", run: taken("arrow") },
  { id: "box", keys: ["3"], words: "Box", group: "Drawing and notes", on: (s) => s.drawing.hand === "box", run: taken("box") },
  { id: "region", keys: ["4"], words: "Region that a note is about", group: "Drawing and notes", on: (s) => s.drawing.hand === "region", run: taken("region") },
  { id: "undo", keys: ["Backspace", "Mod+z"], words: "Take the last stroke back", group: "Drawing and notes", has: holding, run: (s) => (s.drawing.undo(), s.strokeChanged()) },
  { id: "clear", keys: ["Delete"], words: "Take all strokes back", group: "Drawing and notes", has: holding, run: (s) => (s.drawing.clear(), s.strokeChanged()) },
  { id: "note-on", keys: ["PageDown"], words: "Next note", group: "Drawing and notes", has: (s) => s.notes.length > 0, run: noted(1) },
  { id: "note-back", keys: ["PageUp"], words: "Note before", group: "Drawing and notes", has: (s) => s.notes.length > 0, run: noted(-1) },

  { id: "put", keys: ["Escape"], words: "Put the pen down, close the note, end comparing", group: "This player", run: put },
];

/** What isn't a command, and the help says too. */
export const BY_HAND: readonly (readonly [string, string, Group])[] = [
  ["Enter", "With a tool in hand: set it down, lift it; arrows move it", "Drawing and notes"],
  ["Drag", "Scrub; with a wipe, move it; enlarged, move the picture", "This player"],
  ["Wheel", "Enlarge around the pointer; two fingers do it, too", "This player"],
];

function opened(session: Session, by: number): void {
  const name = neighbour(session, by, session.chosen);
  if (name) void session.open(name);
}

function wiped(session: Session, by: number): void {
  session.split = Math.min(Math.max(session.split + by, 0), 1);
  session.listener.drawn();
  session.listener.changed();
}
