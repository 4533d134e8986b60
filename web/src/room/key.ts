/** A person's own key in this browser: made here, kept by it, and given to nobody, not even to this page (not extractable). */

const DATABASE = "rushes";
const STORE = "keys";
const NAME = "own";
const ED25519 = "Ed25519";
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

export type OwnKey = { did: string; sign: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>> };

/** Return this browser's key; make it when `create` is set and there is none. */
export async function ownKey(create: boolean): Promise<OwnKey | null> {
  const database = await open();
  try {
    let pair = await request<CryptoKeyPair | undefined>(database.transaction(STORE).objectStore(STORE).get(NAME));
    if (!pair && create) {
      pair = (await crypto.subtle.generateKey(ED25519, false, ["sign", "verify"])) as CryptoKeyPair;
      await request(database.transaction(STORE, "readwrite").objectStore(STORE).add(pair, NAME));
    }
    if (!pair) return null;
    const { privateKey, publicKey } = pair;
    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
    return { did: didOf(raw), sign: async (data) => new Uint8Array(await crypto.subtle.sign(ED25519, privateKey, data)) };
  } finally {
    database.close();
  }
}

/** Return the did:key of an Ed25519 public key: multicodec 0xed01, base58btc. */
export function didOf(raw: Uint8Array): string {
  return `did:key:z${base58(Uint8Array.of(0xed, 0x01, ...raw))}`;
}

export function base58(data: Uint8Array): string {
  let number = data.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = "";
  while (number > 0n) {
    text = BASE58.charAt(Number(number % 58n)) + text;
    number /= 58n;
  }
  const zeros = data.findIndex((byte) => byte !== 0);
  return "1".repeat(zeros < 0 ? data.length : zeros) + text;
}

function open(): Promise<IDBDatabase> {
  const asked = indexedDB.open(DATABASE, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
  return request(asked);
}

function request<Value>(asked: IDBRequest<Value>): Promise<Value> {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error ?? new Error("The browser's store can't be used."));
  });
}
