/** The desk: answers to the five questions, and approvals that are signed. */

import { all } from "./dom";
import { listen } from "./events";
import { onSend } from "./forms";
import { announce, ask } from "./request";

type Standing = { verdict: string; waiting: string[] };

/** Bring the desk to life. */
export function desk(): void {
  for (const form of all<HTMLFormElement>("form[data-answers]")) {
    onSend(form, async (given) => {
      const answers = Object.fromEntries([...given].filter(([, value]) => value !== ""));
      await done(form, await ask<Standing>("POST", `/api/desk/${form.dataset["answers"] ?? ""}/answers`, answers));
    });
  }
  for (const form of all<HTMLFormElement>("form[data-approval]")) {
    onSend(form, async (given) => {
      const { role, why, evidence, expires } = Object.fromEntries(given);
      const said = { rules: given.getAll("rules"), role, why, evidence, expires };
      await done(form, await ask<Standing>("POST", `/api/desk/${form.dataset["approval"] ?? ""}/approvals`, said));
    });
  }
  listen({ desk: () => announce("The desk has changed. Load the page again to see it.") });
}

async function done(form: HTMLFormElement, standing: Standing): Promise<void> {
  announce(standing.waiting.length ? `Still waits for ${standing.waiting.join(", ")}.` : "Nothing waits any more.");
  window.location.hash = form.closest("article")?.id ?? "";
  window.location.reload();
}
