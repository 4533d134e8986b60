/** The stage's canvas: uploads pictures and draws them as they are asked to be seen (WebGL 2). */

import { scaleTexture } from "./false_colour";
import type { Matrix, Picture } from "./picture";
import { LOOK, TO_RGB, VERTEX } from "./shaders";
import { Trouble } from "./trouble";
import type { Rect } from "./view";

export const CHANNELS = ["rgb", "r", "g", "b", "luma"] as const;

/** How a quad is seen. `exposure` is in stops; on movies it is of the display's light (BT.1886). */
export interface Seen {
  readonly exposure: number;
  readonly channel: (typeof CHANNELS)[number];
  readonly falseColour: boolean;
  readonly matte?: Plate | null;
  readonly other?: Plate | null;
  readonly opacity?: number;
}

/** A picture on the graphics processor. */
export interface Plate {
  /** Display values; of a movie, those of the picture that was `converted` last. */
  readonly texture: WebGLTexture;
  readonly frame: WebGLFramebuffer | null;
  /** A movie's samples, one texture a plane. */
  readonly planes: readonly WebGLTexture[];
  width: number;
  height: number;
  /** What it shows. */
  of: Picture | ImageBitmap | null;
  /** What was uploaded, and what was converted, last: nothing is done twice, and nothing before it is drawn. */
  uploaded: Picture | null;
  converted: Picture | null;
}

const COEFFICIENTS: Readonly<Record<Matrix, readonly [number, number]>> = { bt709: [0.2126, 0.0722], bt601: [0.299, 0.114], bt2020: [0.2627, 0.0593] };
const TINT = [0.95, 0.62, 0.2] as const;

/** Return the matrix from Y, Cb, Cr to R, G, B, by columns (BT.601, BT.709, BT.2020: their own luma weights). */
export function toRgb(matrix: Matrix): number[] {
  const [red, blue] = COEFFICIENTS[matrix];
  const green = 1 - red - blue;
  const [a, b] = [2 * (1 - red), 2 * (1 - blue)];
  return [1, 1, 1, 0, (-b * blue) / green, b, a, (-a * red) / green, 0];
}

/** Say whether nothing is asked but the picture. */
export function asItIs(seen: Seen): boolean {
  return seen.exposure === 0 && seen.channel === "rgb" && !seen.falseColour && !seen.matte && !seen.other && (seen.opacity ?? 1) === 1;
}

export class Screen {
  readonly #gl: WebGL2RenderingContext;
  readonly #toRgb: WebGLProgram;
  readonly #look: WebGLProgram;
  readonly #scale: WebGLTexture;

