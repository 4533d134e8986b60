/** Deciding: signed by this machine's key, or by one that only this browser has. */

import { ask } from "./request";

export type Said = { verdict: string; role: string; why: string; human_contribution?: string };
export type Outcome = { state: string; missing: string[]; decision: string };

/** Put a decision on record, signed with the person's key. */
export async function decide(address: string, said: Said): Promise<Outcome> {
  return ask<Outcome>("POST", address, said);
}
