// The page of `rushes plate page`: handles over the plate, and what the server's solve makes of them.
"use strict";

const token = new URLSearchParams(location.search).get("token");
const byId = id => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const HINTS = {
  corners: "Drag the four corners of one flat facade: its foot and its roof line.",
  lines: "Drag two lines along the facade (red) and its two upright edges (blue), as far apart as they go; then the foot and the top of it (yellow).",
};
const NAMES = {
  corners: ["bottom left", "bottom right", "top right", "top left"],
  lines: ["low line, left", "low line, right", "high line, left", "high line, right",
          "left edge, foot", "left edge, top", "right edge, foot", "right edge, top", "foot", "top"],
};
const KINDS = { corners: Array(4).fill("corner"), lines: [...Array(4).fill("along"), ...Array(4).fill("up"), "foot", "foot"] };

let size = [1, 1];
let way = "corners";
let points = { corners: [], lines: [] };
let solved = null;
let wanted = 0;
let busy = false;
let waiting = null;
let timer = 0;

function cross(a, b) {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
const through = (p, q) => cross([p[0], p[1], 1], [q[0], q[1], 1]);
const meet = (l, m) => cross(l, m);
const flat = p => [p[0] / p[2], p[1] / p[2]];

// The facade's corners: with lines, where its upright edges meet the two lines that run along it through foot and top.
function corners() {
  const p = points[way];
  if (way === "corners") return p;
  const low = through(p[0], p[1]), high = through(p[2], p[3]), left = through(p[4], p[5]), right = through(p[6], p[7]);
  const away = meet(low, high);
  const foot = cross(away, [p[8][0], p[8][1], 1]), top = cross(away, [p[9][0], p[9][1], 1]);
  return [meet(foot, left), meet(foot, right), meet(top, right), meet(top, left)].map(flat);
}

function start(record) {
  size = record.size;
  const at = (x, y) => [x * size[0], y * size[1]];
  points.corners = (record.corners || [[0.25, 0.8], [0.75, 0.8], [0.75, 0.25], [0.25, 0.25]]).map(([x, y]) => at(x, y));
  const [a, b, c, d] = points.corners;
  const mix = (p, q, t) => [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t];
  points.lines = [mix(a, b, 0.1), mix(a, b, 0.9), mix(d, c, 0.1), mix(d, c, 0.9),
                  mix(a, d, 0.1), mix(a, d, 0.9), mix(b, c, 0.1), mix(b, c, 0.9), mix(a, b, 0.5), mix(d, c, 0.5)];
  for (const id of ["storeys", "floor", "focal", "sensor"]) if (record[id] != null) byId(id).value = record[id];
  byId("name").textContent = `${record.name}, ${size[0]} x ${size[1]}`;
  byId("drawn").setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
  handles();
  changed(true);
}

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

const scale = () => size[0] / (byId("plate").clientWidth || size[0]);

function handles() {
  const drawn = byId("drawn");
  drawn.replaceChildren();
  element("g", { id: "solved" }, drawn);
  element("g", { id: "marked" }, drawn);
  points[way].forEach((_, index) => {
    const handle = element("g", { class: `handle ${KINDS[way][index]}`, tabindex: 0, role: "slider", "aria-label": NAMES[way][index], "data-index": index }, drawn);
    element("circle", {}, handle);
    element("circle", { class: "point" }, handle);
    if (KINDS[way][index] === "foot") element("text", {}, handle).textContent = NAMES[way][index];
    handle.addEventListener("pointerdown", event => { handle.setPointerCapture(event.pointerId); handle.focus(); event.preventDefault(); });
    handle.addEventListener("pointermove", event => { if (handle.hasPointerCapture(event.pointerId)) move(index, place(event), false); });
    handle.addEventListener("pointerup", () => changed(true));
    handle.addEventListener("keydown", event => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      const far = event.shiftKey ? 10 : 1, [x, y] = points[way][index];
      move(index, [x + step[0] * far, y + step[1] * far], true);
    });
  });
  byId("hint").textContent = HINTS[way];
  draw();
}

function place(event) {
  const box = byId("plate").getBoundingClientRect();
  return [(event.clientX - box.left) / box.width * size[0], (event.clientY - box.top) / box.height * size[1]];
}

function move(index, [x, y], whole) {
  points[way][index] = [Math.min(Math.max(x, 0), size[0]), Math.min(Math.max(y, 0), size[1])];
  changed(whole);
}