  /** Throws Trouble when the browser has no WebGL 2. */
  constructor(readonly canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, preserveDrawingBuffer: true, depth: false });
    if (!gl) throw new Trouble("This browser draws no WebGL 2, which the player needs. Allow hardware acceleration in its settings, or use a current Chrome, Edge, Firefox or Safari.");
    this.#gl = gl;
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.bindVertexArray(gl.createVertexArray());
    this.#toRgb = this.#program(TO_RGB);
    this.#look = this.#program(LOOK);
    this.#scale = this.#texture(gl.NEAREST);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, scaleTexture());
  }

  /** What draws: the graphics processor's name, or that of the program which plays one. */
  get renderer(): string {
    const named = this.#gl.getExtension("WEBGL_debug_renderer_info");
    return String(this.#gl.getParameter(named?.UNMASKED_RENDERER_WEBGL ?? this.#gl.RENDERER));
  }

  /** Make an empty plate: for movies one that can be drawn into, for stills one with smaller copies of itself. */
  plate(movie: boolean): Plate {
    const gl = this.#gl;
    const texture = this.#texture(movie ? gl.LINEAR : gl.LINEAR_MIPMAP_LINEAR);
    const planes = movie ? [0, 1, 2].map(() => this.#texture(gl.LINEAR)) : [];
    return { texture, frame: movie ? gl.createFramebuffer() : null, planes, width: 0, height: 0, of: null, uploaded: null, converted: null };
  }

  free(plate: Plate): void {
    for (const texture of [plate.texture, ...plate.planes]) this.#gl.deleteTexture(texture);
    if (plate.frame) this.#gl.deleteFramebuffer(plate.frame);
  }

  /** Put a decoded picture onto a plate. */
  put(plate: Plate, picture: Picture): void {
    Object.assign(plate, { of: picture, width: picture.width, height: picture.height });
  }

  #upload(plate: Plate, picture: Picture): void {
    if (plate.uploaded === picture) return;
    const gl = this.#gl;
    const { width, height, data } = picture;
    const [across, down] = [(width + 1) >> 1, (height + 1) >> 1];
    const luma = width * height;
    const put = (plane: number, inner: number, outer: number, w: number, h: number, from: Uint8Array): void => {
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, plate.planes[plane] as WebGLTexture);
      gl.texImage2D(gl.TEXTURE_2D, 0, inner, w, h, 0, outer, gl.UNSIGNED_BYTE, from);
    };
    if (picture.format === "RGBA") put(0, gl.RGBA8, gl.RGBA, width, height, data);
    else put(0, gl.R8, gl.RED, width, height, data.subarray(0, luma));
    if (picture.format === "NV12") put(1, gl.RG8, gl.RG, across, down, data.subarray(luma));
    if (picture.format === "I420") {
      put(1, gl.R8, gl.RED, across, down, data.subarray(luma, luma + across * down));
      put(2, gl.R8, gl.RED, across, down, data.subarray(luma + across * down));
    }
    const before = plate.uploaded;
    plate.uploaded = picture;
    if (before?.width === width && before.height === height) return;
    gl.bindTexture(gl.TEXTURE_2D, plate.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, plate.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, plate.texture, 0);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    plate.converted = null;
  }

  /** Make the display values of what was uploaded, for looks that need them; stills have theirs. */
  #convert(plate: Plate): void {
    const { of } = plate;
    if (of === null || of instanceof ImageBitmap || plate.converted === of) return;
    this.#upload(plate, of);
    const gl = this.#gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, plate.frame);
    gl.viewport(0, 0, plate.width, plate.height);
    gl.disable(gl.SCISSOR_TEST);
    const at = this.#samples(plate, of);
    gl.uniform4f(at("place"), -1, -1, 2, -2); // a texture's first line is its lowest
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    plate.converted = of;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Make ready to draw a plate's samples. */
  #samples(plate: Plate, picture: Picture): (name: string) => WebGLUniformLocation | null {
    this.#upload(plate, picture);
    const gl = this.#gl;
    gl.disable(gl.BLEND);
    plate.planes.forEach((texture, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    });
    const at = this.#use(this.#toRgb);
    ["first", "second", "third"].forEach((name, unit) => gl.uniform1i(at(name), unit));
    gl.uniform1i(at("format"), picture.format === "I420" ? 0 : picture.format === "NV12" ? 1 : 2);
    gl.uniformMatrix3fv(at("matrix"), false, toRgb(picture.matrix));
    gl.uniform2f(at("range"), picture.fullRange ? 1 : 255 / 219, picture.fullRange ? 1 : 255 / 224);
    gl.uniform2f(at("offset"), picture.fullRange ? 0 : 16 / 255, 128 / 255);
    gl.uniform1f(at("siting"), 0.5 / picture.width);
    return at;
  }

  /** Put a still onto a plate, the way up that `upload` has it. */
  still(plate: Plate, image: ImageBitmap): void {
    if (plate.of === image) return;
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, plate.texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, image);
    gl.generateMipmap(gl.TEXTURE_2D);
    Object.assign(plate, { width: image.width, height: image.height, of: image });
  }

  /** Begin a drawing: the whole stage in the room's own grey. */
  clear(): void {
    const gl = this.#gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0.043, 0.043, 0.043, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** Draw a plate at a place on the canvas [px], of which only what lies in `within` is seen. */
  draw(plate: Plate, place: Rect, within: Rect, seen: Seen): void {
    const gl = this.#gl;
    const { width, height } = this.canvas;
    const straight = plate.of !== null && !(plate.of instanceof ImageBitmap) && asItIs(seen);
    for (const one of straight ? [] : [plate, seen.other, seen.matte]) if (one) this.#convert(one);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(Math.round(within.x), Math.round(height - within.y - within.height), Math.max(0, Math.round(within.width)), Math.max(0, Math.round(within.height)));
    const at = straight ? this.#samples(plate, plate.of as Picture) : this.#looked(plate, seen);
    gl.uniform4f(at("place"), (place.x / width) * 2 - 1, 1 - (place.y / height) * 2, (place.width / width) * 2, (place.height / height) * 2);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** Make ready to draw a plate's display values, changed as it was asked. */
  #looked(plate: Plate, seen: Seen): (name: string) => WebGLUniformLocation | null {
    const gl = this.#gl;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const at = this.#use(this.#look);
    [plate.texture, seen.other?.texture ?? plate.texture, this.#scale, seen.matte?.texture ?? this.#scale].forEach((texture, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    });
    ["picture", "other", "scale", "matte"].forEach((name, unit) => gl.uniform1i(at(name), unit));
    gl.uniform1i(at("difference"), seen.other ? 1 : 0);
    gl.uniform1i(at("falseColour"), seen.falseColour ? 1 : 0);
    gl.uniform1i(at("masked"), seen.matte ? 1 : 0);
    gl.uniform1f(at("exposure"), seen.exposure);
    gl.uniform1f(at("opacity"), seen.opacity ?? 1);
    gl.uniform1i(at("channel"), CHANNELS.indexOf(seen.channel));
    gl.uniform3f(at("tint"), ...TINT);
    return at;
  }

  #use(program: WebGLProgram): (name: string) => WebGLUniformLocation | null {
    this.#gl.useProgram(program);
    return (name) => this.#gl.getUniformLocation(program, name);
  }

  #texture(filter: number): WebGLTexture {
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter === gl.NEAREST ? gl.NEAREST : gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    return texture;
  }

  #program(fragment: string): WebGLProgram {
    const gl = this.#gl;
    const program = gl.createProgram();
    for (const [kind, source] of [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = gl.createShader(kind) as WebGLShader;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Trouble(`This browser's graphics can't run the player's shaders (${gl.getProgramInfoLog(program) ?? "no reason given"}). Use another browser.`);
    return program;
  }
}
