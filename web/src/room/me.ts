/** The page of oneself: being enrolled by the desk of this machine. */

import { find } from "./dom";
import { onSend } from "./forms";
import { ask } from "./request";

export function me(): void {
  onSend(find<HTMLFormElement>("#enrol"), async (given) => {
    await ask("POST", "/api/me", { id: given.get("id"), name: given.get("name"), roles: given.getAll("roles") });
    window.location.reload();
  });
}
