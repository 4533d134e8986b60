/** A shot's page: notes that know their frames, and decisions, beside the player. */

import { all, find, make, settled } from "./dom";
import { listen } from "./events";
import { announce, ask, Refusal } from "./request";
import { renew } from "./renew";
import { decide } from "./deciding";
import { next } from "./next";
import type { Player } from "./player";

type Place = { shot: string; version: string };

const PARTS = ["#standing", "#decide", "#notes", "#about"];

/** Bring a shot's page to life. */
export function shot(): void {
  const page = find(".shot");
  if (!page) return;
  const here = (): Place => ({ shot: page.dataset["shot"] ?? "", version: page.dataset["version"] ?? "" });
  const player = find<Player>("shot-player");
  if (player) follow(player, page);
  page.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    if (form.id === "say") void tried(form, () => say(form, event.submitter as HTMLButtonElement, here()));
    else if (form.id === "write") void tried(form, () => write(form, here(), player));
    else if (form.dataset["reply"]) void tried(form, () => answer(form, here()));
  });
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>(".note button");
    if (button) void act(button, here(), player);
  });
  page.addEventListener("input", (event) => {
    if ((event.target as Element).matches("#words, #why")) player?.pause();
  });
  const again = settled(() => void fresh(page, player), 300);
  listen({ take: (take) => take.shot === here().shot && again() });
  next(page, here);
  if (player) notesTo(player);
}

/** Bring the page's parts up to date, but not under somebody's hands. */
async function fresh(page: HTMLElement, player: Player | null): Promise<void> {
  const typing = all<HTMLTextAreaElement>("textarea", page).some((one) => one.value.trim() !== "");
  await renew(...(typing ? ["#standing", "#about", ".threads"] : PARTS));
  if (!player) return;
  player.setAttribute("versions", player.getAttribute("versions") ?? ""); // their list is asked for again: a new one is there, or one was decided about; the eye stays where it is
  notesTo(player);
}

function notesTo(player: Player): void {
  player.notes = all("[data-note]").map((one) => JSON.parse(one.dataset["note"] ?? "{}") as unknown);
  player.dispatchEvent(new CustomEvent("pagechange")); // the page was drawn anew: it has to say again where the player is
}

/** Say what a note would be about, and follow the player from version to version. */
function follow(player: Player, page: HTMLElement): void {
  const words = (): void => {
    const draft = player.draft;
    if (!draft) return;
    const [first, last] = draft.frames;
    const where = find("#where");
    if (where) where.textContent = first === last ? `frame ${first}` : `frames ${first}–${last}`;
    const drawn = find("#drawn");
    const strokes = draft.strokes.length;
    const parts = [strokes ? `${strokes} ${strokes === 1 ? "stroke" : "strokes"} drawn` : "", draft.region ? "a region marked" : ""];
    if (drawn) drawn.textContent = parts.filter(Boolean).join(", ");
  };
  let isOpening = page.dataset["version"] ?? "";
  player.addEventListener("framechange", (event) => {
    const { version } = (event as CustomEvent<{ frame: number; version: string }>).detail;
    words();
    if (isOpening) {
      const wanted = isOpening;
      isOpening = "";
      if (version !== wanted) void player.show(wanted);
    } else if (version && version !== page.dataset["version"]) void turn(page, version, player).then(words);
  });
  for (const name of ["rangechange", "notedraft", "pagechange"]) player.addEventListener(name, words);
}

/** Turn the page to another version, which somebody chose in the player. */
async function turn(page: HTMLElement, version: string, player: Player): Promise<void> {
  page.dataset["version"] = version;
  window.history.replaceState(null, "", `/shots/${page.dataset["shot"] ?? ""}?version=${version}`);
  const heading = find("h1 .version");
  if (heading) heading.textContent = version;
  await renew(...PARTS);
  notesTo(player);
}

async function tried(form: HTMLFormElement, run: () => Promise<void>): Promise<void> {
  const trouble = find(".trouble", form);
  const buttons = all<HTMLButtonElement>("button", form);
  buttons.forEach((button) => (button.disabled = true));
  try {
    if (trouble) trouble.hidden = true;
    await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (trouble) {
      trouble.textContent = error.message;
      trouble.hidden = false;
    }
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

async function say(form: HTMLFormElement, button: HTMLButtonElement | null, here: Place): Promise<void> {
  const given = new FormData(form);
  const why = String(given.get("why") ?? "").trim();
  const verdict = button?.value ?? "";
  if (button?.dataset["why"] && !why) {
    find<HTMLTextAreaElement>("#why")?.focus();
    throw new Refusal(`Say why: nobody can ${verdict} a take without a word about it.`, 400);
  }
  const outcome = await decide(`/api/shots/${here.shot}/${here.version}/decisions`, {
    verdict,
    role: String(given.get("role") ?? form.dataset["role"] ?? ""),
    why,
    human_contribution: String(given.get("human_contribution") ?? "").trim(),
  });
  announce(`${here.shot} ${here.version} is ${outcome.state}.`);
  form.reset();
  await renew(...PARTS);
}

async function write(form: HTMLFormElement, here: Place, player: Player | null): Promise<void> {
  const text = find<HTMLTextAreaElement>("#words", form)?.value.trim() ?? "";
  const { frames, strokes, region } = player?.draft ?? { frames: firstFrame(), strokes: [], region: null };
  if (!text && !strokes.length) throw new Refusal("Write what should change, or draw it.", 400);
  await ask("POST", `/api/shots/${here.shot}/notes`, { version: here.version, frames, text, strokes, region });
  form.reset();
  player?.clear();
  announce("The note is written.");
  await renew("#standing", "#notes");
  if (player) notesTo(player);
}

function firstFrame(): [number, number] {
  const frame = Number(find(".shot")?.dataset["first"] ?? 1001);
  return [frame, frame];
}

async function act(button: HTMLButtonElement, here: Place, player: Player | null): Promise<void> {
  const row = button.closest<HTMLElement>(".note");
  if (!row) return;
  const note = JSON.parse(row.dataset["note"] ?? "{}") as { id: string };
  if (button.classList.contains("go")) {
    void player?.showNote(note);
    return;
  }
  const wanted = button.dataset["act"];
  if (wanted === "reply") {
    openReply(row, note.id);
    return;
  }
  if (!wanted) return;
  try {
    await ask("POST", `/api/shots/${here.shot}/notes/${note.id}/state`, { state: wanted });
    announce(`The note is ${wanted}.`);
    await renew("#notes");
    if (player) notesTo(player);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    row.querySelector(".trouble")?.remove();
    row.append(make("p", { class: "trouble bad", role: "alert" }, error.message));
  }
}

function openReply(row: HTMLElement, id: string): void {
  const there = find<HTMLTextAreaElement>(".answer textarea", row);
  if (there) {
    there.focus();
    return;
  }
  const box = make("textarea", { name: "text", maxlength: "4000", rows: "2", "aria-label": "Your reply" });
  row.append(
    make("form", { class: "answer", "data-reply": id }, box, make("button", { type: "submit" }, "Send"), make("p", { class: "trouble bad", role: "alert", hidden: true })),
  );
  box.focus();
}

async function answer(form: HTMLFormElement, here: Place): Promise<void> {
  const text = find<HTMLTextAreaElement>("textarea", form)?.value.trim() ?? "";
  if (!text) throw new Refusal("Write an answer first.", 400);
  await ask("POST", `/api/shots/${here.shot}/notes/${form.dataset["reply"] ?? ""}/replies`, { text });
  form.remove();
  await renew("#notes");
}
