/** Forms of pages of words: what is typed goes to the server as JSON, and its sentence comes back under the form. */

import { all, find } from "./dom";
import { Refusal } from "./request";

/** Do something when a form is sent; say what went wrong under it. */
export function onSend(form: HTMLFormElement | null, send: (given: FormData, button: HTMLButtonElement | null) => Promise<void>): void {
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const trouble = find(".trouble", form);
    const buttons = all<HTMLButtonElement>("button", form);
    const given = new FormData(form);
    buttons.forEach((button) => (button.disabled = true));
    if (trouble) trouble.hidden = true;
    send(given, event.submitter as HTMLButtonElement | null)
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        if (trouble) {
          trouble.textContent = error.message;
          trouble.hidden = false;
        }
      })
      .finally(() => buttons.forEach((button) => (button.disabled = false)));
  });
}
