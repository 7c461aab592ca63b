import { describe, expect, it } from "vitest";
import { numbers, written } from "./position";

describe("a position", () => {
  it("is written with six decimals", () => {
    expect(written(118.18052149, 39.6)).toEqual(["118.180521", "39.600000"]);
  });
  it("is read back, and what is no place on earth is none", () => {
    expect(numbers("118.180521", " 39.63")).toEqual([118.180521, 39.63]);
    for (const [lon, lat] of [["", ""], ["118", ""], ["东经", "39"], ["200", "39"], ["118", "89"], ["NaN", "1"]] as const) {
      expect(numbers(lon, lat)).toBeNull();
    }
  });
});
