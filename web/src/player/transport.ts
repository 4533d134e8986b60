/** Playing: one clock, the sound's where there is sound, that says which row of the table is due. */

import { type Span, playhead, shuttled } from "./clock";
import type { Side } from "./side";

export interface Due {
  readonly row: number;
  readonly ended: boolean;
}

export class Transport {
  /** Times the movie's own speed; negative is backwards, 0 rests. */
  speed = 0;
  loop = true;
  muted = false;
  #start = 0;
  #began = 0;
  #sounding = false;
  #waiting = false;
  #run = 0;
  #side: Side | null = null;

  /** Play a side from a row. */
  play(side: Side, row: number, speed: number, span: Span): void {
    this.stop();
    this.speed = speed;
    this.#side = side;
    const time = side.table.at(row).seconds;
    const spent = speed > 0 ? time >= span.to - side.table.step * 1.5 || time < span.from : time <= span.from + side.table.step / 2 || time >= span.to;
    this.#from(spent ? (speed > 0 ? span.from : span.to - side.table.step) : time, span);
  }

  /** Press L (1) or J (-1). */
  shuttle(side: Side, row: number, direction: 1 | -1, span: Span): void {
    this.play(side, row, shuttled(this.speed, direction), span);
  }

  stop(): void {
    this.#run += 1;
    this.speed = 0;
    this.#sounding = false;
    this.#waiting = false;
    this.#side?.sound?.stop();
  }

  mute(muted: boolean): void {
    this.muted = muted;
    this.#side?.sound?.mute(muted);
  }

  /** Return the row that is due now; the clock starts again at each lap. */
  due(now: number, span: Span): Due | null {
    const side = this.#side;
    if (!side || !this.speed) return null;
    if (this.#waiting) return { row: side.table.rowBefore(this.#start), ended: false };
    const heard = this.#sounding ? side.sound?.time() : null;
    const elapsed = heard == null ? ((now - this.#began) / 1000) * Math.abs(this.speed) : heard - this.#start;
    const head = playhead(this.#start, elapsed, Math.sign(this.speed), span, this.loop);
    const row = Math.max(0, side.table.rowBefore(head.time));
    if (head.laps) this.#from(this.speed > 0 ? span.from : head.time, span);
    return { row, ended: head.ended };
  }

  #from(time: number, span: Span): void {
    const run = ++this.#run;
    const sound = this.#side?.sound;
    this.#start = time;
    this.#began = performance.now();
    this.#sounding = false;
    sound?.stop();
    if (!sound || this.speed !== 1) return;
    this.#waiting = true;
    sound.muted = this.muted;
    void sound
      .start(time, span.to)
      .catch(() => false)
      .then((sounds) => {
        if (run !== this.#run) return;
        this.#waiting = false;
        this.#sounding = sounds;
        this.#began = performance.now();
      });
  }
}
