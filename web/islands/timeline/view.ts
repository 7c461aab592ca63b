/** The window of time that a timeline shows, and how it zooms and moves: pure, milliseconds since the epoch. */
import { clockOf, dayOf, dayStart } from "../times";

export interface View {
  from: number;
  to: number;
}

export const SHORTEST = 20_000;
export const LONGEST = 7 * 86_400_000;
const DAY = 86_400_000;

export function dayView(ms: number): View {
  const from = dayStart(ms);
  return { from, to: from + DAY };
}

export function lengthOfView(view: View): number {
  return view.to - view.from;
}

export function pixelOf(view: View, width: number, ms: number): number {
  return ((ms - view.from) / lengthOfView(view)) * width;
}

export function timeAt(view: View, width: number, pixel: number): number {
  return view.from + (pixel / Math.max(1, width)) * lengthOfView(view);
}

/** Zooms by `factor` (below 1: closer) so that `anchor` stays where it is on the screen. */
export function zoomed(view: View, factor: number, anchor: number): View {
  const length = lengthOfView(view);
  const next = Math.min(LONGEST, Math.max(SHORTEST, length * factor));
  const share = (anchor - view.from) / length;
  const from = Math.round(anchor - share * next);
  return { from, to: from + Math.round(next) };
}

export function panned(view: View, byMs: number): View {
  return { from: Math.round(view.from + byMs), to: Math.round(view.to + byMs) };
}

/** The first view of a camera: the whole day, or, while there is little yet, all that there is of it. */
export function firstView(spans: readonly View[], now: number): View {
  const day = dayView(now);
  const first = spans.find((span) => span.to > day.from);
  const length = first ? now - Math.max(first.from, day.from) : DAY;
  if (length > 3 * 3_600_000 || !first) return day;
  const shown = Math.max(length * 1.15, 10 * 60_000);
  return { from: Math.round(now + length * 0.05 - shown), to: Math.round(now + length * 0.05) };
}

/**
 * Keeps a playing picture in sight: a page turns when it leaves at the right, and comes back when it is elsewhere. Of what is
 * still to come no more than a tenth is shown, so that a live picture keeps its past in sight.
 */
export function followed(view: View, at: number, now = Number.POSITIVE_INFINITY): View {
  const length = lengthOfView(view);
  if (at >= view.from && at <= view.to) return view;
  if (length >= DAY * 0.999 && length <= DAY * 1.001) return dayView(at);
  const from = Math.round(Math.min(at - length * 0.1, now - length * 0.9));
  return { from, to: from + Math.round(length) };
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 345_600].map((s) => s * 1000);

/** Distance of labels in milliseconds so that they stand at least `room` pixels apart. */
export function tickStep(view: View, width: number, room: number): number {
  const least = (lengthOfView(view) / Math.max(1, width)) * room;
  return STEPS.find((step) => step >= least) ?? 7 * DAY;
}

export interface Tick {
  ms: number;
  label: string;
  /** Midnight, where the label says the date. */
  day: boolean;
}

/** Labels on round local times. */
export function ticks(view: View, width: number, room = 64): Tick[] {
  const step = tickStep(view, width, room);
  const origin = dayStart(0); // some local midnight: every step divides the day or is days
  const made: Tick[] = [];
  for (let ms = origin + Math.ceil((view.from - origin) / step) * step; ms <= view.to; ms += step) {
    const day = ms === dayStart(ms);
    made.push({ ms, day, label: day ? dayOf(ms).slice(5) : clockOf(ms).slice(0, step < 60_000 ? 8 : 5) });
  }
  return made;
}
