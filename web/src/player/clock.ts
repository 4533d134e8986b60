/** Where the playhead is: movie time out of elapsed time, speed, range and loop. */

/** From the start of the first frame to the end of the last [s]. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Playhead {
  readonly time: number;
  /** Whether the end (backwards: the start) was passed without a loop. */
  readonly ended: boolean;
  /** How often the range was played whole. */
  readonly laps: number;
}

/** Just inside the last frame, so that the end belongs to it. */
const INSIDE_S = 1e-6;

/** Return the playhead after `elapsed` seconds at `speed` (negative: backwards) from `start` [s of the movie]. */
export function playhead(start: number, elapsed: number, speed: number, span: Span, loop: boolean): Playhead {
  const time = start + elapsed * speed;
  if (time >= span.from && time < span.to) return { time, ended: false, laps: 0 };
  if (speed < 0 ? time >= span.to : time < span.from) return { time, ended: false, laps: 0 }; // on its way in
  const length = span.to - span.from;
  if (!loop || length <= 0) return { time: speed < 0 ? span.from : span.to - INSIDE_S, ended: true, laps: 0 };
  const laps = Math.floor((time - span.from) / length);
  return { time: span.from + (time - span.from - laps * length), ended: false, laps: Math.abs(laps) };
}

/** Speeds of J and L: each press in the same direction is the next. */
const SPEEDS = [1, 2, 4, 8] as const;

/** Return the speed after a press of L (`direction` 1) or J (-1). */
export function shuttled(speed: number, direction: 1 | -1): number {
  if (speed === 0 || Math.sign(speed) !== direction) return direction;
  const next = SPEEDS.find((one) => one > Math.abs(speed));
  return direction * (next ?? SPEEDS[SPEEDS.length - 1] as number);
}
