/** JSON in its one canonical form (RFC 8785), and the bytes that a Data Integrity proof signs (eddsa-jcs-2022). */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Return a value's canonical JSON. Names are sorted by UTF-16 code units, as JavaScript sorts. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] as Json)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Return the 64 bytes that are signed of a document with an unsigned proof: SHA-256 of the proof, then of the rest. */
export async function signingInput(document: { [name: string]: Json }): Promise<Uint8Array<ArrayBuffer>> {
  const { proof, ...rest } = document;
  const whole = new Uint8Array(64);
  whole.set(await sha256(canonical(proof ?? null)), 0);
  whole.set(await sha256(canonical(rest)), 32);
  return whole;
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
