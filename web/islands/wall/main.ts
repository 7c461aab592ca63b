/** The wall: which tiles are on, what each camera does, arrows and layout. The server has drawn the tiles already. */
import { Door, Problem, type CameraState } from "../looks";
import { say } from "../words";
import { gridOf, layoutOf, moved, type Layout } from "./grid";
import { Tile } from "./tile";

const POLL_MS = 2000;
const HIDDEN_MS = 5000;
/** A tile that is scrolled past is no look; one that is left stays a moment, for eyes that come back. */
const SEEN_MS = 400;
const LEFT_MS = 4000;

class Wall {
  private readonly door = new Door(say("noConnection"));
  private readonly tiles: Tile[];
  private layout: Layout;
  private page: number;
  private hiddenTimer = 0;
  private suspended = false;
  private readonly inSight = new Set<Tile>();
  private readonly turning = new Map<Tile, number>();
  private skew = 0;
  /** How often in a row nobody said how the cameras do. */
  private unanswered = 0;

  constructor(private readonly box: HTMLElement) {
    const cameras = readCameras();
    const elements = [...box.querySelectorAll<HTMLElement>("[data-camera]")];
    this.tiles = elements.flatMap((element) => {
      const camera = cameras.find((one) => one.code === element.dataset["camera"]);
      return camera ? [new Tile(element, camera, this.door)] : [];
    });
    const asked = new URLSearchParams(window.location.search);
    this.layout = layoutOf(asked.get("grid"));
    this.page = Number(asked.get("page") ?? "1") - 1 || 0;
  }

  start(): void {
    this.watchSight();
    this.arrange();
    this.box.addEventListener("keydown", (event) => this.arrow(event));
    document.querySelectorAll<HTMLButtonElement>("[data-grid]").forEach((button) => {
      button.addEventListener("click", () => this.turn(layoutOf(button.dataset["grid"] ?? null), 0));
    });
    document.querySelectorAll<HTMLButtonElement>("[data-turn]").forEach((button) => {
      button.addEventListener("click", () => this.turn(this.layout, this.page + Number(button.dataset["turn"])));
    });
    document.getElementById("wall-alarms")?.addEventListener("click", () => this.showLost());
    document.addEventListener("visibilitychange", () => this.visibility());
    window.addEventListener("pagehide", () => this.tiles.forEach((tile) => tile.want(false)));
    window.addEventListener("pageshow", (event) => event.persisted && this.arrange());
    window.setInterval(() => this.tick(), 1000);
    void this.poll();
  }

  private now(): number {
    return Date.now() + this.skew;
  }

