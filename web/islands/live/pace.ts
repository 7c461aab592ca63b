/**
 * How a live picture stays at the edge: pure decisions, no element touched here.
 * Seconds everywhere; `ahead` is what lies buffered beyond the picture being shown.
 */

export interface Pace {
  /** Seconds of buffer aimed at; grows when the network stutters, shrinks slowly when it is calm. */
  target: number;
  calmSince: number;
}

export const FIRST_TARGET = 0.2;
export const LEAST_TARGET = 0.15;
export const MOST_TARGET = 1.5;
const CALM_SECONDS = 20;

export function newPace(now: number): Pace {
  return { target: FIRST_TARGET, calmSince: now };
}

/** The buffer ran dry: aim for more. */
export function stuttered(pace: Pace, now: number): Pace {
  return { target: Math.min(MOST_TARGET, pace.target * 1.5 + 0.05), calmSince: now };
}

/** Nothing ran dry for a while: dare to be closer again. */
export function calmed(pace: Pace, now: number): Pace {
  if (now - pace.calmSince < CALM_SECONDS || pace.target <= LEAST_TARGET) return pace;
  return { target: Math.max(LEAST_TARGET, pace.target * 0.8), calmSince: now };
}

export type Step = { seekBack: number } | { rate: number };

/** What to do with `ahead` seconds in hand: jump when far behind, else lean on the speed; nobody hears or sees 5 %. */
export function step(ahead: number, target: number): Step {
  if (ahead > target + 1.5) return { seekBack: target };
  if (ahead > target + 0.5) return { rate: 1.15 };
  if (ahead > target + 0.1) return { rate: 1.05 };
  if (ahead < target * 0.4) return { rate: 0.95 };
  return { rate: 1 };
}

/** Seconds to wait before the n-th try to connect again (n from 0), spread by `random` in [0, 1). */
export function backoff(n: number, random: number): number {
  const most = Math.min(30, 1 * 2 ** Math.min(n, 10));
  return most / 2 + (most / 2) * random;
}
