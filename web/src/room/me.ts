/** The page of oneself: one's key, and being enrolled by the desk. */

import { all, find } from "./dom";
import { onSend } from "./forms";
import { ownKey } from "./key";
import { ask, meta } from "./request";

/** Bring the page to life. */
export function me(): void {
  onSend(find<HTMLFormElement>("#enrol"), async (given) => {
    await ask("POST", "/api/me", { id: given.get("id"), name: given.get("name"), roles: given.getAll("roles") });
    window.location.reload();
  });
  find("#leave")?.addEventListener("click", () => {
    void ask("POST", "/sign-out").then(() => window.location.assign("/"));
  });
  if (meta("signs") === "browser") void browserKey();
}

async function browserKey(): Promise<void> {
  const enrolled = find("#key")?.dataset["did"] ?? "";
  const key = await ownKey(enrolled === "");
  for (const place of all("[data-own-did]")) place.textContent = key?.did ?? "none";
  const other = find("#other-key");
  if (other) other.hidden = !enrolled || key?.did === enrolled;
}
