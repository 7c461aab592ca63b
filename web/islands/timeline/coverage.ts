/** What is known of a camera's footage, and what a wish to see a moment leads to: pure, milliseconds since the epoch. */

export interface Span {
  from: number;
  to: number;
}

export interface Gap extends Span {
  why: string;
}

export interface Coverage {
  from: number;
  to: number;
  spans: Span[];
  gaps: Gap[];
}

export interface RawCoverage {
  from: string;
  to: string;
  spans: { from: string; to: string }[];
  gaps: { from: string; to: string; why: string }[];
}

export const NOTHING: Coverage = { from: 0, to: 0, spans: [], gaps: [] };

export function parsed(raw: RawCoverage): Coverage {
  const span = (one: { from: string; to: string }): Span => ({ from: Date.parse(one.from), to: Date.parse(one.to) });
  return {
    ...span(raw),
    spans: raw.spans.map(span),
    gaps: raw.gaps.map((gap) => ({ ...span(gap), why: gap.why })),
  };
}

/** Whether the answer reaches over the whole of a view. */
export function covers(coverage: Coverage, view: Span): boolean {
  return coverage.from <= view.from && coverage.to >= view.to;
}

export function gapAt(coverage: Coverage, ms: number): Gap | null {
  return coverage.gaps.find((gap) => ms >= gap.from && ms < gap.to) ?? null;
}

export function hasFootage(coverage: Coverage, ms: number): boolean {
  return coverage.spans.some((span) => ms >= span.from && ms < span.to);
}

export type Aim =
  | { kind: "footage"; at: number }
  | { kind: "after_gap"; at: number; gap: Gap }
  | { kind: "none"; at: number; gap: Gap | null }
  | { kind: "live" };

/** Footage newer than this is shown live: the file behind it is still being written. */
export const LIVE_EDGE_MS = 2500;

/** Where a wish for `ms` leads: to that frame, past a gap to the next footage, to the live picture, or nowhere. */
export function aim(coverage: Coverage, ms: number, now: number): Aim {
  if (ms >= now - LIVE_EDGE_MS) return { kind: "live" };
  if (hasFootage(coverage, ms) || ms < coverage.from || ms >= coverage.to) return { kind: "footage", at: ms };
  const next = coverage.spans.find((span) => span.from >= ms);
  if (!next) return { kind: "none", at: ms, gap: gapAt(coverage, ms) };
  const gap = gapAt(coverage, ms) ?? { from: ms, to: next.from, why: "unknown" };
  if (next.from >= now - LIVE_EDGE_MS) return { kind: "live" };
  return { kind: "after_gap", at: next.from, gap };
}

/** Back from a gap a little before its edge, so that there is a picture to run on from. */
const BEFORE_GAP_MS = 500;

export type AimBack = { kind: "footage"; at: number } | { kind: "earliest" } | { kind: "unknown"; at: number };

/** Where a picture running backwards goes on from at `ms`: there, before a gap, nowhere, or further than is known. */
export function aimBack(coverage: Coverage, ms: number): AimBack {
  if (ms < coverage.from || ms >= coverage.to) return { kind: "unknown", at: ms };
  if (hasFootage(coverage, ms)) return { kind: "footage", at: ms };
  const last = coverage.spans.filter((span) => span.to <= ms).pop();
  if (last) return { kind: "footage", at: Math.max(last.from, last.to - BEFORE_GAP_MS) };
  return gapAt(coverage, ms)?.why === "start" ? { kind: "earliest" } : { kind: "unknown", at: coverage.from - 1 };
}
