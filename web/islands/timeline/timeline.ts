/** A camera's time: one day at a glance down to seconds, a slider for the keyboard, the gaps as words beside it. */
import { clockOf, dayOf, dayStart, lengthOf, stampOf } from "../times";
import { reason, say } from "../words";
import { covers, gapAt, hasFootage, NOTHING, parsed, type Coverage, type Gap, type RawCoverage } from "./coverage";
import { FOOTAGE, GAP_LOOK, hatchOf, paint } from "./paint";
import { listen } from "./touch";
import { dayView, firstView, followed, pixelOf, zoomed, type View } from "./view";

export interface TimelineParts {
  box: HTMLElement;
  tip: HTMLElement;
  legend: HTMLElement;
  gaps: HTMLElement;
  day: HTMLElement;
}

export interface TimelineWishes {
  load(fromMs: number, toMs: number): Promise<RawCoverage>;
  seek(ms: number, done: boolean): void;
  now(): number;
  failed(): void;
  select(begin: number, end: number): void;
}

const REFRESH_MS = 5000;

export class Timeline {
  private view: View;
  private coverage: Coverage = NOTHING;
  private playhead: number | null = null;
  private hover: number | null = null;
  private look: { from: number; to: number } | null = null;
  private marks: { from: number | null; to: number | null } = { from: null, to: null };
  private loadTimer = 0;
  private loading = 0;
  private drawn = 0;
  private scrubbing = false;
  private fitted = false;
  private untouched = true;
  private broken = false;
  private readonly canvas: HTMLCanvasElement;

  constructor(
    private readonly parts: TimelineParts,
    private readonly wishes: TimelineWishes,
  ) {
    this.view = dayView(wishes.now());
    this.canvas = parts.box.querySelector("canvas") as HTMLCanvasElement;
    listen(parts.box, {
      view: () => this.view,
      show: (view) => {
        this.untouched = false;
        this.show(view);
      },
      hover: (ms) => this.point(ms),
      scrub: (ms, done) => this.scrub(ms, done),
      select: (begin, end) => wishes.select(begin, end),
    });
    new ResizeObserver(() => this.draw()).observe(parts.box);
    window.setInterval(() => this.refresh(), REFRESH_MS);
    this.show(this.view);
  }

  get known(): Coverage {
    return this.coverage;
  }

  /** The picture now shown; the view turns its page to follow, except under the hand. */
  at(ms: number | null): void {
    if (this.scrubbing) return;
    const before = this.playhead;
    this.playhead = ms;
    if (ms !== null && before !== null && before >= this.view.from && before <= this.view.to) {
      const next = followed(this.view, ms, this.wishes.now());
      if (next !== this.view) this.show(next);
    }
    this.say();
    this.draw();
  }

  lookAt(look: { from: number; to: number } | null): void {
    this.look = look;
    this.draw();
  }

  mark(marks: { from: number | null; to: number | null }): void {
    this.marks = marks;
    this.draw();
  }

  show(view: View): void {
    this.view = view;
    const day = dayOf(view.from + Math.min(view.to - view.from, 1000));
    if (this.parts.day.textContent !== day) this.parts.day.textContent = day;
    this.say(); // who reads the slider's ends must not get those of the view before
    this.draw();
    this.schedule(120);
  }

  showDay(by: number): void {
    this.show(dayView(dayStart(this.view.from + 1) + by * 86_400_000 + 1));
  }

  wholeDay(): void {
    this.show(dayView(this.playhead ?? this.wishes.now()));
  }

  zoom(factor: number): void {
    const middle = (this.view.from + this.view.to) / 2;
    const at = this.playhead;
    this.show(zoomed(this.view, factor, at !== null && at > this.view.from && at < this.view.to ? at : middle));
  }

  reveal(ms: number): void {
    if (ms < this.view.from || ms > this.view.to) this.show(followed(this.view, ms, this.wishes.now()));
  }

  /** Asks what is known around `ms` unless it is known; for a jump to a day nobody has looked at yet. */
  async learn(ms: number): Promise<void> {
    this.untouched = false;
    if (ms >= this.coverage.from && ms < this.coverage.to) return;
    const day = dayView(ms);
    this.coverage = parsed(await this.wishes.load(day.from, day.to));
    this.show(day);
  }

  private scrub(ms: number, done: boolean): void {
    this.scrubbing = !done;
    this.playhead = Math.min(ms, this.wishes.now());
    this.point(done ? null : ms);
    this.draw();
    this.wishes.seek(ms, done);
  }

  private refresh(): void {
    if (!document.hidden && this.view.to >= this.wishes.now() - REFRESH_MS) this.schedule(0);
  }

  private schedule(wait: number): void {
    window.clearTimeout(this.loadTimer);
    const now = this.wishes.now();
    const fresh = this.view.to < now - REFRESH_MS * 2 && covers(this.coverage, this.view);
    if (!fresh) this.loadTimer = window.setTimeout(() => void this.load(), wait);
  }

