/** The stack of versions, the newest on top and saying so. */

import { element } from "./element_of";
import type { Session } from "./session";

export class VersionList {
  readonly root = element("nav", { class: "versions", "aria-label": "Versions, newest first" });
  #drawn = "";

  constructor(readonly session: Session) {}

  changed(): void {
    const { session } = this;
    const [a, b] = [session.chosen, session.b?.version.version ?? ""];
    const versions = session.stack?.versions ?? [];
    const key = JSON.stringify([versions.map((one) => [one.version, one.state, one.newest]), a, b]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const focused = (this.root.getRootNode() as ShadowRoot).activeElement?.getAttribute("data-key");
    this.root.replaceChildren(
      ...versions.map((version) => {
        const open = element(
          "button",
          { class: "version", type: "button", "aria-pressed": String(version.version === a), "data-key": `open ${version.version}` },
          element("span", { class: "name" }, version.version),
          version.newest ? element("span", { class: "newest" }, "newest") : null,
          element("span", { class: `state ${version.state}` }, version.state),
        );
        open.addEventListener("click", () => void session.open(version.version));
        if (versions.length < 2) return element("div", { class: "row" }, open);
        const words = version.version === b ? `End comparing with ${version.version}` : `Compare with ${version.version}`;
        const with_ = element("button", { class: "with", type: "button", title: words, "aria-label": words, "aria-pressed": String(version.version === b), "data-key": `with ${version.version}` }, "B");
        with_.toggleAttribute("disabled", version.version === a);
        with_.addEventListener("click", () => (version.version === b ? session.close() : void session.compare(version.version, session.b ? session.mode : "wipe")));
        return element("div", { class: "row" }, open, with_);
      }),
    );
    if (focused) this.root.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
  }
}
