/** From when to when footage is wanted, as it is marked on the timeline: pure, milliseconds since the epoch. */
import type { Span } from "../timeline/coverage";

export interface Marks {
  from: number | null;
  to: number | null;
}

export const UNMARKED: Marks = { from: null, to: null };

/** One end set; the other is forgotten when the two no longer stand in order. */
export function marked(marks: Marks, end: "from" | "to", ms: number | null): Marks {
  const next = { ...marks, [end]: ms };
  if (next.from === null || next.to === null || next.from < next.to) return next;
  return end === "from" ? { from: ms, to: null } : { from: null, to: ms };
}

/** A stretch drawn by hand, whichever way it was drawn; null for a mere touch. */
export function drawn(begin: number, end: number): Marks | null {
  const [from, to] = begin < end ? [begin, end] : [end, begin];
  return to - from < 1000 ? null : { from, to };
}

/** The stretch, once both ends are there. */
export function whole(marks: Marks): Span | null {
  return marks.from !== null && marks.to !== null ? { from: marks.from, to: marks.to } : null;
}
