/** A photo as evidence: hashed the moment it is taken, with its time and, where the officer wants it, its place. */
import { sha256 } from "./vault";

export interface Place {
  lat: number;
  lon: number;
}

export interface Taken {
  bytes: ArrayBuffer;
  name: string;
  type: string;
  sha256: string;
  /** hash of the picture as it was taken, when what is kept is a smaller copy of it */
  original: string | null;
}

const SMALL = 2048;

export type EvidenceKind = "photo" | "document" | "body_camera";
export const MEGABYTE = 1024 * 1024;
/** What a phone can hash and seal in its memory; the server takes longer recordings by their number. */
const LARGEST: Record<EvidenceKind, number> = { photo: 25 * MEGABYTE, document: 25 * MEGABYTE, body_camera: 100 * MEGABYTE };
const SORTS: Record<EvidenceKind, RegExp> = {
  photo: /^image\//,
  document: /^(image\/|application\/pdf)/,
  body_camera: /^video\//,
};

/** What the first bytes show it to be, as the server will look at it; "" when nothing it takes. */
export function sortOf(bytes: ArrayBuffer): string {
  const head = String.fromCharCode(...new Uint8Array(bytes.slice(0, 12)));
  const brand = head.slice(8);
  if (head.startsWith("%PDF-")) return "application/pdf";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG\r\n\u001a\n")) return "image/png";
  if (head.startsWith("\x1aE\xdf\xa3")) return "video/x-matroska";
  if (head.startsWith("RIFF")) return { WEBP: "image/webp", "AVI ": "video/x-msvideo" }[brand] ?? "";
  if (head.slice(4, 8) !== "ftyp") return "";
  return /^(heic|heix|mif1|heif)/.test(brand) ? "image/heic" : "video/mp4";
}

/** Whether a file of this sort can be evidence of this kind. */
export function fits(kind: EvidenceKind, sort: string): boolean {
  return SORTS[kind].test(sort);
}

export function largest(kind: EvidenceKind): number {
  return LARGEST[kind];
}

/** Reads and hashes. With `small` a copy of at most 2048 px a side is kept, and the original's hash beside it. */
export async function taken(file: File, small: boolean): Promise<Taken> {
  const bytes = await file.arrayBuffer();
  const hash = await sha256(bytes);
  const type = sortOf(bytes);
  const whole: Taken = { bytes, name: file.name, type, sha256: hash, original: null };
  if (!small || !type.startsWith("image/")) return whole;
  const copy = await smaller(file);
  if (!copy || copy.byteLength >= bytes.byteLength) return whole;
  const name = file.name.replace(/\.\w+$/, "") + ".jpg";
  return { bytes: copy, name, type: "image/jpeg", sha256: await sha256(copy), original: hash };
}

/** Width and height that fit, never larger than they were. */
export function fitting(width: number, height: number, most = SMALL): [width: number, height: number] {
  const scale = Math.min(1, most / Math.max(width, height, 1));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

async function smaller(file: File): Promise<ArrayBuffer | null> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return null; // a kind this browser cannot draw: it goes as it is
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = fitting(picture.width, picture.height);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return blob ? blob.arrayBuffer() : null;
}

/** Where the phone is, or null when it may not or cannot say within ten seconds. A photo never waits for more. */
export function here(): Promise<Place | null> {
  return new Promise((done) => {
    if (!navigator.geolocation) return done(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lat: coords.latitude, lon: coords.longitude }),
      () => done(null),
      { timeout: 10_000, maximumAge: 60_000, enableHighAccuracy: true },
    );
  });
}
