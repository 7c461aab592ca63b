/** A pin on the map of a public form: one tap, or where the phone is. Writes the two numbers the form already has. */
import "maplibre-gl/dist/maplibre-gl.css";
import landUrl from "world-atlas/land-50m.json?url";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { Map as Chart, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { feature } from "topojson-client";
import type { Topology } from "topojson-specification";
import type { FeatureCollection } from "geojson";
import { styleOf } from "../map/style";
import { say } from "../words";
import { numbers, written } from "./position";

interface Given {
  readonly box: readonly [number, number, number, number];
  readonly tiles: string;
  readonly credit: string;
}

const field = (name: string): HTMLInputElement | null => document.querySelector<HTMLInputElement>(`#id_${name}`);
const box = document.getElementById("pin");
const trouble = document.getElementById("pin-trouble");

function write(lon: number, lat: number, datum: "map" | "wgs84"): void {
  const [x, y, kind] = [field("lon"), field("lat"), field("datum")];
  if (!x || !y || !kind) return;
  [x.value, y.value] = written(lon, lat);
  kind.value = datum;
  document.getElementById("pin-numbers")?.setAttribute("open", "");
}

function complain(sentence: string): void {
  if (!trouble) return;
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
}

async function land(): Promise<FeatureCollection> {
  const topology = (await (await fetch(landUrl)).json()) as Topology;
  const found = feature(topology, topology.objects["land"]!);
  return found.type === "FeatureCollection" ? found : { type: "FeatureCollection", features: [found] };
}

async function start(given: Given): Promise<void> {
  setWorkerUrl(workerUrl);
  const [west, south, east, north] = given.box;
  const chart = new Chart({
    container: "pin-map",
    style: styleOf(await land(), given.tiles, given.credit),
    bounds: [west, south, east, north],
    attributionControl: given.credit ? { compact: true } : false,
    dragRotate: false,
    maxPitch: 0,
    renderWorldCopies: false,
    cooperativeGestures: false,
    locale: { "NavigationControl.ZoomIn": say("zoomIn"), "NavigationControl.ZoomOut": say("zoomOut") },
  });
  chart.touchZoomRotate.disableRotation();
  chart.addControl(new NavigationControl({ showCompass: false }), "top-right");
  const marker = new Marker({ draggable: true });
  const put = (lon: number, lat: number): void => {
    marker.setLngLat([lon, lat]).addTo(chart);
  };
  const typed = numbers(field("lon")?.value ?? "", field("lat")?.value ?? "");
  if (typed) put(...typed);
  marker.on("dragend", () => write(marker.getLngLat().lng, marker.getLngLat().lat, "map"));
  chart.on("click", (event) => {
    put(event.lngLat.lng, event.lngLat.lat);
    write(event.lngLat.lng, event.lngLat.lat, "map");
  });
  here((lon, lat) => {
    put(lon, lat);
    chart.jumpTo({ center: [lon, lat], zoom: 13 });
  });
}

function here(shown: (lon: number, lat: number) => void): void {
  const button = document.getElementById("pin-here");
  button?.addEventListener("click", () => {
    complain("");
    navigator.geolocation.getCurrentPosition(
      (found) => {
        write(found.coords.longitude, found.coords.latitude, "wgs84");
        shown(found.coords.longitude, found.coords.latitude);
      },
      () => complain(say("noPosition")),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}

const data = document.getElementById("pin-data");
if (box && data) {
  box.hidden = false;
  if (!("geolocation" in navigator)) document.getElementById("pin-here")?.setAttribute("hidden", "");
  start(JSON.parse(data.textContent ?? "{}") as Given).catch(() => {
    document.getElementById("pin-map")?.setAttribute("hidden", ""); // no WebGL, no land: the address says it
    here(() => undefined);
  });
}
