/** Making elements of a page in one line each, without markup in strings. */

type Child = Node | string | null;

/** Make an element with attributes; an attribute that is `false` is left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | boolean | number>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(key, value === true ? "" : String(value));
  made.append(...children.filter((one): one is Node | string => one !== null));
  return made;
}

const SPACE = "http://www.w3.org/2000/svg";

/** Make an icon of 20 x 20 from one path, which people who can't see it don't hear of. */
export function icon(path: string, filled = false): SVGSVGElement {
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SPACE, "path");
  line.setAttribute("d", path);
  line.setAttribute("class", filled ? "filled" : "lined");
  svg.append(line);
  return svg;
}
