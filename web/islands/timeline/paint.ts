/** Draws a timeline on a canvas: footage, gaps by colour and hatch, labels, now, the playhead. Words stand beside it in the DOM. */
import type { Coverage } from "./coverage";
import { pixelOf, ticks, type View } from "./view";

type Hatch = "rising" | "falling" | "cross" | "upright" | "level" | "dots";

/** Colour and hatch of each reason: told apart also without colour. */
export const GAP_LOOK: Record<string, readonly [colour: string, hatch: Hatch]> = {
  camera_lost: ["#ff7a6e", "rising"],
  stalled: ["#f2b457", "cross"],
  restart: ["#b9a2ea", "upright"],
  clock_step: ["#58cdd3", "dots"],
  disk_full: ["#ff9ad0", "level"],
  operator: ["#a9b6c2", "falling"],
};
const UNKNOWN: readonly [string, Hatch] = ["#8a97a3", "dots"];
export const FOOTAGE = "#3f8fd2";
const GROUND = "#1a232c";
const FUTURE = "#11181e";

const kept = new Map<string, CanvasPattern | string>();

/** The fill of a gap; one small tile of it is drawn once and kept. */
export function hatchOf(why: string): CanvasPattern | string {
  const found = kept.get(why);
  if (found) return found;
  const [colour, hatch] = GAP_LOOK[why] ?? UNKNOWN;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  if (!pen) return colour;
  pen.fillStyle = "#2b1a1c";
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 2;
  const line = (x1: number, y1: number, x2: number, y2: number): void => {
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    pen.stroke();
  };
  if (hatch === "rising" || hatch === "cross") [-8, 0, 8].forEach((x) => line(x, 8, x + 8, 0));
  if (hatch === "falling" || hatch === "cross") [-8, 0, 8].forEach((x) => line(x, 0, x + 8, 8));
  if (hatch === "upright") line(4, 0, 4, 8);
  if (hatch === "level") line(0, 4, 8, 4);
  if (hatch === "dots") pen.fillRect(2, 2, 3, 3);
  const pattern = pen.createPattern(tile, "repeat") ?? colour;
  kept.set(why, pattern);
  return pattern;
}

export interface Scene {
  view: View;
  coverage: Coverage;
  playhead: number | null;
  hover: number | null;
  now: number;
  /** The interval of the current look, under which no new entry is needed. */
  look: { from: number; to: number } | null;
  /** What is marked to be taken away or asked for; an end that is missing is not set yet. */
  marks: { from: number | null; to: number | null };
}

const LABELS = 22;

/** Draws the whole scene; `width` and `height` in CSS pixels. */
export function paint(pen: CanvasRenderingContext2D, width: number, height: number, scene: Scene): void {
  const { view, coverage, now } = scene;
  const x = (ms: number): number => pixelOf(view, width, ms);
  const top = LABELS;
  const tall = height - LABELS - 6;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = GROUND;
  pen.fillRect(0, top, width, tall);
  const fill = (from: number, to: number, style: string | CanvasPattern, least: number): void => {
    const left = Math.max(0, x(from));
    const right = Math.min(width, x(to));
    if (right < 0 || left > width || right < left) return;
    pen.fillStyle = style;
    pen.fillRect(left, top, Math.max(least, right - left), tall);
  };
  for (const span of coverage.spans) fill(span.from, Math.min(span.to, now), FOOTAGE, 1);
  // A gap is drawn after footage and never thinner than 2 px: a missing second in a day must be seen.
  for (const gap of coverage.gaps) if (gap.why !== "start") fill(gap.from, Math.min(gap.to, now), hatchOf(gap.why), 2);
  if (x(now) < width) fill(now, view.to, FUTURE, 0);
  labels(pen, width, top, view);
  if (scene.look) bracket(pen, x(scene.look.from), x(Math.min(scene.look.to, now)), height - 4);
  chosen(pen, scene.marks, x, top, tall);
  upright(pen, x(now), top, tall, "#6fd3a2", 2);
  if (scene.hover !== null) upright(pen, x(scene.hover), top, tall, "rgba(255,255,255,.55)", 1);
  if (scene.playhead !== null) head(pen, x(scene.playhead), top, tall);
}

function labels(pen: CanvasRenderingContext2D, width: number, top: number, view: View): void {
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  for (const tick of ticks(view, width)) {
    const at = pixelOf(view, width, tick.ms);
    pen.fillStyle = tick.day ? "#ffffff" : "#c4d0da";
    const half = pen.measureText(tick.label).width / 2;
    pen.fillText(tick.label, Math.min(Math.max(at, half), width - half), top / 2);
    pen.fillStyle = "rgba(255,255,255,.18)";
    pen.fillRect(Math.round(at), top - 4, 1, 6);
  }
}

function bracket(pen: CanvasRenderingContext2D, from: number, to: number, y: number): void {
  pen.fillStyle = "#ffc861";
  pen.fillRect(from, y, Math.max(2, to - from), 2);
}

function chosen(pen: CanvasRenderingContext2D, marks: Scene["marks"], x: (ms: number) => number, top: number, tall: number): void {
  const { from, to } = marks;
  if (from !== null && to !== null) {
    pen.fillStyle = "rgba(255,255,255,.28)";
    pen.fillRect(x(from), top, Math.max(2, x(to) - x(from)), tall);
  }
  for (const [at, inward] of [[from, 1], [to, -1]] as const) {
    if (at === null) continue;
    upright(pen, x(at), top, tall, "#ffffff", 3);
    pen.fillRect(inward > 0 ? x(at) : x(at) - 7, top, 7, 3);
    pen.fillRect(inward > 0 ? x(at) : x(at) - 7, top + tall - 3, 7, 3);
  }
}

function upright(pen: CanvasRenderingContext2D, at: number, top: number, tall: number, colour: string, wide: number): void {
  pen.fillStyle = colour;
  pen.fillRect(Math.round(at) - wide / 2, top, wide, tall);
}

function head(pen: CanvasRenderingContext2D, at: number, top: number, tall: number): void {
  upright(pen, at, top - 4, tall + 8, "#ffffff", 2);
  pen.beginPath();
  pen.moveTo(at - 7, top - 8);
  pen.lineTo(at + 7, top - 8);
  pen.lineTo(at, top + 3);
  pen.fillStyle = "#ffffff";
  pen.fill();
}
