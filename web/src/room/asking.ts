/** Ask: what is written is told back while one writes; nothing is made before the button. */

import { all, find, settled } from "./dom";
import { listen } from "./events";
import { announce, ask, Refusal } from "./request";

type Told = { verdict: string; problem: string };
type Begun = { state: "waiting" | "desk"; id: string };

const WAIT_MS = 350;

/** Bring the form to life. */
export function asking(): void {
  const form = find<HTMLFormElement>("#ask");
  const button = find<HTMLButtonElement>("#make");
  if (!form || !button) return;
  const again = settled(() => void tellBack(form, button), WAIT_MS);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void tellBack(form, button);
  });
  form.addEventListener("input", () => {
    find("#told")?.classList.add("old");
    again();
  });
  form.addEventListener("change", (event) => {
    if ((event.target as HTMLSelectElement).name === "kind") void otherFields(form).then(again);
  });
  button.addEventListener("click", () => void make(form, button));
  find("#told")?.addEventListener("click", (event) => {
    const measure = (event.target as Element).closest<HTMLButtonElement>("#measure");
    if (measure) void begin(form, measure);
  });
  listen({
    ask: (asked) => {
      if (asked.id !== measuring) return;
      if (asked.state === "failed") trouble(asked.words);
      if (asked.state === "failed" || asked.state === "gone") {
        measuring = "";
        void tellBack(form, button);
      }
    },
  });
  if (written(form).text || written(form).kind) void tellBack(form, button);
}

function written(form: HTMLFormElement): { shot: string; kind: string; text: string; fields: Record<string, string> } {
  const given = new FormData(form);
  const fields: Record<string, string> = {};
  for (const one of all<HTMLInputElement>("[data-field]", form)) {
    if (one.value.trim()) fields[one.dataset["field"] ?? ""] = one.value;
  }
  return { shot: String(given.get("shot") ?? ""), kind: String(given.get("kind") ?? ""), text: String(given.get("text") ?? ""), fields };
}

let measuring = "";

/** Have this machine measured; what is told back is told again when that is done. */
async function begin(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  button.textContent = "Measuring …";
  try {
    measuring = (await ask<Begun>("POST", "/api/ask/measure", written(form))).id;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    trouble(error.message);
  }
}

let running: AbortController | null = null;

async function tellBack(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  const wanted = written(form);
  const panel = find("#told");
  const send = find("#send");
  if (!panel || !send) return;
  if (!wanted.text.trim() && !wanted.kind) {
    send.hidden = true;
    return;
  }
  running?.abort();
  running = new AbortController();
  try {
    const told = await ask<Told & { html: string }>("POST", "/api/ask/page", wanted, running.signal);
    const fresh = new DOMParser().parseFromString(told.html, "text/html");
    const open = all<HTMLDetailsElement>("details", panel).map((one) => one.open);
    panel.replaceChildren(...fresh.body.childNodes);
    all<HTMLDetailsElement>("details", panel).forEach((one, place) => (one.open = open[place] ?? one.open));
    const may = told.verdict === "cleared" || told.verdict === "escalate";
    send.hidden = !may;
    button.disabled = !may || told.problem !== "";
    button.textContent = told.verdict === "escalate" ? "Put it on the desk" : "Make it";
    panel.classList.remove("old");
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    if (!(error instanceof Refusal)) throw error;
    trouble(error.message);
  }
}

async function otherFields(form: HTMLFormElement): Promise<void> {
  const { kind } = written(form);
  const response = await fetch(`/ask?kind=${encodeURIComponent(kind)}&shot=000_0000`, { headers: { accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  find("#fields")?.replaceChildren(...(fresh.querySelector("#fields")?.childNodes ?? []));
}

async function make(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  try {
    const begun = await ask<Begun>("POST", "/api/make", written(form));
    announce(begun.state === "desk" ? "It lies on the desk." : "It is being made.");
    window.location.assign(begun.state === "desk" ? `/desk#${begun.id}` : "/");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    trouble(error.message);
    button.disabled = false;
  }
}

function trouble(words: string): void {
  const line = find("#send .trouble");
  const send = find("#send");
  if (!line || !send) return;
  send.hidden = false;
  line.textContent = words;
  line.hidden = false;
}
