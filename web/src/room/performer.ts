/** A performer's page: their representative's word about a take, signed with the key that only this browser has. */

import { all } from "./dom";
import { decide } from "./deciding";
import { onSend } from "./forms";

/** Bring its forms to life, where the key is the browser's. */
export function performer(): void {
  for (const form of all<HTMLFormElement>("form[data-word]")) {
    onSend(form, async (given, button) => {
      await decide(form.dataset["word"] ?? "", { verdict: button?.value ?? "", role: "representative", why: String(given.get("why") ?? "") });
      window.location.reload();
    });
  }
}
