/** Mouse, pen and fingers on the stage: draw, move the wipe, move an enlarged picture, scrub; two fingers enlarge. */

import type { Session } from "./session";
import type { Stage } from "./stage";
import { moved, toPicture, zoomed } from "./view";

/** How far a finger may be from the wipe's line to take it [px]. */
const NEAR = 22;
/** How far a hand moves for one frame when it scrubs [px]. */
const FRAME_PX = 7;

type Doing = "draw" | "wipe" | "move" | "scrub";

interface Down {
  doing: Doing;
  x: number;
  y: number;
  frame: number;
}

/** Listen on the stage; returns a function that stops listening. */
export function follow(stage: Stage, session: Session): () => void {
  const surface = stage.marks;
  const fingers = new Map<number, [number, number]>();
  let down: Down | null = null;
  let spread = 0;
  const ends = new AbortController();
  const on = <Name extends keyof HTMLElementEventMap>(name: Name, does: (event: HTMLElementEventMap[Name]) => void): void =>
    surface.addEventListener(name, does, { signal: ends.signal, passive: false });
  const place = (event: MouseEvent): [number, number] => {
    const box = surface.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const redraw = (): void => (session.listener.drawn(), session.listener.changed());

  const begun = (x: number): Doing => {
    const rect = stage.places(session)?.a;
    const nearWipe = session.mode === "wipe" && rect && Math.abs(x - rect.x - session.split * rect.width) < NEAR;
    if (nearWipe) return "wipe";
    if (session.drawing.hand) return "draw";
    if (session.look.scale > 1) return "move";
    return session.mode === "wipe" ? "wipe" : "scrub";
  };

  on("pointerdown", (event) => {
    const [x, y] = place(event);
    fingers.set(event.pointerId, [x, y]);
    surface.setPointerCapture(event.pointerId);
    if (fingers.size > 1) {
      session.drawing.drop();
      down = null;
      spread = 0;
      return;
    }
    if (event.button !== 0 || !session.sight()) return;
    down = { doing: event.altKey ? "move" : begun(x), x, y, frame: session.frame };
    const rect = stage.places(session)?.a;
    if (down.doing === "draw" && rect) {
      session.stop();
      session.beginStroke();
      session.drawing.begin(toPicture(rect, x, y));
      redraw();
    }
  });

  on("pointermove", (event) => {
    const [x, y] = place(event);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, [x, y]);
    const rect = stage.places(session)?.a;
    if (!rect) return;
    if (fingers.size === 2) return pinch(rect);
    if (!down) {
      surface.style.cursor = { draw: "crosshair", wipe: "ew-resize", move: "grab", scrub: "default" }[begun(x)];
      return;
    }
    if (down.doing === "draw") {
      for (const one of event.getCoalescedEvents?.() ?? [event]) session.drawing.go(toPicture(rect, ...place(one)));
    } else if (down.doing === "wipe") session.split = Math.min(Math.max((x - rect.x) / rect.width, 0), 1);
    else if (down.doing === "move") {
      session.look = moved(session.look, (x - down.x) / rect.width, (y - down.y) / rect.height);
      [down.x, down.y] = [x, y];
    } else if (Math.abs(x - down.x) >= FRAME_PX || session.frame !== down.frame) {
      void session.seek(down.frame + Math.round((x - down.x) / FRAME_PX));
      return;
    }
    redraw();
  });

  const pinch = (rect: { x: number; y: number; width: number; height: number }): void => {
    const [one, other] = [...fingers.values()] as [[number, number], [number, number]];
    const now = Math.hypot(one[0] - other[0], one[1] - other[1]);
    if (spread) session.look = zoomed(session.look, now / spread, toPicture(rect as never, (one[0] + other[0]) / 2, (one[1] + other[1]) / 2));
    spread = now;
    redraw();
  };

  const up = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    if (down?.doing === "draw" && session.drawing.busy) {
      session.drawing.end();
      session.strokeChanged();
    }
    down = null;
    spread = 0;
  };
  on("pointerup", up);
  on("pointercancel", up);

  on("wheel", (event) => {
    const rect = stage.places(session)?.a;
    if (!rect) return;
    event.preventDefault();
    session.look = zoomed(session.look, Math.exp(-event.deltaY * 0.0015), toPicture(rect, ...place(event)));
    redraw();
  });
  return () => ends.abort();
}
