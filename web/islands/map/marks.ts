/** What the server says stands on a part of the map, and how it becomes a layer and a list. Pure. */
import type { Feature, FeatureCollection, Point } from "geojson";

export interface Mark {
  readonly lon: number;
  readonly lat: number;
  readonly name: string;
  readonly address: string;
  readonly count: number;
  readonly exact: boolean;
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

/** The part looked at as the server reads it, kept on earth; "" when nothing is left of it. */
export function boxText(bounds: Bounds): string {
  const west = Math.max(-180, bounds.getWest());
  const east = Math.min(180, bounds.getEast());
  const south = Math.max(-POLE, bounds.getSouth());
  const north = Math.min(POLE, bounds.getNorth());
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

/** How many cameras the marks stand for. */
export function total(marks: readonly Mark[]): number {
  return marks.reduce((sum, mark) => sum + mark.count, 0);
}

/** Whether an address stays with us: anything else is not made a link. */
export function ours(address: string): boolean {
  return /^\/[^/\\]/.test(address);
}
