/** The desk: its list follows what others decide; a page that somebody types in only says that something changed. */

import { find } from "./dom";
import { listen } from "./events";
import { renew } from "./renew";
import { announce } from "./request";

/** Bring the desk to life. */
export function desk(): void {
  listen({ desk: () => (find("#desk") ? void renew("#desk") : announce("The desk has changed. Load the page again to see it.")) });
}
