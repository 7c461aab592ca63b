/**
 * One camera's picture, live or from the store, as one thing with one wall clock.
 *
 * Every interval that is shown was registered first: a seek outside the current look asks for a new one and says its number.
 */
import { backoff } from "../live/pace";
import { LiveStream, type StreamEnd } from "../live/stream";
import { isFinal, Problem, type Door, type Look } from "../looks";
import type { Aim } from "../timeline/coverage";
import { isoOf, stampOf } from "../times";
import { say } from "../words";
import { codecName } from "../wall/tile";
import { Reel } from "./reel";
import { FrameWatch } from "./frames";
import { inside, nextSpeed, windowAround, type Window } from "./windows";

export type Mode = "opening" | "live" | "playback" | "failed";

export interface PlayerView {
  registered(look: Look): void;
  /** The interval that needs no new entry; null while live. */
  window(window: Window | null): void;
  failed(sentence: string, again: (() => void) | null): void;
  said(sentence: string): void;
  /** A jump over time without footage while playing. */
  skipped(fromMs: number, toMs: number): void;
  /** A moment that has no footage, and none to go to instead. */
  missing(ms: number, why: string): void;
  /** Running backwards the list is at its beginning; what lies before it is to be found. */
  rewound(ms: number): void;
  changed(): void;
}

const NEAR_LIVE_MS = 3000;
const LASTING_MS = 20_000;
const REWIND_MS = 125;
/** Back from live at least so far, or the picture would be live again at once. */
const BACK_FROM_LIVE_MS = 5000;