  private async load(): Promise<void> {
    const turn = ++this.loading;
    const pad = Math.min((this.view.to - this.view.from) / 2, 86_400_000);
    try {
      const raw = await this.wishes.load(this.view.from - pad, this.view.to + pad);
      if (turn !== this.loading) return;
      this.coverage = parsed(raw);
      this.broken = false;
      if (!this.fitted) this.fit();
      this.list();
      this.draw();
    } catch {
      if (!this.broken) this.wishes.failed(); // said once; the next refresh tries again, what was known stays drawn
      this.broken = true;
    }
  }

  /** Once, when the first answer came and nobody has moved the view yet. */
  private fit(): void {
    this.fitted = true;
    if (this.untouched) this.show(firstView(this.coverage.spans, this.wishes.now()));
  }

  private draw(): void {
    if (this.drawn) return;
    this.drawn = requestAnimationFrame(() => {
      this.drawn = 0;
      const { clientWidth: width, clientHeight: height } = this.parts.box;
      const ratio = window.devicePixelRatio || 1;
      if (this.canvas.width !== Math.round(width * ratio)) this.canvas.width = Math.round(width * ratio);
      if (this.canvas.height !== Math.round(height * ratio)) this.canvas.height = Math.round(height * ratio);
      const pen = this.canvas.getContext("2d");
      if (!pen) return;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      const { view, coverage, playhead, hover, look, marks } = this;
      paint(pen, width, height, { view, coverage, playhead, hover, look, marks, now: this.wishes.now() });
    });
  }

  private point(ms: number | null): void {
    this.hover = ms;
    this.draw();
    const { tip, box } = this.parts;
    tip.hidden = ms === null;
    if (ms === null) return;
    tip.textContent = `${stampOf(ms)}${this.wordAt(ms)}`;
    const x = pixelOf(this.view, box.clientWidth, ms);
    const half = tip.offsetWidth / 2;
    tip.style.left = `${Math.min(Math.max(x, half), box.clientWidth - half)}px`;
  }

  private wordAt(ms: number): string {
    if (ms > this.wishes.now()) return "";
    const gap = gapAt(this.coverage, ms);
    if (gap) return ` · ${say("gapOf", reason(gap.why), lengthOf(this.end(gap) - gap.from))}`;
    return hasFootage(this.coverage, ms) ? ` · ${say("footage")}` : "";
  }

  private end(gap: Gap): number {
    return Math.min(gap.to, this.wishes.now());
  }

  /** What a screen reader hears of the slider. */
  private say(): void {
    const { box } = this.parts;
    const at = this.playhead ?? this.wishes.now();
    box.setAttribute("aria-valuemin", String(Math.round(this.view.from / 1000)));
    box.setAttribute("aria-valuemax", String(Math.round(this.view.to / 1000)));
    box.setAttribute("aria-valuenow", String(Math.round(at / 1000)));
    box.setAttribute("aria-valuetext", `${stampOf(at)}${this.wordAt(at)}`);
  }

  /** The gaps in sight as a table, newest first, and a legend of the kinds that occur. */
  private list(): void {
    const now = this.wishes.now();
    const inSight = this.coverage.gaps.filter(
      (gap) => gap.why !== "start" && gap.to > this.view.from && gap.from < Math.min(this.view.to, now),
    );
    const rows = inSight.slice(-50).reverse().map((gap) => this.row(gap));
    this.parts.gaps.replaceChildren(...rows);
    const empty = document.getElementById("gaps-none");
    if (empty) empty.hidden = rows.length > 0;
    const kinds = [...new Set(inSight.map((gap) => gap.why))];
    const known = kinds.join();
    if (this.parts.legend.dataset["kinds"] === known) return;
    this.parts.legend.dataset["kinds"] = known;
    this.parts.legend.replaceChildren(
      swatch(FOOTAGE, say("footage")),
      ...kinds.map((why) => swatch(GAP_LOOK[why] ? hatchOf(why) : hatchOf("unknown"), reason(why))),
    );
  }

  private row(gap: Gap): HTMLElement {
    const row = document.createElement("tr");
    const cell = (text: string, label: string): void => {
      const made = row.insertCell();
      made.textContent = text;
      made.dataset["label"] = label;
    };
    const when = row.insertCell();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = `${dayOf(gap.from).slice(5)} ${clockOf(gap.from)}`;
    button.addEventListener("click", () => {
      this.reveal(gap.from);
      this.wishes.seek(gap.from - 1000, true);
    });
    when.append(button);
    cell(lengthOf(this.end(gap) - gap.from), say("gap"));
    cell(reason(gap.why), say("gap"));
    return row;
  }
}

function swatch(style: string | CanvasPattern, word: string): HTMLElement {
  const item = document.createElement("li");
  const canvas = document.createElement("canvas");
  canvas.width = 24;
  canvas.height = 14;
  const pen = canvas.getContext("2d");
  if (pen) {
    pen.fillStyle = style;
    pen.fillRect(0, 0, 24, 14);
  }
  canvas.setAttribute("aria-hidden", "true");
  item.append(canvas, word);
  return item;
}
