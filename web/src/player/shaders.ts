/** What the graphics processor does: samples become display values, and display values become what was asked to be seen. */

/** A quad over `place` (x, y, width, height in clip space); `uv` runs from the picture's top left. */
export const VERTEX = `#version 300 es
uniform vec4 place;
out vec2 uv;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  uv = corner;
  gl_Position = vec4(place.x + corner.x * place.z, place.y - corner.y * place.w, 0.0, 1.0);
}`;

/**
 * Y, U and V, or a picture that is RGB already, into display values: onto a plate, or, where nothing else is asked, straight
 * onto the stage, which spares a processor that draws in software two thirds of the work. Chroma is sited left, as H.264 has it.
 */
export const TO_RGB = `#version 300 es
precision highp float;
uniform sampler2D first, second, third;
uniform int format;
uniform mat3 matrix;
uniform vec2 range;
uniform vec2 offset;
uniform float siting;
in vec2 uv;
out vec4 colour;
void main() {
  if (format == 2) { colour = texture(first, uv); return; }
  vec2 at = uv + vec2(siting, 0.0);
  float luma = texture(first, uv).r;
  vec2 chroma = format == 0 ? vec2(texture(second, at).r, texture(third, at).r) : texture(second, at).rg;
  vec3 signal = vec3((luma - offset.x) * range.x, (chroma - offset.y) * range.y);
  colour = vec4(clamp(matrix * signal, 0.0, 1.0), 1.0);
}`;

/** Exposure, channel, false colour, mattes; and the difference of two. */
export const LOOK = `#version 300 es
precision highp float;
uniform sampler2D picture, other, scale, matte;
uniform bool difference, falseColour, masked;
uniform float exposure, opacity;
uniform int channel;
uniform vec3 tint;
in vec2 uv;
out vec4 colour;
const vec3 WEIGHTS = vec3(0.2126, 0.7152, 0.0722);
void main() {
  vec4 seen = texture(picture, uv);
  vec3 light = seen.rgb;
  if (difference) light = abs(light - texture(other, uv).rgb);
  if (exposure != 0.0) light = difference ? light * exp2(exposure) : pow(pow(light, vec3(2.4)) * exp2(exposure), vec3(1.0 / 2.4));
  light = clamp(light, 0.0, 1.0);
  float luma = dot(light, WEIGHTS);
  if (channel == 1) light = light.rrr;
  if (channel == 2) light = light.ggg;
  if (channel == 3) light = light.bbb;
  if (channel == 4) light = vec3(luma);
  if (falseColour) light = texture(scale, vec2((floor(dot(light, WEIGHTS) * 255.0 + 0.5) + 0.5) / 256.0, 0.5)).rgb;
  if (masked) light = mix(light * 0.55, mix(light, tint, 0.42), texture(matte, uv).r);
  colour = vec4(light * opacity, opacity);
}`;