export class Player {
  mode: Mode = "opening";
  /** What is being opened is the live picture. */
  turningLive = false;
  /** 1 normal; negative backwards. */
  speed = 1;
  wanted = true;
  private live: LiveStream | null = null;
  private reel: Reel | null = null;
  private look: Look | null = null;
  private turn = 0;
  private held: number | null = null;
  private seeking = false;
  private rewinder = 0;
  private retry = 0;
  private tries = 0;
  private readonly frames: FrameWatch;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly camera: string,
    private readonly door: Door,
    private readonly now: () => number,
    private readonly aim: (ms: number) => Aim,
    private readonly view: PlayerView,
  ) {
    this.frames = new FrameWatch(video, {
      wallOf: (seconds) => (this.mode === "playback" ? (this.reel?.wallOf(seconds) ?? null) : null),
      steady: () => this.speed === 1,
      skipped: (from, to) => !this.seeking && this.view.skipped(from, to),
    });
    video.addEventListener("ended", () => this.edge());
    video.addEventListener("seeked", () => (this.seeking = false));
  }

  /** Wall time of the picture on the screen, milliseconds; null before the first. */
  get at(): number | null {
    if (this.held !== null) return this.held;
    if (this.mode === "live") {
      const { buffered, currentTime } = this.video;
      const last = buffered.length - 1;
      return this.now() - (last >= 0 ? Math.max(0, buffered.end(last) - currentTime) * 1000 : 0);
    }
    return this.frames.at ?? this.reel?.at ?? null;
  }

  get playing(): boolean {
    return this.wanted;
  }

  /** Why there is nothing to hear now, as a sentence; "" when there may be. */
  get silence(): string {
    if (this.mode === "live") return say("liveSilent");
    return this.reel?.sound === false ? say("noSound") : "";
  }

  goLive(): void {
    this.turningLive = true;
    const turn = this.begin();
    this.speed = 1;
    this.wanted = true;
    this.view.window(null);
    this.door.open(this.camera, "live").then(
      (look) => this.taken(turn, look, () => this.showLive(look)),
      (error: unknown) => {
        this.refused(turn, error, () => this.goLive());
        if (turn === this.turn && error instanceof Problem && error.passing) this.liveAgain();
      },
    );
  }

  /** Shows the frame of wall time `ms`, registering a new look when the current one does not reach there. */
  seek(ms: number, anyway = false): void {
    const aim: Aim = anyway ? { kind: "footage", at: ms } : this.aim(ms);
    if (aim.kind === "live") return this.mode === "live" ? undefined : this.goLive();
    if (aim.kind === "none") return this.view.missing(ms, aim.gap?.why ?? "");
    if (aim.kind === "after_gap") this.view.skipped(ms, aim.at);
    this.held = null;
    this.frames.forget();
    this.seeking = true;
    if (this.mode === "playback" && this.reel && inside(this.reel.window, aim.at) && this.reel.seek(aim.at)) {
      return this.settle();
    }
    this.openWindow(aim.at);
  }

  /** A person's wish for a moment: from there time runs forwards again. */
  jump(ms: number): void {
    if (this.speed < 0) this.speed = 1;
    this.seek(ms);
  }

  /** Whether `ms` can be shown without a new entry. */
  reaches(ms: number): boolean {
    return this.mode === "playback" && inside(this.reel?.window ?? null, ms);
  }

  toggle(): void {
    if (this.wanted) this.pause();
    else this.play();
  }

  pause(): void {
    this.stopRewind();
    this.speed = 1;
    this.wanted = false;
    if (this.mode === "live") this.held = this.at;
    this.video.pause();
    if (this.live) this.leaveLive();
    this.view.changed();
  }

  play(): void {
    this.wanted = true;
    this.speed = Math.max(1, this.speed);
    this.stopRewind();
    const from = this.held;
    this.held = null;
    if (from !== null) this.seek(from);
    else this.settle();
  }

  move(seconds: number): void {
    const at = this.at;
    if (at === null || (this.mode === "live" && seconds > 0)) return;
    const to = Math.min(at + seconds * 1000, this.now());
    if (!this.wanted) this.seek(to, !this.inGap(to));
    else this.seek(this.mode === "live" ? Math.min(to, this.now() - BACK_FROM_LIVE_MS) : to);
  }

  /** Standing still, even the newest second is looked at frame by frame instead of turning live. */
  private inGap(ms: number): boolean {
    const { kind } = this.aim(ms);
    return kind === "after_gap" || kind === "none";
  }

  /** One frame on or back; the picture stands still after it. */
  step(direction: -1 | 1): void {
    if (this.mode === "live" || this.held !== null) {
      const at = this.at;
      this.pause();
      if (at !== null) this.seek(at + direction * this.frames.seconds * 1000, true);
      return;
    }
    this.pause();
    const to = this.frames.media + direction * this.frames.seconds;
    this.video.currentTime = Math.max(0, to + this.frames.seconds * 0.25);
  }

  shuttle(direction: -1 | 1): void {
    if (this.mode === "live" && direction > 0) return;
    this.speed = nextSpeed(this.wanted ? this.speed : 0, direction);
    this.wanted = true;
    if (this.mode === "live") {
      const at = this.at ?? this.now();
      this.seek(at - 5000, true);
    }
    this.settle();
  }

  /** Ends everything; the page is going away. */
  close(): void {
    this.begin();
  }

  /** Called often while playing: turns the page of looks at the end of one, goes live when the present is reached. */
  edge(): void {
    if (this.mode !== "playback" || !this.reel || !this.wanted || this.seeking) return;
    const at = this.at;
    if (at === null) return;
    if (this.speed > 0 && at >= this.now() - NEAR_LIVE_MS) {
      this.view.said(say("atEnd"));
      return this.goLive();
    }
    if (this.speed > 0 && (at >= this.reel.window.to - 300 || this.video.ended)) {
      this.seek(Math.max(at + 100, this.video.ended ? this.reel.window.to : 0));
    } else if (this.speed < 0 && this.rewinder && this.video.currentTime < 0.05) {
      this.stopRewind();
      this.view.rewound(at - 500);
    }
  }

  private begin(): number {
    window.clearTimeout(this.retry);
    this.stopRewind();
    this.live?.stop();
    this.live = null;
    this.reel?.stop();
    this.reel = null;
    this.held = null;
    this.frames.forget();
    if (this.look) this.door.end(this.look);
    this.look = null;
    this.mode = "opening";
    this.view.changed();
    return ++this.turn;
  }

  private taken(turn: number, look: Look, show: () => void): void {
    if (turn !== this.turn) return this.door.end(look);
    this.look = look;
    this.view.registered(look);
    show();
    this.view.changed();
  }

  private refused(turn: number, error: unknown, again: () => void): void {
    if (turn !== this.turn) return;
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) return this.failed(say("signedOut"), () => window.location.reload());
    this.failed(error.message, error.passing ? again : null);
  }

  private failed(sentence: string, again: (() => void) | null): void {
    this.mode = "failed";
    this.view.failed(sentence, again);
    this.view.changed();
  }

  private showLive(look: Look): void {
    this.mode = "live";
    const end = (reason: StreamEnd): void => this.liveEnded(reason);
    const shownAt = performance.now();
    const ended = (reason: StreamEnd): void => {
      if (performance.now() - shownAt > LASTING_MS) this.tries = 0;
      end(reason);
    };
    this.live = new LiveStream(this.video, look.urls.live ?? "", () => this.view.changed(), ended);
    this.live.start();
  }

  private liveEnded(end: StreamEnd): void {
    this.live = null;
    if (end.kind === "codec") return this.failed(say("codecUnsupported", codecName(end.code)), null);
    if (end.kind === "unsupported") return this.seek(this.now() - 10_000, true);
    const final = end.kind === "server" && isFinal(end.code);
    this.failed(end.detail || say("noConnection"), final ? null : () => this.goLive());
    if (!final) this.liveAgain();
  }

  /** A camera that comes back is shown without a hand on the mouse. */
  private liveAgain(): void {
    this.again(() => this.goLive());
  }

  private again(open: () => void): void {
    this.tries += 1;
    const wait = 1000 * backoff(this.tries, Math.random());
    this.retry = window.setTimeout(() => this.mode === "failed" && open(), wait);
  }

  private leaveLive(): void {
    this.live?.stop();
    this.live = null;
    if (this.look) this.door.end(this.look);
    this.look = null;
  }

  private openWindow(ms: number): void {
    this.turningLive = false;
    const turn = this.begin();
    const interval = windowAround(ms);
    this.seeking = true;
    this.door.open(this.camera, "playback", isoOf(interval.from), isoOf(interval.to)).then(
      (look) => this.taken(turn, look, () => this.showReel(look, interval, ms)),
      (error: unknown) => {
        this.refused(turn, error, () => this.openWindow(ms));
        if (turn === this.turn && error instanceof Problem && error.away) this.again(() => this.openWindow(ms));
      },
    );
  }

  private showReel(look: Look, interval: Window, ms: number): void {
    this.mode = "playback";
    const fatal = (code: string): void => {
      if (this.reel !== reel) return;
      const at = this.at ?? ms;
      if (code === "401" || code === "403") return this.openWindow(at); // the look ran out: register a new one
      if (/codec/i.test(code)) return this.failed(say("codecUnsupported", codecName(look.codec ?? "")), null);
      this.failed(code === "unsupported" ? say("noMse") : say("noConnection"), () => this.openWindow(at));
      if (code !== "unsupported") this.again(() => this.openWindow(at));
    };
    const empty = (): void => this.view.said(say("noneNear", stampOf(ms)));
    const reel = new Reel(this.video, look, interval, fatal, empty);
    this.reel = reel;
    this.view.window(interval);
    void reel.start(ms).then(() => this.reel === reel && this.settle());
  }

  /** Makes the element do what is wanted: play at a speed, run backwards, or stand. */
  private settle(): void {
    this.stopRewind();
    if (!this.wanted) this.video.pause();
    else if (this.speed < 0) this.rewind();
    else {
      this.video.playbackRate = this.speed;
      void this.video.play().catch(() => undefined);
    }
    this.view.changed();
  }

  private rewind(): void {
    this.video.pause();
    this.rewinder = window.setInterval(() => {
      if (this.video.seeking) return;
      this.video.currentTime = Math.max(0, this.video.currentTime + (this.speed * REWIND_MS) / 1000);
      this.edge();
    }, REWIND_MS);
  }

  private stopRewind(): void {
    window.clearInterval(this.rewinder);
    this.rewinder = 0;
  }
}
