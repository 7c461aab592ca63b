import { describe, expect, test } from "vitest";
import { backoff, calmed, FIRST_TARGET, LEAST_TARGET, MOST_TARGET, newPace, step, stuttered } from "./pace";

describe("a live picture stays at the edge", () => {
  test("far behind it jumps to the target, a little behind it hurries, near the end it waits", () => {
    expect(step(5, 0.2)).toEqual({ seekBack: 0.2 });
    expect(step(0.9, 0.2)).toEqual({ rate: 1.15 });
    expect(step(0.4, 0.2)).toEqual({ rate: 1.05 });
    expect(step(0.2, 0.2)).toEqual({ rate: 1 });
    expect(step(0.05, 0.2)).toEqual({ rate: 0.95 });
  });

  test("played for a minute with fragments every 100 ms, it settles within 0.4 s of the newest frame", () => {
    let ahead = 1.2;
    const pace = newPace(0);
    for (let tick = 0; tick < 300; tick += 1) {
      const next = step(ahead, pace.target);
      if ("seekBack" in next) ahead = next.seekBack;
      else ahead -= 0.2 * (next.rate - 1);
    }
    expect(ahead).toBeGreaterThan(0.05);
    expect(ahead).toBeLessThanOrEqual(0.4);
  });

  test("each stutter asks for more in hand, but never more than the most; calm gives it back down to the least", () => {
    let pace = newPace(0);
    expect(pace.target).toBe(FIRST_TARGET);
    pace = stuttered(pace, 1);
    expect(pace.target).toBeCloseTo(0.35);
    for (let i = 0; i < 20; i += 1) pace = stuttered(pace, 2);
    expect(pace.target).toBe(MOST_TARGET);
    expect(calmed(pace, 10)).toBe(pace);
    for (let now = 30; now < 1000; now += 21) pace = calmed(pace, now);
    expect(pace.target).toBe(LEAST_TARGET);
    expect(calmed(pace, 5000)).toBe(pace);
  });

  test("tries to connect again come at growing distances, spread, and at most half a minute apart", () => {
    expect(backoff(0, 0)).toBe(0.5);
    expect(backoff(0, 1)).toBe(1);
    expect(backoff(3, 0)).toBe(4);
    expect(backoff(40, 1)).toBe(30);
    for (let n = 1; n < 12; n += 1) expect(backoff(n, 0.5)).toBeGreaterThanOrEqual(backoff(n - 1, 0.5));
  });
});
