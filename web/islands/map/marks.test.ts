import { describe, expect, it } from "vitest";
import { boxText, features, graticule, labels, ours, roomy, total, type Mark } from "./marks";

const mark = (more: Partial<Mark> = {}): Mark => ({
  lon: 118.18, lat: 39.63, name: "01 大门", address: "/filings/f-1", count: 1, exact: true, area: "路北区", ...more,
});
const bounds = (west: number, south: number, east: number, north: number) => ({
  getWest: () => west, getSouth: () => south, getEast: () => east, getNorth: () => north,
});

describe("marks", () => {
  it("become points that find their mark again", () => {
    const made = features([mark(), mark({ lon: 118.2, count: 40, exact: false })]);
    expect(made.features.map((one) => one.geometry.coordinates)).toEqual([[118.18, 39.63], [118.2, 39.63]]);
    expect(made.features[1]?.properties).toEqual({ at: 1, count: 40, exact: false });
    expect(features([]).features).toEqual([]);
  });
  it("are counted with their heaps", () => {
    expect(total([mark(), mark({ count: 40 })])).toBe(41);
    expect(total([])).toBe(0);
  });
});

describe("the part looked at", () => {
  it("is kept on earth", () => {
    expect(boxText(bounds(118, 39, 119, 40))).toBe("118.000000,39.000000,119.000000,40.000000");
    expect(boxText(bounds(-300, -89, 300, 89))).toBe("-180.000000,-85.000000,180.000000,85.000000");
  });
  it("is nothing beyond the date line", () => {
    expect(boxText(bounds(190, 10, 200, 20))).toBe("");
    expect(boxText(bounds(10, 10, 10, 20))).toBe("");
  });
  it("has room around a single camera and leaves a wide one alone", () => {
    const [[west, south], [east, north]] = roomy([118.18, 39.63, 118.18, 39.63]);
    expect(east - west).toBeCloseTo(0.01);
    expect(north - south).toBeCloseTo(0.01);
    expect(roomy([100, 20, 120, 40])).toEqual([[100, 20], [120, 40]]);
  });
});

describe("a map without tiles", () => {
  it("names each division once, amid its marks in view", () => {
    const marks = [mark({ lon: 118.1, lat: 39.6, count: 3 }), mark({ lon: 118.5, lat: 39.6 }), mark({ area: "丰南区", lon: 150 }), mark({ area: "" })];
    const [one, ...more] = labels(marks, [118, 39, 119, 40]);
    expect(more).toEqual([]);
    expect(one?.name).toBe("路北区");
    expect(one?.lon).toBeCloseTo(118.2);
  });
  it("is ruled by a handful of lines at round degrees, however far one looks", () => {
    for (const width of [0.006, 0.4, 1, 20, 360]) {
      const found = graticule([-width / 2, -width / 4, width / 2, width / 4]).features;
      expect(found.length).toBeGreaterThan(4);
      expect(found.length).toBeLessThan(32);
    }
    expect(graticule([118.01, 39.01, 118.99, 39.5]).features[0]?.geometry.coordinates[0]?.[0]).toBeCloseTo(118.1);
  });
});

describe("links", () => {
  it("stay on our own pages", () => {
    expect(ours("/filings/f-1")).toBe(true);
    for (const elsewhere of ["", "https://example.com", "//example.com", "javascript:alert(1)", "/\\example.com"]) {
      expect(ours(elsewhere)).toBe(false);
    }
  });
});
