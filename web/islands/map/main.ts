/** The map: marks of the part looked at, asked for as it moves; the same marks as a list below it. */
import "maplibre-gl/dist/maplibre-gl.css";
import landUrl from "world-atlas/land-50m.json?url";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { GeoJSONSource, Map as Chart, Marker, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "maplibre-gl";
import { feature } from "topojson-client";
import type { Topology } from "topojson-specification";
import type { FeatureCollection } from "geojson";
import { say } from "../words";
import { boxOf, boxText, features, graticule, labels, LISTED, ours, roomy, total, type Box, type Mark } from "./marks";
import { styleOf } from "./style";

interface Given {
  readonly marks: string;
  readonly box: Box;
  readonly tiles: string;
  readonly credit: string;
}

const WAIT_MS = 250;
const LAYERS = ["marks", "coarse"];
const trouble = document.getElementById("map-trouble");
const list = document.getElementById("map-marks");
const count = document.getElementById("map-count");
let shown: readonly Mark[] = [];
let asking: AbortController | null = null;
let names: Marker[] = [];

async function start(box: HTMLElement, given: Given): Promise<void> {
  setWorkerUrl(workerUrl);
  const chart = new Chart({
    container: box,
    style: styleOf(await land(), given.tiles, given.credit),
    bounds: roomy(given.box),
    fitBoundsOptions: { padding: 40, maxZoom: 15 },
    attributionControl: given.credit ? { compact: true } : false,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    renderWorldCopies: false,
    locale: { "NavigationControl.ZoomIn": say("zoomIn"), "NavigationControl.ZoomOut": say("zoomOut") },
  });
  chart.touchZoomRotate.disableRotation();
  chart.addControl(new NavigationControl({ showCompass: false }), "top-right");
  chart.addControl(new ScaleControl({}), "bottom-left");
  let timer = 0;
  chart.on("moveend", () => {
    rule(chart);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void refresh(chart, given.marks), WAIT_MS);
  });
  chart.on("load", () => {
    rule(chart);
    void refresh(chart, given.marks);
  });
  LAYERS.forEach((layer) => {
    chart.on("click", layer, (event) => {
      const mark = shown[Number(event.features?.[0]?.properties["at"])];
      if (mark) open(chart, mark);
    });
    chart.on("mouseenter", layer, () => (chart.getCanvas().style.cursor = "pointer"));
    chart.on("mouseleave", layer, () => (chart.getCanvas().style.cursor = ""));
  });
}

async function land(): Promise<FeatureCollection> {
  const topology = (await (await fetch(landUrl)).json()) as Topology;
  const found = feature(topology, topology.objects["land"]!);
  return found.type === "FeatureCollection" ? found : { type: "FeatureCollection", features: [found] };
}

async function refresh(chart: Chart, address: string): Promise<void> {
  const box = boxText(chart.getBounds());
  if (!box) return;
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(`${address}?box=${box}`, { signal: asking.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    shown = ((await answer.json()) as { marks: Mark[] }).marks;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) complain(say("mapFailed"));
    return;
  }
  complain("");
  chart.getSource<GeoJSONSource>("marks")?.setData(features(shown));
  name(chart);
  tell();
}

function rule(chart: Chart): void {
  chart.getSource<GeoJSONSource>("lines")?.setData(graticule(boxOf(chart.getBounds())));
}

function name(chart: Chart): void {
  names.forEach((one) => one.remove());
  names = labels(shown, boxOf(chart.getBounds())).map((label) => {
    const element = document.createElement("span");
    element.className = "map-area";
    element.textContent = label.name;
    return new Marker({ element, anchor: "bottom", offset: [0, -12] }).setLngLat([label.lon, label.lat]).addTo(chart);
  });
}

function tell(): void {
  if (count) count.textContent = String(total(shown));
  list?.replaceChildren(...shown.slice(0, LISTED).map((mark) => line(mark, "li")));
}

function line(mark: Mark, tag: "li" | "div"): HTMLElement {
  const element = document.createElement(tag);
  const name = mark.count > 1 || mark.name === "" ? say("cameraCount", mark.count) : mark.name;
  if (mark.count === 1 && ours(mark.address)) {
    const link = document.createElement("a");
    link.href = mark.address;
    link.textContent = name;
    element.append(link);
  } else {
    element.append(name);
  }
  for (const words of [mark.area, mark.exact ? "" : say("aboutHere")]) {
    if (words === "") continue;
    const note = document.createElement("span");
    note.className = "text-secondary";
    note.textContent = words;
    element.append(" ", note);
  }
  return element;
}

function open(chart: Chart, mark: Mark): void {
  if (mark.count > 1) {
    chart.easeTo({ center: [mark.lon, mark.lat], zoom: chart.getZoom() + 2 });
    return;
  }
  new Popup({ closeButton: true, maxWidth: "280px" }).setLngLat([mark.lon, mark.lat]).setDOMContent(line(mark, "div")).addTo(chart);
}

function complain(sentence: string): void {
  if (!trouble) return;
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
}

const box = document.getElementById("map");
const data = document.getElementById("map-data");
if (box && data) {
  start(box, JSON.parse(data.textContent ?? "{}") as Given).catch(() => {
    box.hidden = true; // no WebGL, no land: the list below still says everything
    complain(say("noMap"));
  });
}
