/** Decoded pictures around the playhead, within a budget of bytes; what lies farthest from it goes first. */

export interface Sized {
  readonly bytes: number;
}

export class NearCache<Value extends Sized> {
  readonly #held = new Map<number, Value>();
  #bytes = 0;
  #centre = 0;

  constructor(readonly budget: number) {}

  get size(): number {
    return this.#held.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  keys(): IterableIterator<number> {
    return this.#held.keys();
  }

  get(place: number): Value | undefined {
    return this.#held.get(place);
  }

  has(place: number): boolean {
    return this.#held.has(place);
  }

  /** Say where the playhead is. */
  centre(place: number): void {
    this.#centre = place;
  }

  /** Keep a value, and let go of what is farthest from the playhead until the budget holds. */
  set(place: number, value: Value): void {
    this.#drop(place);
    this.#held.set(place, value);
    this.#bytes += value.bytes;
    while (this.#bytes > this.budget && this.#held.size > 1) this.#drop(this.#farthest());
  }

  #drop(place: number): void {
    const value = this.#held.get(place);
    if (!value) return;
    this.#bytes -= value.bytes;
    this.#held.delete(place);
  }

  #farthest(): number {
    let [far, distance] = [-1, -1];
    for (const place of this.#held.keys()) {
      const away = Math.abs(place - this.#centre);
      if (away > distance) [far, distance] = [place, away];
    }
    return far;
  }
}

/**
 * Return the places that should be decoded next, most urgent first: all of them where they fit, as a review clip's do;
 * else those near the playhead, mostly in the direction of travel, some behind.
 *
 * @param room How many pictures the cache holds; a fifth of it is left free, so that nothing is decoded to be dropped.
 */
export function wanted(centre: number, direction: 1 | -1, count: number, room: number): number[] {
  const all = count <= room * 0.8;
  const ahead = all ? count : Math.min(48, Math.floor(room * 0.55));
  const behind = all ? count : Math.min(24, Math.floor(room * 0.25));
  const places: number[] = [];
  for (let away = 1; away <= Math.max(ahead, behind); away += 1) {
    if (away <= ahead) places.push(centre + direction * away);
    if (away <= behind) places.push(centre - direction * away);
  }
  return places.filter((place) => place >= 0 && place < count);
}
