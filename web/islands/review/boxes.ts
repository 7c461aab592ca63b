/** Where a thing that was followed is at an instant: between two sights on the way from one to the other. Pure. */

export type Sight = readonly [at: number, x: number, y: number, w: number, h: number];

export interface Track {
  readonly number: number;
  readonly name: string;
  readonly kind: string;
  readonly from_s: number;
  readonly to_s: number;
  readonly open: boolean;
  readonly sights: readonly Sight[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The box at `seconds`, or null when the track is not in the picture then. */
export function boxAt(track: Track, seconds: number): Box | null {
  const { sights } = track;
  if (seconds < track.from_s || seconds > track.to_s || !sights.length) return null;
  let after = sights.findIndex(([at]) => at >= seconds);
  if (after < 0) after = sights.length - 1;
  const next = sights[after]!;
  const before = sights[Math.max(0, after - 1)]!;
  const span = next[0] - before[0];
  const part = span > 0 ? Math.min(1, Math.max(0, (seconds - before[0]) / span)) : 0;
  const mix = (place: 1 | 2 | 3 | 4): number => before[place] + (next[place] - before[place]) * part;
  return { x: mix(1), y: mix(2), w: mix(3), h: mix(4) };
}
