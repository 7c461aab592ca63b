/**
 * Seals what lies on an officer's phone: AES-GCM under a key that no script can take out of the browser.
 * A box is bound to its place, so that a sealed thing put elsewhere does not open there.
 */

export interface Box {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** The box is damaged, or was sealed under another key or for another place. */
export class Unreadable extends Error {}

export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(key: CryptoKey, place: string, bytes: ArrayBuffer): Promise<Box> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) }, key, bytes);
  return { iv, data };
}

export async function unseal(key: CryptoKey, place: string, box: Box): Promise<ArrayBuffer> {
  try {
    return await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: box.iv, additionalData: new TextEncoder().encode(place) },
      key,
      box.data,
    );
  } catch {
    throw new Unreadable(place);
  }
}

export function toBytes(value: unknown): ArrayBuffer {
  return new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer;
}

export function fromBytes<T>(bytes: ArrayBuffer): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}

/** Lower-case hexadecimal SHA-256, as the record cites it. */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