  private arrange(): void {
    const grid = gridOf(this.tiles.length, this.layout, this.page);
    this.page = grid.page;
    this.box.dataset["cols"] = String(grid.columns);
    this.box.style.setProperty("--rows", String(grid.rows));
    this.tiles.forEach((tile, at) => {
      const on = at >= grid.first && at < grid.last;
      tile.element.hidden = !on;
      tile.want(on && !this.suspended && this.inSight.has(tile));
    });
    document.querySelectorAll<HTMLElement>("[data-grid]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset["grid"] === String(this.layout)));
    });
    const turner = document.getElementById("wall-pages");
    if (turner) turner.hidden = grid.pages < 2;
    const where = document.getElementById("wall-where");
    if (where) where.textContent = say("showing", grid.first + 1, grid.last, this.tiles.length);
    this.tick();
  }

  /** Only what a person can see is opened and registered: on a phone the wall is longer than the screen. */
  private watchSight(): void {
    const observer = new IntersectionObserver((changes) => {
      for (const change of changes) {
        const tile = this.tiles.find((one) => one.element === change.target);
        if (!tile) continue;
        window.clearTimeout(this.turning.get(tile));
        const wait = change.isIntersecting ? SEEN_MS : LEFT_MS;
        this.turning.set(tile, window.setTimeout(() => this.sighted(tile, change.isIntersecting), wait));
      }
    });
    this.tiles.forEach((tile) => observer.observe(tile.element));
  }

  private sighted(tile: Tile, seen: boolean): void {
    if (seen) this.inSight.add(tile);
    else this.inSight.delete(tile);
    tile.want(seen && !tile.element.hidden && !this.suspended);
  }

  private turn(layout: Layout, page: number): void {
    this.layout = layout;
    this.page = page;
    this.arrange();
    const address = new URL(window.location.href);
    address.searchParams.set("grid", String(layout));
    address.searchParams.set("page", String(this.page + 1));
    window.history.replaceState(null, "", address);
  }

  private arrow(event: KeyboardEvent): void {
    const on = this.tiles.filter((tile) => !tile.element.hidden);
    const at = on.findIndex((tile) => tile.link === document.activeElement);
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const columns = getComputedStyle(this.box).gridTemplateColumns.split(" ").length;
    const next = moved(at, event.key, columns, on.length);
    if (next === at) return;
    event.preventDefault();
    on[next]?.link.focus();
  }

  private showLost(): void {
    const at = this.tiles.findIndex((tile) => tile.camera.state === "lost");
    if (at < 0) return;
    const { perPage } = gridOf(this.tiles.length, this.layout, 0);
    this.turn(this.layout, Math.floor(at / perPage));
    this.tiles[at]?.link.focus();
  }

  /** A wall nobody sees pulls no pictures, and its looks end. */
  private visibility(): void {
    window.clearTimeout(this.hiddenTimer);
    if (document.hidden) {
      this.hiddenTimer = window.setTimeout(() => this.suspend(true), HIDDEN_MS);
    } else if (this.suspended) this.suspend(false);
  }

  private suspend(suspended: boolean): void {
    this.suspended = suspended;
    this.arrange();
  }

  private tick(): void {
    const now = this.now();
    this.tiles.forEach((tile) => tile.tick(now));
    const lost = this.tiles.filter((tile) => tile.camera.state === "lost").length;
    const alarms = document.getElementById("wall-alarms");
    if (!alarms) return;
    alarms.hidden = lost === 0;
    const text = alarms.querySelector("span");
    if (text && text.textContent !== say("camerasLost", lost)) text.textContent = say("camerasLost", lost);
    const title = document.title.replace(/^\(.*?\) /, "");
    document.title = lost ? `(${say("camerasLost", lost)}) ${title}` : title;
  }

  /** The disk, the recorder, the clock: no tile shows them, and each of them costs footage. */
  private warn(alarms: string[]): void {
    const notice = document.getElementById("wall-machine");
    const text = notice?.querySelector("span");
    if (!notice || !text) return;
    notice.hidden = alarms.length === 0;
    const said = alarms.join(" · ");
    if (text.textContent !== said) text.textContent = said;
  }

  private async poll(): Promise<void> {
    const offline = document.getElementById("wall-offline");
    try {
      if (!this.suspended) {
        const { cameras, alarms } = await this.door.cameras();
        for (const camera of cameras) this.tiles.find((tile) => tile.camera.code === camera.code)?.update(camera);
        this.warn(alarms);
        this.tick();
      }
      if (offline) offline.hidden = true;
      this.unanswered = 0;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 401) window.location.reload();
      this.unanswered += 1;
      if (this.unanswered > 1) this.tiles.forEach((tile) => tile.unsure());
      if (offline) {
        offline.hidden = false;
        const text = offline.querySelector("span");
        if (text) text.textContent = error.message;
      }
    } finally {
      window.setTimeout(() => void this.poll(), POLL_MS);
    }
  }
}

function readCameras(): CameraState[] {
  const data = JSON.parse(document.getElementById("wall-data")?.textContent ?? "{}") as { cameras?: CameraState[] };
  return data.cameras ?? [];
}

const box = document.getElementById("wall");
if (box) new Wall(box).start();
