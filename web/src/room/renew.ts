/** Bringing parts of a page up to date: the server draws them, the way it drew them first. */

import { all } from "./dom";

/** Fetch this page again and put its parts in the place of the old ones; what has the keyboard's focus keeps it. */
export async function renew(...selectors: string[]): Promise<void> {
  const response = await fetch(window.location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.getAttribute("href") : null;
  for (const selector of selectors) {
    const there = all(selector);
    const now = all(selector, fresh);
    there.forEach((old, place) => {
      const next = now[place];
      if (next && next.innerHTML !== old.innerHTML) old.replaceChildren(...next.childNodes);
    });
  }
  if (focused !== null && document.activeElement === document.body) {
    all<HTMLAnchorElement>("main a").find((link) => link.getAttribute("href") === focused)?.focus();
  }
}
