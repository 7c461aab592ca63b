/** The review of a masked copy: what was found is drawn over it, areas are drawn by hand or by keys into the form. */
import { Watermark } from "../watermark";
import type { Look } from "../looks";
import { say } from "../words";
import { MOST_CORNERS, fitted, inside, moved, written, type Corner } from "./areas";
import { boxAt, type Track } from "./boxes";

interface Area {
  readonly points: readonly Corner[];
  readonly from_s: number;
  readonly to_s: number;
}

const byId = <T extends HTMLElement>(id: string): T | null => document.getElementById(id) as T | null;
const field = (name: string): HTMLInputElement | null => document.querySelector<HTMLInputElement>(`#area-form [name=${name}]`);
const given = <T>(id: string): T => JSON.parse(byId(id)?.textContent ?? "{}") as T;

class Desk {
  private tracks: readonly Track[] = [];
  private areas: readonly Area[] = [];
  private corners: Corner[] = [];
  private cursor: Corner = [0.5, 0.5];
  private boxes = true;
  private drawing = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly over: HTMLCanvasElement,
    private readonly seconds: number,
  ) {}

  async start(address: string): Promise<void> {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    ({ tracks: this.tracks, areas: this.areas } = (await answer.json()) as { tracks: Track[]; areas: Area[] });
    byId("tools")?.removeAttribute("hidden");
    this.over.hidden = false;
    this.bind();
    const paint = (): void => {
      this.paint();
      requestAnimationFrame(paint);
    };
    paint();
  }

  private bind(): void {
    document.querySelectorAll<HTMLButtonElement>("[data-do]").forEach((button) => {
      button.addEventListener("click", () => this.press(button));
    });
    document.querySelectorAll<HTMLElement>("tr[data-at]").forEach((row) => {
      row.addEventListener("click", (event) => {
        if (!(event.target as HTMLElement).closest("input, label, a")) this.seek(Number(row.dataset["at"]));
      });
    });
    this.over.addEventListener("click", (event) => {
      const place = this.place(event);
      if (this.drawing && place) this.add(place);
    });
    this.over.addEventListener("keydown", (event) => this.key(event));
  }

  private press(button: HTMLButtonElement): void {
    const what = button.dataset["do"];
    if (what === "boxes") this.boxes = !this.boxes;
    if (what === "draw") this.draw(!this.drawing);
    if (what === "undo") this.undo();
    if (what !== "undo") button.setAttribute("aria-pressed", String(what === "boxes" ? this.boxes : this.drawing));
  }

  private draw(on: boolean): void {
    this.drawing = on;
    this.over.classList.toggle("drawing", on);
    if (!on) return;
    this.video.pause();
    this.corners = [];
    this.over.focus();
  }

  private key(event: KeyboardEvent): void {
    if (!this.drawing || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = moved(this.cursor, event.key, event.shiftKey);
    if (next) this.cursor = next;
    else if (event.key === " ") this.add(this.cursor);
    else if (event.key === "Backspace") this.undo();
    else if (event.key === "Enter") field("reason")?.focus();
    else return;
    event.preventDefault();
  }

  private add(corner: Corner): void {
    if (this.corners.length >= MOST_CORNERS) return;
    this.cursor = corner;
    this.corners.push(corner);
    this.write();
  }

  private undo(): void {
    this.corners.pop();
    this.write();
  }

  /** Into the form: it is the form that is sent, with or without this script. */
  private write(): void {
    const [points, from, to] = [field("points"), field("from_at"), field("to_at")];
    if (points) points.value = written(this.corners);
    if (from && !from.value) from.value = Math.max(0, this.video.currentTime).toFixed(1);
    if (to && !to.value) to.value = this.seconds.toFixed(1);
  }

  private seek(seconds: number): void {
    this.video.pause();
    this.video.currentTime = seconds + 0.01;
    this.video.scrollIntoView({ block: "center" });
  }

  private shown(): { left: number; top: number; width: number; height: number } {
    const { clientWidth: width, clientHeight: height } = this.video;
    return fitted({ width, height }, { width: this.video.videoWidth, height: this.video.videoHeight });
  }

  private place(event: MouseEvent): Corner | null {
    const { left, top, width, height } = this.shown();
    const box = this.over.getBoundingClientRect();
    if (!width || !height) return null;
    return [inside((event.clientX - box.left - left) / width), inside((event.clientY - box.top - top) / height)];
  }

  private paint(): void {
    const { over, video } = this;
    const [width, height] = [video.clientWidth, video.clientHeight];
    if (over.width !== width || over.height !== height) [over.width, over.height] = [width, height];
    const pen = over.getContext("2d");
    if (!pen) return;
    pen.clearRect(0, 0, width, height);
    const shown = this.shown();
    const at = video.currentTime;
    const path = (corners: readonly Corner[]): void => {
      pen.beginPath();
      corners.forEach(([x, y]) => pen.lineTo(shown.left + x * shown.width, shown.top + y * shown.height));
    };
    if (this.boxes) {
      pen.font = "13px sans-serif";
      for (const track of this.tracks) {
        const box = boxAt(track, at);
        if (!box) continue;
        this.frame(pen, track, shown.left + box.x * shown.width, shown.top + box.y * shown.height, box.w * shown.width, box.h * shown.height);
      }
      pen.strokeStyle = "#6ea8dc";
      pen.setLineDash([6, 4]);
      for (const area of this.areas) {
        if (at < area.from_s || at > area.to_s) continue;
        path(area.points);
        pen.closePath();
        pen.stroke();
      }
      pen.setLineDash([]);
    }
    if (this.drawing) this.sketch(pen, path, shown);
  }

  private frame(pen: CanvasRenderingContext2D, track: Track, x: number, y: number, w: number, h: number): void {
    const word = track.open ? `${track.name} · ${say("open")}` : track.name;
    pen.strokeStyle = track.open ? "#ff6b5e" : "#5fd39a";
    pen.lineWidth = 2;
    pen.strokeRect(x, y, w, h);
    const long = pen.measureText(word).width + 8;
    pen.fillStyle = "rgba(14, 19, 24, 0.8)";
    pen.fillRect(x, Math.max(0, y - 18), long, 18);
    pen.fillStyle = "#ffffff";
    pen.fillText(word, x + 4, Math.max(13, y - 5));
  }

  private sketch(
    pen: CanvasRenderingContext2D,
    path: (corners: readonly Corner[]) => void,
    shown: { left: number; top: number; width: number; height: number },
  ): void {
    path(this.corners);
    pen.closePath();
    pen.fillStyle = "rgba(20, 99, 165, 0.35)";
    pen.strokeStyle = "#ffffff";
    pen.lineWidth = 2;
    pen.fill();
    pen.stroke();
    const [x, y] = [shown.left + this.cursor[0] * shown.width, shown.top + this.cursor[1] * shown.height];
    pen.beginPath();
    pen.moveTo(x - 10, y);
    pen.lineTo(x + 10, y);
    pen.moveTo(x, y - 10);
    pen.lineTo(x, y + 10);
    pen.stroke();
  }
}

const video = byId<HTMLVideoElement>("copy");
const marks = byId("marks");
if (marks) {
  const watermark = new Watermark(marks, 4);
  watermark.show(given<Look>("look-data"));
  window.setInterval(() => watermark.tick(Date.now()), 1000);
}
const over = byId<HTMLCanvasElement>("over");
const player = given<{ seconds?: number; tracks?: string }>("player-data");
if (video && over && player.tracks && byId("tools")) {
  void new Desk(video, over, player.seconds ?? 0).start(player.tracks);
}
