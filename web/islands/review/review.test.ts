import { describe, expect, it } from "vitest";
import { fitted, moved, read, written } from "./areas";
import { boxAt, type Track } from "./boxes";

describe("an area", () => {
  it("is written as the form reads it and read back", () => {
    const corners = [[0.1, 0.2], [0.405, 0.2], [1, 0.6666]] as const;
    expect(written(corners)).toBe("10,20 40.5,20 100,66.7");
    expect(read("10,20 40.5,20 100,66.7")).toEqual([[0.1, 0.2], [0.405, 0.2], [1, 0.667]]);
    expect(read("10%，20%；30，40")).toEqual([[0.1, 0.2], [0.3, 0.4]]);
    for (const wrong of ["10,20 40", "a,b", "101,5 2,2", "-1,2"]) expect(read(wrong)).toBeNull();
  });
  it("stays in the picture when it is moved by keys", () => {
    expect(moved([0.5, 0.5], "ArrowLeft", false)).toEqual([0.49, 0.5]);
    expect(moved([0.99, 0.02], "ArrowUp", true)).toEqual([0.99, 0]);
    expect(moved([0.5, 0.5], "a", false)).toBeNull();
  });
  it("lies where the picture is shown, not where its box is", () => {
    expect(fitted({ width: 200, height: 100 }, { width: 100, height: 100 })).toEqual({ left: 50, top: 0, width: 100, height: 100 });
  });
});

describe("a track", () => {
  const track: Track = {
    number: 1,
    name: "",
    kind: "face",
    from_s: 0.5,
    to_s: 3.5,
    open: false,
    sights: [[1, 0, 0, 0.1, 0.1], [3, 0.4, 0.2, 0.1, 0.3]],
  };
  it("is between two sights on the way from one to the other", () => {
    const box = boxAt(track, 2)!;
    expect([box.x, box.y, box.w, box.h].map((value) => Math.round(value * 1000) / 1000)).toEqual([0.2, 0.1, 0.1, 0.2]);
  });
  it("is held before its first and behind its last, and is nowhere else", () => {
    expect(boxAt(track, 0.6)!.x).toBe(0);
    expect(boxAt(track, 3.4)!.x).toBeCloseTo(0.4);
    expect(boxAt(track, 0.4)).toBeNull();
    expect(boxAt(track, 3.6)).toBeNull();
  });
});
