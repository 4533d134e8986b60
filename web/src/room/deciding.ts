/** Deciding: signed by this machine's key, or by one that only this browser has. */

import { type Json, signingInput } from "./canonical";
import { ownKey } from "./key";
import { ask, meta, Refusal } from "./request";

export type Said = { verdict: string; role: string; why: string; human_contribution?: string };
export type Outcome = { state: string; missing: string[]; decision: string };
type Draft = { document: { [name: string]: Json }; to_sign: string };

/** Put a decision on record, signed with the person's key. */
export async function decide(address: string, said: Said): Promise<Outcome> {
  if (meta("signs") !== "browser") return ask<Outcome>("POST", address, said);
  const key = await ownKey(false);
  if (!key) throw new Refusal("This browser has no key of yours. Decide in the one that has it, or have this one's enrolled: open your own page.", 400);
  const { document } = await ask<Draft>("POST", `${address}/draft`, said);
  check(document, said, key.did);
  const signature = await key.sign(await signingInput(document)); // worked out here: nobody else says what is signed
  return ask<Outcome>("POST", `${address}/signed`, { document, signature: btoa(String.fromCharCode(...signature)) });
}

/** Stop unless the document says what its signer said. */
function check(document: { [name: string]: Json }, said: Said, did: string): void {
  if (document["did"] !== did) {
    throw new Refusal("This browser has another key than the one that the desk enrolled for you. Decide in the one that has it.", 400);
  }
  const words = (text: string): string => text.replaceAll("\r\n", "\n").trim().normalize("NFC");
  const same =
    document["verdict"] === said.verdict &&
    (!said.role || document["role"] === said.role) &&
    document["why"] === words(said.why) &&
    document["human_contribution"] === words(said.human_contribution ?? "");
  if (!same) throw new Refusal("The room drew up another decision than yours. Nothing was signed.", 400);
}
