/** The map's look: land without any border from a file of our own, or tiles where an installation has named some. */
import type { StyleSpecification } from "maplibre-gl";
import type { FeatureCollection } from "geojson";

const SEA = "#dfe8ef";
const LAND = "#f7f5ef";
const LINE = "#cfd6dc";
const ACTION = "#1463a5";
const PAPER = "#ffffff";
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

export function styleOf(land: FeatureCollection, tiles: string, credit: string): StyleSpecification {
  const style: StyleSpecification = {
    version: 8,
    sources: {
      land: { type: "geojson", data: land },
      lines: { type: "geojson", data: EMPTY },
      marks: { type: "geojson", data: EMPTY },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": SEA } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": LAND } },
    ],
  };
  if (tiles) {
    style.sources["tiles"] = { type: "raster", tiles: [tiles], tileSize: 256, attribution: credit };
    style.layers.push({ id: "tiles", type: "raster", source: "tiles" });
  }
  style.layers.push(
    { id: "lines", type: "line", source: "lines", paint: { "line-color": LINE, "line-width": 1 } },
    {
      id: "coarse",
      type: "circle",
      source: "marks",
      filter: ["==", ["get", "exact"], false],
      paint: { "circle-radius": 22, "circle-color": ACTION, "circle-opacity": 0.18, "circle-stroke-width": 1, "circle-stroke-color": ACTION },
    },
    {
      id: "marks",
      type: "circle",
      source: "marks",
      filter: ["==", ["get", "exact"], true],
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["ln", ["get", "count"]], 0, 6, 4, 14, 12, 34],
        "circle-color": ACTION,
        "circle-opacity": ["case", [">", ["get", "count"], 1], 0.65, 1],
        "circle-stroke-width": 2,
        "circle-stroke-color": PAPER,
      },
    },
  );
  return style;
}
