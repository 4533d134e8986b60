/** A plain picture without the graphics processor: where WebGL is drawn in software, it takes three times as long as this. */

import { element } from "./element_of";
import type { Picture } from "./picture";
import { toRgb } from "./screen";
import type { Rect } from "./view";

/** Say whether a browser draws WebGL with the processor, by the name that it gives its renderer. */
export function isSoft(renderer: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

/** Draws pictures onto a canvas of its own, as they are. */
export class Soft {
  readonly canvas = element("canvas", { part: "light", hidden: true });
  readonly #to = this.canvas.getContext("2d", { alpha: false, willReadFrequently: true }) as CanvasRenderingContext2D;
  readonly #whole = document.createElement("canvas");
  readonly #from = this.#whole.getContext("2d", { alpha: false, willReadFrequently: true }) as CanvasRenderingContext2D;
  #image = new ImageData(1, 1);
  #of: Picture | null = null;

  /** Draw a picture at a place of the canvas [px], and grey round it. */
  draw(picture: Picture, place: Rect): void {
    if (this.#of !== picture) this.#put(picture);
    const { canvas } = this;
    this.#to.fillStyle = "#0b0b0b";
    this.#to.fillRect(0, 0, canvas.width, canvas.height);
    this.#to.drawImage(this.#whole, place.x, place.y, place.width, place.height);
  }

  #put(picture: Picture): void {
    const { width, height } = picture;
    if (this.#image.width !== width || this.#image.height !== height) {
      Object.assign(this.#whole, { width, height });
      this.#image = new ImageData(width, height);
    }
    convert(picture, new Uint32Array(this.#image.data.buffer));
    this.#from.putImageData(this.#image, 0, 0);
    this.#of = picture;
  }
}

/**
 * Turn a picture's samples into display values, as the shader does: chroma is sited left and between two lines, and is
 * interpolated. In whole numbers, of 1/65536.
 *
 * @param out Red, green, blue, alpha in the order of memory, one value a pixel.
 */
export function convert(picture: Picture, out: Uint32Array): void {
  const { width, height, data, fullRange } = picture;
  if (picture.format === "RGBA") return out.set(new Uint32Array(data.buffer, data.byteOffset, width * height));
  const [across, down] = [(width + 1) >> 1, (height + 1) >> 1];
  const luma = width * height;
  const [apart, firstU, firstV] = picture.format === "NV12" ? [2, luma, luma + 1] : [1, luma, luma + across * down];
  const rows = toRgb(picture.matrix);
  const of = (at: number): number => Math.round((65536 / 8) * (fullRange ? 1 : 255 / 224) * (rows[at] as number));
  const [redV, greenU, greenV, blueU] = [of(6), of(4), of(7), of(5)];
  const [black, gain] = fullRange ? [0, 65536] : [16, Math.round((65536 * 255) / 219)];
  const u = new Int32Array(across + 1);
  const v = new Int32Array(across + 1);
  for (let y = 0; y < height; y += 1) {
    const near = y >> 1;
    const far = Math.min(Math.max(near + (y & 1 ? 1 : -1), 0), down - 1);
    for (let x = 0; x < across; x += 1) {
      const [a, b] = [(near * across + x) * apart, (far * across + x) * apart];
      u[x] = 3 * (data[firstU + a] as number) + (data[firstU + b] as number) - 512;
      v[x] = 3 * (data[firstV + a] as number) + (data[firstV + b] as number) - 512;
    }
    u[across] = u[across - 1] as number;
    v[across] = v[across - 1] as number;
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      const left = x >> 1;
      const right = left + (x & 1);
      const cu = (u[left] as number) + (u[right] as number);
      const cv = (v[left] as number) + (v[right] as number);
      const light = ((data[at] as number) - black) * gain + 32768;
      let red = (light + redV * cv) >> 16;
      let green = (light + greenU * cu + greenV * cv) >> 16;
      let blue = (light + blueU * cu) >> 16;
      red = red < 0 ? 0 : red > 255 ? 255 : red;
      green = green < 0 ? 0 : green > 255 ? 255 : green;
      blue = blue < 0 ? 0 : blue > 255 ? 255 : blue;
      out[at] = 0xff000000 | (blue << 16) | (green << 8) | red;
    }
  }
}
