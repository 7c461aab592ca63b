/** What the server says stands on a part of the map, and how it becomes a layer and a list. Pure. */
import type { Feature, FeatureCollection, LineString, Point } from "geojson";

export interface Mark {
  readonly lon: number;
  readonly lat: number;
  readonly name: string;
  readonly address: string;
  readonly count: number;
  readonly exact: boolean;
  readonly area: string;
}

export interface Label {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
}

export type Box = readonly [west: number, south: number, east: number, north: number];

export interface Bounds {
  getWest(): number;
  getSouth(): number;
  getEast(): number;
  getNorth(): number;
}

const POLE = 85;
export const LISTED = 100;
const MOST_LINES = 10;
const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30] as const; // degrees

/** Points for the map; `at` finds the mark again. */
export function features(marks: readonly Mark[]): FeatureCollection<Point> {
  return {
    type: "FeatureCollection",
    features: marks.map(
      (mark, at): Feature<Point> => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: [mark.lon, mark.lat] },
        properties: { at, count: mark.count, exact: mark.exact },
      }),
    ),
  };
}

/** The part looked at, kept on earth. */
export function boxOf(bounds: Bounds): Box {
  return [
    Math.max(-180, bounds.getWest()),
    Math.max(-POLE, bounds.getSouth()),
    Math.min(180, bounds.getEast()),
    Math.min(POLE, bounds.getNorth()),
  ];
}

/** The part looked at as the server reads it, kept on earth; "" when nothing is left of it. */
export function boxText(bounds: Bounds): string {
  const [west, south, east, north] = boxOf(bounds);
  return west < east && south < north ? [west, south, east, north].map((part) => part.toFixed(6)).join(",") : "";
}

/** A box wide enough to be looked at, also when all its marks stand on one spot. */
export function roomy(box: Box): [[number, number], [number, number]] {
  const least = 0.01;
  const [west, south, east, north] = box;
  const across = Math.max(0, least - (east - west)) / 2;
  const up = Math.max(0, least - (north - south)) / 2;
  return [
    [west - across, south - up],
    [east + across, north + up],
  ];
}

/** Where the name of each division is written: amid its marks, those that lie in the box. No border is drawn. */
export function labels(marks: readonly Mark[], [west, south, east, north]: Box): Label[] {
  const sums = new Map<string, { lon: number; lat: number; count: number }>();
  for (const mark of marks) {
    if (!mark.area || mark.lon < west || mark.lon > east || mark.lat < south || mark.lat > north) continue;
    const sum = sums.get(mark.area) ?? { lon: 0, lat: 0, count: 0 };
    sums.set(mark.area, { lon: sum.lon + mark.lon * mark.count, lat: sum.lat + mark.lat * mark.count, count: sum.count + mark.count });
  }
  return [...sums].map(([name, sum]) => ({ name, lon: sum.lon / sum.count, lat: sum.lat / sum.count }));
}

/** Lines of longitude and latitude, a handful across the box, at round degrees. */
export function graticule([west, south, east, north]: Box): FeatureCollection<LineString> {
  const step = STEPS.find((one) => (east - west) / one <= MOST_LINES) ?? STEPS[STEPS.length - 1]!;
  const lines: [number, number][][] = [];
  const each = (from: number, to: number, made: (at: number) => [number, number][]): void => {
    for (let turn = Math.ceil(from / step); turn * step <= to && lines.length < 4 * MOST_LINES; turn += 1) lines.push(made(turn * step));
  };
  each(west, east, (at) => [[at, south], [at, north]]);
  each(south, north, (at) => [[west, at], [east, at]]);
  return {
    type: "FeatureCollection",
    features: lines.map((coordinates): Feature<LineString> => ({ type: "Feature", geometry: { type: "LineString", coordinates }, properties: {} })),
  };
}

/** How many cameras the marks stand for. */
export function total(marks: readonly Mark[]): number {
  return marks.reduce((sum, mark) => sum + mark.count, 0);
}

/** Whether an address stays with us: anything else is not made a link. */
export function ours(address: string): boolean {
  return /^\/[^/\\]/.test(address);
}
