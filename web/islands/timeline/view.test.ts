import { describe, expect, test } from "vitest";
import { dayStart } from "../times";
import { dayView, firstView, followed, lengthOfView, LONGEST, panned, pixelOf, SHORTEST, ticks, tickStep, timeAt, zoomed } from "./view";

const NOON = Date.parse("2026-11-21T12:00:00+08:00");
const DAY = 86_400_000;

describe("a day at a glance down to seconds", () => {
  test("a day is the local day, midnight to midnight", () => {
    const view = dayView(NOON);
    expect(new Date(view.from).toISOString()).toBe("2026-11-20T16:00:00.000Z");
    expect(lengthOfView(view)).toBe(DAY);
    expect(dayView(view.from)).toEqual(view);
    expect(dayView(view.from - 1).to).toBe(view.from);
  });

  test("a pixel and its time are each other's inverse", () => {
    const view = dayView(NOON);
    for (const x of [0, 1, 333.3, 1200]) expect(pixelOf(view, 1200, timeAt(view, 1200, x))).toBeCloseTo(x, 6);
    expect(timeAt(view, 0, 0)).toBe(view.from);
  });

  test("a new camera shows the little there is, an old one the day, one without footage the day", () => {
    const day = dayView(NOON);
    expect(firstView([], NOON)).toEqual(day);
    expect(firstView([{ from: day.from - DAY, to: NOON }], NOON)).toEqual(day);
    const young = firstView([{ from: NOON - 3_600_000, to: NOON }], NOON);
    expect(young.from).toBeLessThan(NOON - 3_600_000);
    expect(young.to).toBeGreaterThan(NOON);
    expect(lengthOfView(young)).toBeLessThan(2 * 3_600_000);
    expect(lengthOfView(firstView([{ from: NOON - 1000, to: NOON }], NOON))).toBe(600_000);
  });

  test("zooming keeps the moment under the pointer where it is, and stops at 20 seconds and a week", () => {
    let view = dayView(NOON);
    const anchor = view.from + DAY * 0.8;
    for (let i = 0; i < 30; i += 1) {
      const before = pixelOf(view, 1000, anchor);
      view = zoomed(view, 0.7, anchor);
      expect(pixelOf(view, 1000, anchor)).toBeCloseTo(before, 1);
    }
    expect(lengthOfView(view)).toBe(SHORTEST);
    for (let i = 0; i < 60; i += 1) view = zoomed(view, 1.6, anchor);
    expect(lengthOfView(view)).toBe(LONGEST);
  });

  test("moving changes no length", () => {
    const view = panned(dayView(NOON), -3_600_000);
    expect(lengthOfView(view)).toBe(DAY);
    expect(view.from).toBe(dayView(NOON).from - 3_600_000);
  });

  test("a playing picture is followed: a day turns to the next day, a close view turns a page, in sight nothing moves", () => {
    const day = dayView(NOON);
    expect(followed(day, NOON)).toBe(day);
    expect(followed(day, day.to + 1)).toEqual(dayView(day.to + 1));
    const close = { from: NOON, to: NOON + 60_000 };
    const next = followed(close, NOON + 61_000);
    expect(next.from).toBe(NOON + 55_000);
    expect(lengthOfView(next)).toBe(60_000);
  });

  test("a live picture keeps its past in sight: no more than a tenth of the view is still to come", () => {
    const close = { from: NOON, to: NOON + 60_000 };
    const live = NOON + 60_500;
    expect(followed(close, live, live)).toEqual({ from: live - 54_000, to: live + 6_000 });
    const replay = NOON + 61_000; // ten minutes ago: what follows is footage, and is shown
    expect(followed(close, replay, NOON + 661_000).from).toBe(replay - 6_000);
  });
});

describe("labels stand on round local times and never on each other", () => {
  test.each([20_000, 60_000, 600_000, 3_600_000, 21_600_000, DAY, LONGEST])("in a view of %i ms", (length) => {
    for (const width of [300, 1100]) {
      const view = { from: NOON - 1234, to: NOON - 1234 + length };
      const step = tickStep(view, width, 64);
      const made = ticks(view, width);
      expect(made.length).toBeLessThanOrEqual(width / 64 + 1);
      for (const tick of made) {
        expect(tick.ms).toBeGreaterThanOrEqual(view.from);
        expect((tick.ms - dayStart(tick.ms)) % Math.min(step, DAY)).toBe(0);
      }
    }
  });

  test("midnight says the date, other hours the time, close views the seconds", () => {
    const labels = ticks(dayView(NOON), 1200).map((tick) => tick.label);
    expect(labels[0]).toBe("11-21");
    expect(labels).toContain("12:00");
    expect(ticks({ from: NOON, to: NOON + 20_000 }, 400).map((tick) => tick.label)).toContain("12:00:05");
  });
});
