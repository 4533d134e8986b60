/** A movie's sound on the browser's audio clock, which the picture follows while it plays at its own speed. */

import { AudioBufferSink, type InputAudioTrack, type WrappedAudioBuffer } from "mediabunny";

/** How far ahead sound is handed to the audio device [s]. */
const AHEAD_S = 1.0;
/** From the first decoded sound to the moment that it is heard [s]: enough to hand it over in time. */
const LEAD_S = 0.03;
/** How long a browser may take to let us sound [s]; it refuses until somebody touched the page. */
const PATIENCE_S = 0.25;

let context: AudioContext | null = null;

export class Sound {
  readonly #sink: AudioBufferSink;
  #gain: GainNode | null = null;
  #run = 0;
  #began = Number.NaN;
  #from = 0;
  muted = false;

  constructor(track: InputAudioTrack) {
    this.#sink = new AudioBufferSink(track);
  }

  /**
   * Sound from one moment of the movie to another [s].
   *
   * @returns Whether it sounds; false when the browser doesn't allow it, or when `stop` was called meanwhile.
   */
  async start(from: number, to: number): Promise<boolean> {
    this.stop();
    const run = this.#run;
    context ??= new AudioContext();
    await Promise.race([context.resume(), new Promise((done) => setTimeout(done, PATIENCE_S * 1000))]);
    if (context.state !== "running" || run !== this.#run) return false;
    const buffers = this.#sink.buffers(from, to);
    const first = await buffers.next();
    if (first.done || run !== this.#run) {
      void buffers.return();
      return false;
    }
    const gain = context.createGain();
    gain.gain.value = this.muted ? 0 : 1;
    gain.connect(context.destination);
    this.#gain = gain;
    this.#from = from;
    this.#began = context.currentTime + LEAD_S;
    this.#schedule(first.value, gain, to);
    void this.#pump(buffers, run, gain, to);
    return true;
  }

  stop(): void {
    this.#run += 1;
    this.#began = Number.NaN;
    this.#gain?.disconnect();
    this.#gain = null;
  }

  mute(muted: boolean): void {
    this.muted = muted;
    if (this.#gain && context) this.#gain.gain.setTargetAtTime(muted ? 0 : 1, context.currentTime, 0.005);
  }

  /** Return which moment of the movie is heard now [s]; null while nothing sounds. */
  time(): number | null {
    if (!context || Number.isNaN(this.#began) || context.state !== "running") return null;
    const latency = context.outputLatency || context.baseLatency || 0;
    return this.#from + Math.max(0, context.currentTime - this.#began - latency);
  }

  async #pump(buffers: AsyncGenerator<WrappedAudioBuffer, void, unknown>, run: number, gain: GainNode, to: number): Promise<void> {
    for await (const buffer of buffers) {
      if (run !== this.#run || !context) return;
      this.#schedule(buffer, gain, to);
      while (run === this.#run && this.#began + buffer.timestamp - this.#from - context.currentTime > AHEAD_S) {
        await new Promise((done) => setTimeout(done, 100));
      }
    }
  }

  #schedule(piece: WrappedAudioBuffer, gain: GainNode, to: number): void {
    if (!context) return;
    const node = context.createBufferSource();
    node.buffer = piece.buffer;
    node.connect(gain);
    const late = Math.max(0, context.currentTime - (this.#began + piece.timestamp - this.#from), this.#from - piece.timestamp);
    const length = Math.min(piece.buffer.duration, to - piece.timestamp) - late;
    if (length > 0) node.start(this.#began + piece.timestamp + late - this.#from, late, length);
  }
}
