/** Every key on one page over the player, made from the commands themselves. */

import { BY_HAND, type Command, type Group, keyWords } from "./commands";
import { element } from "./element_of";
import type { Session } from "./session";

const ORDER: readonly Group[] = ["Playing", "Versions", "Looking", "Drawing and notes", "This player"];

export class Help {
  readonly root = element("dialog", { class: "help", "aria-label": "Keys of the player" });

  constructor(
    readonly session: Session,
    readonly commands: readonly Command[],
  ) {
    this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
    this.root.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "?") this.root.close();
    });
  }

  get open(): boolean {
    return this.root.open;
  }

  toggle(): void {
    if (this.root.open) return this.root.close();
    this.session.stop();
    const shut = element("button", { type: "button", class: "shut", autofocus: true }, "Close");
    shut.addEventListener("click", () => this.root.close());
    const groups = ORDER.map((group) => {
      const lines = [
        ...this.commands.filter((one) => one.group === group && (one.has?.(this.session) ?? true)).map((one) => [one.keys.map(keyWords).join(" or "), one.words] as const),
        ...BY_HAND.filter((one) => one[2] === group).map((one) => [one[0], one[1]] as const),
      ];
      if (!lines.length) return null;
      const list = element("dl", {}, ...lines.map(([key, words]) => element("div", {}, element("dt", {}, ...keys(key)), element("dd", {}, words))));
      return element("section", {}, element("h3", {}, group), list);
    });
    const said = element("p", {}, "Sound plays at the movie's own speed. The number shown is that of the frame that was decoded; it says “as sealed” when its samples have the SHA-256 of the frame table.");
    this.root.replaceChildren(element("header", {}, element("h2", {}, "Keys"), shut), element("div", { class: "columns" }, ...groups), said);
    this.root.showModal();
  }
}

function keys(text: string): Node[] {
  return text.split(" or ").flatMap((one, index) => [...(index ? [document.createTextNode(" ")] : []), element("kbd", {}, one)]);
}
