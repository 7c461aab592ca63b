import { describe, expect, test } from "vitest";
import { nextIn, positionIn, wallIn, type Piece } from "./hls";

const T = Date.parse("2026-11-21T10:00:00+08:00");
/** Two seconds, two seconds, a gap of a minute, two seconds. */
const PIECES: Piece[] = [
  { start: 0, duration: 2, programDateTime: T },
  { start: 2, duration: 2, programDateTime: T + 2000 },
  { start: 4, duration: 2, programDateTime: T + 64_000 },
];

describe("wall time and position say the same on both sides of a gap", () => {
  test("inside pieces they are each other's inverse to the millisecond", () => {
    for (const offset of [0, 1, 40, 1999, 2000, 3999, 64_000, 65_960]) {
      const seconds = positionIn(PIECES, T + offset);
      expect(seconds).not.toBeNull();
      expect(wallIn(PIECES, seconds as number)).toBeCloseTo(T + offset, 3);
    }
  });

  test("a moment in the gap, before or after the list has no position; the next footage is named", () => {
    for (const offset of [-1, 4000, 30_000, 63_999, 66_000]) expect(positionIn(PIECES, T + offset)).toBeNull();
    expect(nextIn(PIECES, T - 5000)).toBe(T);
    expect(nextIn(PIECES, T + 30_000)).toBe(T + 64_000);
    expect(nextIn(PIECES, T + 65_000)).toBe(T + 65_000);
    expect(nextIn(PIECES, T + 66_000)).toBeNull();
  });

  test("a list without dates gives no wall time instead of a wrong one", () => {
    const bare = PIECES.map((piece) => ({ ...piece, programDateTime: null }));
    expect(positionIn(bare, T)).toBeNull();
    expect(wallIn(bare, 1)).toBeNull();
    expect(wallIn([], 1)).toBeNull();
    expect(nextIn([], T)).toBeNull();
  });

  test("the end of the last piece is its end, however far the element runs on", () => {
    expect(wallIn(PIECES, 9)).toBe(T + 66_000);
  });
});
