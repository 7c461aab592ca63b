/** Which interval a look asks for, and when the next one is due: pure, milliseconds since the epoch. */

export interface Window {
  from: number;
  to: number;
}

/** A minute back is at hand without a new entry; half an hour in all keeps the list short and the register truthful. */
export const LEAD_MS = 2 * 60_000;
export const LENGTH_MS = 30 * 60_000;

export function windowAround(ms: number): Window {
  const from = Math.floor((ms - LEAD_MS) / 1000) * 1000;
  return { from, to: from + LENGTH_MS };
}

export function inside(window: Window | null, ms: number): boolean {
  return window !== null && ms >= window.from && ms < window.to;
}

export const SPEEDS = [1, 2, 4, 8, 16] as const;

/** The next speed of J (direction -1) and L (direction 1): first normal speed, then doubling; the other way starts at 1 again. */
export function nextSpeed(speed: number, direction: -1 | 1): number {
  const same = Math.sign(speed) === direction ? Math.abs(speed) : 0;
  const next = SPEEDS.find((one) => one > same) ?? 16;
  return direction * next;
}
