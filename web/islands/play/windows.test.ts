import { describe, expect, test } from "vitest";
import { inside, LENGTH_MS, nextSpeed, windowAround } from "./windows";

const NOON = Date.parse("2026-11-21T12:00:00.400+08:00");

describe("which interval a look asks for", () => {
  test("the moment lies inside with a minute before it at hand, and never more than an hour is asked", () => {
    const window = windowAround(NOON);
    expect(inside(window, NOON)).toBe(true);
    expect(inside(window, NOON - 60_000)).toBe(true);
    expect(window.to - window.from).toBe(LENGTH_MS);
    expect(LENGTH_MS).toBeLessThanOrEqual(3_600_000);
    expect(window.from % 1000).toBe(0);
  });

  test("its end and what lies before it need a new look", () => {
    const window = windowAround(NOON);
    expect(inside(window, window.to)).toBe(false);
    expect(inside(window, window.to - 1)).toBe(true);
    expect(inside(window, window.from - 1)).toBe(false);
    expect(inside(null, NOON)).toBe(false);
  });
});

describe("J K L", () => {
  test("L doubles up to sixteen, J turns around at normal speed and doubles backwards", () => {
    const run = [0, 1, 2, 4, 8, 16].map((speed) => nextSpeed(speed, 1));
    expect(run).toEqual([1, 2, 4, 8, 16, 16]);
    expect(nextSpeed(4, -1)).toBe(-1);
    expect(nextSpeed(-1, -1)).toBe(-2);
    expect(nextSpeed(-16, -1)).toBe(-16);
    expect(nextSpeed(-8, 1)).toBe(1);
  });
});
