/**
 * How far the phone's clock is from the server's, measured at every contact. The time of an act stays the phone's own; the
 * difference goes along with it, and a difference above a minute is shown. Nothing is silently corrected.
 */

export interface Contact {
  /** server minus phone, milliseconds: negative when the phone is ahead */
  offset: number;
  /** the phone's clock then */
  at: number;
}

export const SHOWN_MS = 60_000;

/** From one answer: `sent` and `received` by the phone's clock, `date` the server's Date header (whole seconds). */
export function contact(sent: number, received: number, date: string | null): Contact | null {
  const server = date ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(server)) return null;
  return { offset: Math.round(server + 500 - (sent + received) / 2), at: received };
}

/** The difference as last measured; null when there was no contact, or when the phone's clock was set back since. */
export function offsetNow(last: Contact | null, now: number): number | null {
  return last && now >= last.at ? last.offset : null;
}

/** ISO 8601 of the phone's own clock, with the phone's own zone. */
export function phoneTime(ms: number, zoneMinutes = -new Date(ms).getTimezoneOffset()): string {
  const local = new Date(ms + zoneMinutes * 60_000).toISOString().slice(0, 23);
  const size = Math.abs(zoneMinutes);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${local}${zoneMinutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
