/** A signature drawn with finger, pen or mouse: kept as the path it was, not as a picture of it. */

export type Point = [x: number, y: number];

/** SVG path data of the strokes, whole numbers; a tap is a dot. Empty when nothing was drawn. */
export function path(strokes: readonly (readonly Point[])[]): string {
  return strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => {
      const [first, ...rest] = stroke as [Point, ...Point[]];
      const line = rest.length ? rest : [[first[0] + 1, first[1]] as Point];
      return `M${at(first)}` + line.map((point) => `L${at(point)}`).join("");
    })
    .join("");
}

function at([x, y]: Point): string {
  return `${Math.round(x)} ${Math.round(y)}`;
}

/** Points nearer than two pixels to the last one add nothing a reader would see. */
export function added(stroke: Point[], point: Point): boolean {
  const last = stroke.at(-1);
  if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < 2) return false;
  stroke.push(point);
  return true;
}

const MOST_POINTS = 3000;

export class Pad {
  readonly strokes: Point[][] = [];
  private points = 0;
  private drawing: number | null = null;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly changed: () => void,
  ) {
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"] as const) canvas.addEventListener(end, () => (this.drawing = null));
  }

  get path(): string {
    return path(this.strokes);
  }

  get empty(): boolean {
    return this.strokes.length === 0;
  }

  clear(): void {
    this.strokes.length = 0;
    this.points = 0;
    this.canvas.getContext("2d")?.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.changed();
  }

  private down(event: PointerEvent): void {
    if (this.drawing !== null || this.points >= MOST_POINTS) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.drawing = event.pointerId;
    this.strokes.push([this.place(event)]);
    this.paint();
    this.changed();
  }

  private move(event: PointerEvent): void {
    const stroke = this.strokes.at(-1);
    if (event.pointerId !== this.drawing || !stroke || this.points >= MOST_POINTS) return;
    const seen = event.getCoalescedEvents?.() ?? [];
    for (const one of seen.length ? seen : [event]) if (added(stroke, this.place(one))) this.points += 1;
    this.paint();
  }

  private place(event: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * this.canvas.width,
      ((event.clientY - box.top) / box.height) * this.canvas.height,
    ];
  }

  private paint(): void {
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#16324f";
    pen.stroke(new Path2D(this.path));
  }
}
