/** Wall time as people here read it: Asia/Shanghai, whatever zone the computer is set to. Milliseconds since the epoch inside. */
import { say } from "./words";

export const ZONE = "Asia/Shanghai";
const OFFSET_MS = 8 * 3600_000; // China has had no other offset and no summer time since 1991

const clock = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** 18:02:31 */
export function clockOf(ms: number): string {
  return clock.format(ms);
}

/** 2026-11-21 */
export function dayOf(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
}

/** 2026-11-21 18:02:31 */
export function stampOf(ms: number): string {
  return `${dayOf(ms)} ${clockOf(ms)}`;
}

/** 2026-11-21 18:02:31.240 */
export function exactOf(ms: number): string {
  return `${stampOf(ms)}.${String(Math.floor(((ms % 1000) + 1000) % 1000)).padStart(3, "0")}`;
}

/** The first moment of the local day that holds `ms`. */
export function dayStart(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / 86_400_000) * 86_400_000 - OFFSET_MS;
}

/** Value of a datetime-local field, with seconds. */
export function fieldOf(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 19);
}

/** What a person typed into a datetime-local field, or null when it is no time. */
export function fromField(text: string): number | null {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?$/.exec(text.trim());
  if (!found) return null;
  const ms = Date.parse(`${found[1]}T${found[2]}${found[3] ?? ":00"}+08:00`);
  return Number.isNaN(ms) ? null : ms;
}

/** ISO 8601 with the local offset, as the API wants it. */
export function isoOf(ms: number): string {
  return `${new Date(ms + OFFSET_MS).toISOString().slice(0, 23)}+08:00`;
}

/** "40 秒", "3 分 5 秒", "2 小时 10 分", "1 天 3 小时". */
export function lengthOf(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return say("seconds", s);
  if (s < 3600) return say("minutes", Math.floor(s / 60), s % 60);
  if (s < 86_400) return say("hours", Math.floor(s / 3600), Math.floor((s % 3600) / 60));
  return say("days", Math.floor(s / 86_400), Math.floor((s % 86_400) / 3600));
}
