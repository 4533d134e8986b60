/** The next version from open notes: what each would change is said before the button. */

import { find, make } from "./dom";
import { announce, ask, Refusal } from "./request";

type Foreseen = {
  answered: { text: string; changes: string[] }[];
  left: { text: string; why: string[] }[];
};

/** Listen for the details being opened, however often the server draws them anew. */
export function next(page: HTMLElement, here: () => { shot: string; version: string }): void {
  const address = (): string => `/api/shots/${here().shot}/${here().version}/next`;
  page.addEventListener(
    "toggle",
    (event) => {
      const details = event.target as HTMLDetailsElement;
      if (details.id === "next" && details.open) void tried(() => foresee(address()));
    },
    true,
  );
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("#make-next");
    if (button) void tried(() => begin(button, address()));
  });
}

async function foresee(address: string): Promise<void> {
  const told = await ask<Foreseen>("GET", address);
  const answered = told.answered.map((one) => make("li", {}, make("q", {}, one.text || "a drawing"), make("br"), make("span", { class: "good" }, one.changes.join("; "))));
  const left = told.left.map((one) => make("li", {}, make("q", {}, one.text || "a drawing"), make("br"), make("span", { class: "wait" }, `stays open: ${one.why.join(" ")}`)));
  find("#foreseen")?.replaceChildren(make("ul", { class: "findings" }, ...answered, ...left));
  const button = find<HTMLButtonElement>("#make-next");
  if (button) button.disabled = answered.length === 0;
  find("#next")?.scrollIntoView({ block: "nearest" });
}

async function begin(button: HTMLButtonElement, address: string): Promise<void> {
  button.disabled = true;
  await ask("POST", address);
  announce("The next version is being made.");
  window.location.assign("/");
}

async function tried(run: () => Promise<void>): Promise<void> {
  const trouble = find("#next .trouble");
  if (trouble) trouble.hidden = true;
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    find("#foreseen")?.replaceChildren();
    if (!trouble) return;
    trouble.textContent = error.message;
    trouble.hidden = false;
  }
}
