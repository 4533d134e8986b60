/** Defines `<shot-player>`. */

import { ShotPlayer } from "./element";

if (!customElements.get("shot-player")) customElements.define("shot-player", ShotPlayer);

export { ShotPlayer };
export type { Note, Region, Stroke, Tool } from "./data";
