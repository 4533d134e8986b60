/** Signing a form of the desk with a key that only this browser has: the room draws it up, this page checks it and signs, the room takes it. */

import { type Json, signingInput } from "./canonical";
import { all } from "./dom";
import { onSend } from "./forms";
import { ownKey } from "./key";
import { ask, Refusal } from "./request";

type Document = { [name: string]: Json };
type Form = { [name: string]: string | string[] };

/** Bring every form of the page to life whose words the browser signs. */
export function signing(): void {
  for (const form of all<HTMLFormElement>("form[data-sign]")) {
    onSend(form, async (given) => {
      const page = await signed(form.dataset["sign"] ?? "", typed(form, given));
      if (new URL(page, window.location.href).pathname === window.location.pathname) {
        window.history.replaceState(null, "", page);
        window.location.reload();
      } else window.location.assign(page);
    });
  }
}

/** Have a form drawn up, sign what it says, and put it on record. Returns the page on which it stands now. */
async function signed(address: string, form: Form): Promise<string> {
  const key = await ownKey(false);
  if (!key) throw new Refusal("This browser has no key of yours. Sign in the one that has it, or have this one's enrolled: open your own page.", 400);
  const { documents } = await ask<{ documents: Document[] }>("POST", `${address}/draft`, form);
  if (!documents.length || !documents.every((one) => one["did"] === key.did)) {
    throw new Refusal("This browser has another key than the one that the desk enrolled for you. Sign in the one that has it.", 400);
  }
  if (!says(documents, form)) throw new Refusal("The room drew up other words than yours. Nothing was signed. Tell whoever runs it.", 400);
  const whole = [];
  for (const document of documents) {
    const signature = await key.sign(await signingInput(document)); // worked out here: nobody else says what is signed
    whole.push({ document, signature: btoa(String.fromCharCode(...signature)) });
  }
  const { page } = await ask<{ page: string }>("POST", `${address}/signed`, { signed: whole });
  return page;
}

/** Return whether documents say what was typed, and nothing besides. */
function says(documents: Document[], form: Form): boolean {
  if ("rules" in form) return documents.every((one) => isDecided(one, form)) && same(documents.flatMap((one) => one["rules"] as string[]), form["rules"]);
  if ("finds" in form) return documents.every((one) => one["what"] === form["what"] && isDecided(one, form));
  return documents.length === 1 && documents.every((one) => isAnswered(one, form));
}

function isDecided(document: Document, form: Form): boolean {
  const evidence = plain(form["evidence"]).split("\n").map((line) => line.trim()).filter(Boolean);
  return (
    document["decided_by"] === plain(form["by"]) &&
    document["role"] === form["role"] &&
    document["why"] === plain(form["why"]) &&
    isDayAfter(document["expires_at"], plain(form["expires"])) &&
    (!("kind" in form) || document["kind"] === form["kind"]) &&
    (!("evidence" in form) || same(document["evidence"] as string[], evidence))
  );
}

function isAnswered(document: Document, form: Form): boolean {
  const guidance = document["guidance"] as Document;
  const story = { yes: true, no: false }[plain(form["story_relevant"])] ?? null;
  const moments = ["services_at", "notice_given_at", "transfer_asked_at"];
  return (
    Object.keys(guidance).every((name) => guidance[name] === form[name]) &&
    document["use_case"] === (form["use_case"] || null) &&
    document["story_relevant"] === story &&
    moments.every((name) => moment(document[name]) === (form[name] ? moment(`${plain(form[name])}:00${plain(form["zone"])}`) : null))
  );
}

/** Whether a moment is the end of a day (UTC), as somebody chose it. */
function isDayAfter(value: Json | undefined, day: string): boolean {
  return moment(value) === Date.parse(`${day}T00:00:00Z`) + 86_400_000;
}

const moment = (value: Json | undefined): number | null => (typeof value === "string" ? Date.parse(value) : null);

const same = (one: string[], other: string | string[] | undefined): boolean =>
  JSON.stringify([...one].sort()) === JSON.stringify([...(Array.isArray(other) ? other : [])].map(plain).sort());

/** Return words in the one spelling that is signed. */
function plain(words: string | string[] | undefined): string {
  return (Array.isArray(words) ? words.join("\n") : (words ?? "")).replaceAll("\r\n", "\n").trim().normalize("NFC");
}

/** Return what a form holds, as JSON: boxes to tick as a list, everything else as one text. */
function typed(form: HTMLFormElement, given: FormData): Form {
  const values: Form = {};
  for (const box of all<HTMLInputElement>("input[type=checkbox]", form)) values[box.name] = given.getAll(box.name).map(String);
  for (const [name, value] of given) if (name !== "csrf" && !(name in values)) values[name] = String(value);
  return values;
}