function draw() {
  if (!byId("marked")) return; // the window may be resized before the plate is there
  const unit = scale();
  document.querySelectorAll(".handle").forEach(handle => {
    const [x, y] = points[way][Number(handle.dataset.index)];
    const [ring, point, words] = handle.children;
    for (const [circle, r] of [[ring, 9], [point, 1.5]]) {
      circle.setAttribute("cx", x); circle.setAttribute("cy", y); circle.setAttribute("r", r * unit);
    }
    if (words) {
      words.setAttribute("x", x + 13 * unit); words.setAttribute("y", y + 4 * unit); words.style.fontSize = `${12 * unit}px`;
    }
    handle.setAttribute("aria-valuetext", `${x.toFixed(0)}, ${y.toFixed(0)}`);
  });
  const marked = byId("marked");
  marked.replaceChildren();
  const line = (a, b, kind, parent) => element("line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], class: kind }, parent);
  const p = points[way], quad = corners();
  if (way === "lines") for (const [k, kind] of [[0, "along"], [2, "along"], [4, "up"], [6, "up"]]) line(p[k], p[k + 1], kind, marked);
  if (quad.every(corner => corner.every(Number.isFinite))) quad.forEach((corner, k) => line(corner, quad[(k + 1) % 4], "quad", marked));
  const shown = byId("solved");
  shown.replaceChildren();
  if (!solved) return;
  for (const kind of ["grid", "box", "horizon"]) for (const [x0, y0, x1, y1] of solved[kind]) line([x0, y0], [x1, y1], kind, shown);
  if (solved.quad) solved.quad.forEach((corner, k) => line(corner, solved.marked[k], "miss", shown));
}

// While a handle is dragged the corners alone are solved, when it is let go the plate's lines are weighed with them.
function changed(whole) {
  draw();
  wanted += 1;
  document.body.dataset.solved = "waiting";
  byId("height").textContent = height().toFixed(2);
  clearTimeout(timer);
  timer = setTimeout(() => solve(whole), whole ? 0 : 60);
}

const number = id => { const value = byId(id).valueAsNumber; return Number.isFinite(value) ? value : null; };
const height = () => ((number("storeys") || 1) + 0.25) * (number("floor") || 3);

async function ask(path, record) {
  const answer = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json", "X-Rushes-Token": token }, body: JSON.stringify(record),
  });
  return answer.json();
}

const marks = () => ({
  corners: corners().map(([x, y]) => [x / size[0], y / size[1]]), storeys: number("storeys"), floor: number("floor"),
  focal: number("focal"), sensor: number("sensor"),
});

// One question at a time: what changes meanwhile is asked when the answer is there, and only as it stands then.
async function solve(whole) {
  if (busy) {
    waiting = { whole: whole || Boolean(waiting && waiting.whole) };
    return;
  }
  busy = true;
  const current = wanted;
  if (whole) say("Solving with the plate's lines ...", "wait");
  try {
    const found = await ask("solve", { ...marks(), lines: whole });
    tell(found, whole && current === wanted);
    if (current === wanted) document.body.dataset.solved = whole ? "whole" : "corners";
  } catch (error) {
    say("The program that serves this page has ended. Start `rushes plate page` again.", "bad");
  }
  busy = false;
  const next = waiting;
  waiting = null;
  if (next) solve(next.whole);
}

function say(words, kind) {
  byId("state").textContent = words;
  byId("state").className = kind;
}

function tell(found, whole) {
  solved = found.error ? null : found;
  byId("told").replaceChildren();
  byId("notes").replaceChildren();
  byId("yaml").textContent = found.yaml || "";
  byId("save").disabled = byId("copy").disabled = !(whole && found.yaml);
  if (found.error) say(found.error, "bad");
  else {
    say(`${found.residual_px.toFixed(2)} px off at the corners${whole ? `, ${found.line_residual_px.toFixed(2)} px at ${found.lines} lines` : ""}`, "good");
    for (const [name, value] of found.told) {
      const term = document.createElement("dt"), said = document.createElement("dd");
      term.textContent = name; said.textContent = value;
      byId("told").append(term, said);
    }
    for (const note of found.notes) {
      const item = document.createElement("li");
      item.textContent = note;
      byId("notes").append(item);
    }
  }
  draw();
}

byId("ways").addEventListener("change", event => { way = event.target.value; handles(); changed(true); });
for (const id of ["storeys", "floor", "focal", "sensor"]) byId(id).addEventListener("input", () => changed(true));
byId("save").addEventListener("click", async () => {
  const done = await ask("save", marks());
  byId("saved").textContent = done.error || `Saved to ${done.saved}`;
});
byId("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(byId("yaml").textContent);
  byId("saved").textContent = "Copied.";
});
addEventListener("resize", draw);
byId("plate").addEventListener("load", draw);
byId("plate").src = `plate.jpg?token=${encodeURIComponent(token)}`;
ask("start", {}).then(start);
