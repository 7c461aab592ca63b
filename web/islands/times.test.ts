import { describe, expect, test } from "vitest";
import { clockOf, dayOf, dayStart, exactOf, fieldOf, fromField, isoOf, lengthOf, stampOf } from "./times";

const MS = Date.parse("2026-11-20T18:05:09.240Z"); // already the 21st in Shanghai

describe("wall time is that of Shanghai whatever the computer says", () => {
  test("a moment is written the same way everywhere", () => {
    expect(clockOf(MS)).toBe("02:05:09");
    expect(dayOf(MS)).toBe("2026-11-21");
    expect(stampOf(MS)).toBe("2026-11-21 02:05:09");
    expect(exactOf(MS)).toBe("2026-11-21 02:05:09.240");
    expect(isoOf(MS)).toBe("2026-11-21T02:05:09.240+08:00");
    expect(Date.parse(isoOf(MS))).toBe(MS);
    expect(new Date(dayStart(MS)).toISOString()).toBe("2026-11-20T16:00:00.000Z");
  });

  test("midnight is 00, never 24", () => {
    expect(clockOf(dayStart(MS))).toBe("00:00:00");
  });

  test("a field gives back what it was given; what is no time is null", () => {
    expect(fromField(fieldOf(MS))).toBe(Math.floor(MS / 1000) * 1000);
    expect(fromField("2026-11-21T02:05")).toBe(Date.parse("2026-11-20T18:05:00Z"));
    for (const text of ["", "yesterday", "2026-13-01T00:00", "2026-11-21", "2026-11-21T25:00"]) expect(fromField(text)).toBeNull();
  });
});

test("a length is said in the two units that matter", () => {
  expect(lengthOf(40_900)).toBe("40 秒");
  expect(lengthOf(185_000)).toBe("3 分 5 秒");
  expect(lengthOf(7_800_000)).toBe("2 小时 10 分");
  expect(lengthOf(97_200_000)).toBe("1 天 3 小时");
  expect(lengthOf(-5)).toBe("0 秒");
});
