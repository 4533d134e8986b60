/** What can be shown of a frame besides its movie: the EXR, a pass, a matte. Each is shown on its own frame only. */

import { type Layer, type Version, address } from "./data";
import type { Looks } from "./looks";
import type { Plate, Screen } from "./screen";
import type { Side } from "./side";
import { Stills } from "./stills";
import { sentence } from "./trouble";

/** A still on the graphics processor, of one address; `exposure` is what its server applied [stops]. */
export interface Shown {
  readonly plate: Plate;
  readonly key: string;
  readonly exposure: number;
}

type Slot = "a" | "b" | "pass" | "matte";

export class Layers {
  readonly #stills = new Stills();
  readonly #slots = new Map<Slot, Shown>();
  #ask = 0;

  constructor(readonly screen: Screen) {}

  /** The EXR of a frame, if it is there. A change of exposure goes on from the one before until its own has come. */
  base(side: Side, frame: number, looks: Looks, slot: "a" | "b" = "a"): Shown | null {
    return looks.still ? this.#of(slot, baseKey(side.version, frame, looks)) : null;
  }

  pass(side: Side, frame: number, looks: Looks): Shown | null {
    return this.#of("pass", layerKey(side.version.passes, looks.pass, frame));
  }

  matte(side: Side, frame: number, looks: Looks): Shown | null {
    return this.#of("matte", layerKey(side.version.mattes, looks.matte, frame));
  }

  /** Fetch what is asked to be seen of a frame. Return what can't be shown, as a sentence; "" if all is there. */
  async fetch(a: Side, b: Side | null, frame: number, looks: Looks): Promise<string> {
    const ask = ++this.#ask;
    const asked: Promise<string>[] = [];
    const want = (slot: Slot, url: string, key: string, exposure: number): void => void (url && asked.push(this.#fetch(slot, url, key, exposure, () => ask === this.#ask)));
    for (const [slot, side] of [["a", a], ["b", b]] as const) {
      if (side && looks.still && side.table.rowOf(frame) >= 0) want(slot, stillUrl(side.version, frame, looks), baseKey(side.version, frame, looks), looks.exposure);
    }
    want("pass", layerKey(a.version.passes, looks.pass, frame), layerKey(a.version.passes, looks.pass, frame), 0);
    want("matte", layerKey(a.version.mattes, looks.matte, frame), layerKey(a.version.mattes, looks.matte, frame), 0);
    return (await Promise.all(asked)).find((one) => one) ?? "";
  }

  #of(slot: Slot, key: string): Shown | null {
    const shown = this.#slots.get(slot);
    return key && shown?.key === key ? shown : null;
  }

  async #fetch(slot: Slot, url: string, key: string, exposure: number, current: () => boolean): Promise<string> {
    try {
      const image = await this.#stills.get(url);
      if (!current()) return "";
      const plate = this.#slots.get(slot)?.plate ?? this.screen.plate(false);
      this.screen.still(plate, image);
      this.#slots.set(slot, { plate, key, exposure });
      return "";
    } catch (error) {
      return sentence(error);
    }
  }
}

function stillUrl(version: Version, frame: number, looks: Looks): string {
  const channel = looks.channel === "a" ? "a" : "rgb"; // the other channels are the graphics processor's work
  return version.still && address(version.still, { frame, exposure: looks.exposure, channel, view: looks.view });
}

function baseKey(version: Version, frame: number, looks: Looks): string {
  return version.still && [version.version, frame, looks.channel === "a", looks.view].join(" ");
}

function layerKey(layers: readonly Layer[], name: string, frame: number): string {
  const layer = layers.find((one) => one.name === name);
  return layer ? address(layer.still, { frame }) : "";
}
