import { describe, expect, test } from "vitest";
import { gridOf, layoutOf, moved } from "./grid";

describe("the wall arranges itself", () => {
  test.each([
    [0, 1, 1],
    [1, 1, 1],
    [2, 2, 1],
    [4, 2, 2],
    [5, 3, 2],
    [9, 3, 3],
    [13, 4, 4],
    [16, 4, 4],
    [300, 4, 4],
  ])("%i cameras stand in %i columns and %i rows", (cameras, columns, rows) => {
    const grid = gridOf(cameras, "auto", 0);
    expect([grid.columns, grid.rows]).toEqual([columns, rows]);
  });

  test("every camera stands on exactly one page, in every layout", () => {
    for (const layout of ["auto", 1, 4, 9, 16] as const) {
      for (const cameras of [1, 3, 16, 17, 40]) {
        const seen: number[] = [];
        const { pages } = gridOf(cameras, layout, 0);
        for (let page = 0; page < pages; page += 1) {
          const grid = gridOf(cameras, layout, page);
          for (let at = grid.first; at < grid.last; at += 1) seen.push(at);
        }
        expect(seen).toEqual(Array.from({ length: cameras }, (_, at) => at));
      }
    }
  });

  test("a page that does not exist is brought to one that does", () => {
    expect(gridOf(10, 4, 99).page).toBe(2);
    expect(gridOf(10, 4, -3).page).toBe(0);
    expect(gridOf(0, 4, 5)).toMatchObject({ page: 0, first: 0, last: 0 });
  });

  test("arrows move between tiles and stay at the edges", () => {
    expect(moved(0, "ArrowRight", 2, 4)).toBe(1);
    expect(moved(1, "ArrowDown", 2, 4)).toBe(3);
    expect(moved(3, "ArrowUp", 2, 4)).toBe(1);
    expect(moved(0, "ArrowLeft", 2, 4)).toBe(0);
    expect(moved(2, "ArrowDown", 2, 3)).toBe(2);
    expect(moved(2, "Home", 2, 4)).toBe(0);
    expect(moved(0, "End", 2, 4)).toBe(3);
    expect(moved(1, "x", 2, 4)).toBe(1);
  });

  test("an address with nonsense gives the automatic layout", () => {
    expect(layoutOf("9")).toBe(9);
    expect(layoutOf("7")).toBe("auto");
    expect(layoutOf("<script>")).toBe("auto");
    expect(layoutOf(null)).toBe("auto");
  });
});
