/** The player's page: buttons, keys, timeline, jump to a time, snapshot. */
import { Door, Problem, type CameraState } from "../looks";
import { aim, aimBack } from "../timeline/coverage";
import { Timeline } from "../timeline/timeline";
import { Toast } from "../toast";
import { clockOf, dayOf, exactOf, fieldOf, fromField, isoOf, lengthOf, stampOf } from "../times";
import { Watermark } from "../watermark";
import { reason, say } from "../words";
import { commandOf, type Command } from "./keys";
import { Player } from "./player";
import { drawn, marked, UNMARKED, whole, type Marks } from "./span";

interface PlayData {
  camera: CameraState;
  at: string | null;
  now: string;
}

const TICK_MS = 100;
const HIDDEN_MS = 5000;
const MOST_DAYS_BACK = 40;

const need = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

class Desk {
  private readonly video = need<HTMLVideoElement>("picture");
  private readonly door = new Door(say("noConnection"));
  private readonly toast = new Toast(need("toast"));
  private readonly watermark = new Watermark(need("marks"), 4);
  private readonly skew: number;
  private readonly player: Player;
  private readonly timeline: Timeline;
  private again: (() => void) | null = null;
  private hiddenTimer = 0;
  private lastScrub = 0;
  private marks: Marks = UNMARKED;

  constructor(private readonly data: PlayData) {
    this.skew = Date.parse(data.now) - Date.now();
    this.timeline = new Timeline(
      { box: need("timeline"), tip: need("timeline-tip"), legend: need("legend"), gaps: need("gaps"), day: need("timeline-day") },
      {
        load: (from, to) => this.door.timeline(data.camera.code, isoOf(from), isoOf(to)),
        seek: (ms, done) => this.scrub(ms, done),
        now: () => this.now(),
        failed: () => this.toast.say(say("timelineFailed")),
        select: (begin, end) => this.take(drawn(begin, Math.min(end, this.now())) ?? UNMARKED),
      },
    );
    this.player = new Player(
      this.video,
      data.camera.code,
      this.door,
      () => this.now(),
      (ms) => aim(this.timeline.known, ms, this.now()),
      {
        registered: (look) => {
          this.watermark.show(look);
          this.veil(null);
          this.toast.say(say("registered", look.number));
        },
        window: (window) => this.timeline.lookAt(window),
        failed: (sentence, again) => this.veil(sentence, again),
        said: (sentence) => this.toast.say(sentence),
        skipped: (from, to) => this.skipped(from, to),
        missing: (ms, why) => this.toast.say(say("noneAt", stampOf(ms), reason(why)), 7),
        rewound: (ms) => void this.rewound(ms),
        changed: () => this.paint(),
      },
    );
  }

  start(): void {
    this.bind();
    window.setInterval(() => this.tick(), TICK_MS);
    const at = this.data.at ? Date.parse(this.data.at) : null;
    if (at === null || at >= this.now() - 2500) this.player.goLive();
    else void this.jump(at);
  }

  private now(): number {
    return Date.now() + this.skew;
  }

  private bind(): void {
    document.addEventListener("keydown", (event) => {
      const target = event.target as HTMLElement;
      const field = target.matches("input:not([type=range]), textarea, select") || target.closest("dialog[open]") !== null;
      const command = commandOf(event, field, target.matches("button, a, summary"));
      if (!command) return;
      event.preventDefault();
      this.run(command);
    });
    document.querySelectorAll<HTMLButtonElement>("[data-do]").forEach((button) => {
      button.addEventListener("click", () => this.press(button.dataset["do"] ?? ""));
    });
    need<HTMLFormElement>("jump").addEventListener("submit", (event) => this.submitted(event));
    this.ends().forEach(([end, field]) => {
      field.addEventListener("input", () => this.take(marked(this.marks, end, fromField(field.value)), end));
    });
    need("retry").addEventListener("click", () => {
      this.veil(null);
      this.again?.();
    });
    document.querySelectorAll<HTMLAnchorElement>("[data-other]").forEach((link) => {
      link.addEventListener("click", () => this.carry(link));
    });
    this.video.addEventListener("click", () => this.player.toggle());
    document.addEventListener("visibilitychange", () => {
      window.clearTimeout(this.hiddenTimer);
      if (document.hidden) this.hiddenTimer = window.setTimeout(() => this.player.playing && this.player.pause(), HIDDEN_MS);
    });
    window.addEventListener("pagehide", () => this.player.close());
  }

  /** Another camera at the same moment. */
  private carry(link: HTMLAnchorElement): void {
    const at = this.player.at;
    if (at === null || this.player.mode === "live") return;
    const address = new URL(link.href);
    address.searchParams.set("at", isoOf(at));
    link.href = address.href;
  }

  private press(what: string): void {
    const moves: Record<string, number> = { back60: -60, back10: -10, on10: 10, on60: 60 };
    if (what in moves) return this.player.move(moves[what] ?? 0);
    const days: Record<string, () => void> = {
      toggle: () => this.player.toggle(),
      live: () => this.player.goLive(),
      snapshot: () => void this.snapshot(),
      sound: () => this.sound(),
      slower: () => this.player.shuttle(-1),
      faster: () => this.player.shuttle(1),
      "mark-from": () => this.mark("from"),
      "mark-to": () => this.mark("to"),
      "zoom-in": () => this.timeline.zoom(0.5),
      "zoom-out": () => this.timeline.zoom(2),
      "day-before": () => this.timeline.showDay(-1),
      "day-after": () => this.timeline.showDay(1),
      day: () => this.timeline.wholeDay(),
    };
    days[what]?.();
  }

  private run(command: Command): void {
    const { player } = this;
    switch (command.do) {
      case "toggle":
        return player.toggle();
      case "pause":
        return player.pause();
      case "move":
        return player.move(command.seconds);
      case "frame":
        return player.step(command.direction);
      case "shuttle":
        return player.shuttle(command.direction);
      case "live":
        return player.goLive();
      case "zoom":
        return this.timeline.zoom(command.factor);
      case "mark":
        return this.mark(command.end);
      case "snapshot":
        return void this.snapshot();
      case "sound":
        return this.sound();
    }
  }

  /** A moving hand seeks only inside the current look; letting go seeks anywhere. */
  private scrub(ms: number, done: boolean): void {
    if (done) return this.player.jump(ms);
    const now = performance.now();
    if (now - this.lastScrub < 120 || !this.player.reaches(ms)) return;
    this.lastScrub = now;
    this.player.seek(ms);
  }

  /** The fields of what is taken away; none for whoever takes nothing away. */
  private ends(): ["from" | "to", HTMLInputElement][] {
    const named = [["from", "take-at"], ["to", "take-until"]] as const;
    return named.flatMap(([end, id]) => {
      const field = document.getElementById(id);
      return field instanceof HTMLInputElement ? [[end, field]] : [];
    });
  }

  /** The picture shown now is an end of what is wanted. */
  private mark(end: "from" | "to"): void {
    if (this.ends().length === 0) return;
    this.take(marked(this.marks, end, Math.floor((this.player.at ?? this.now()) / 1000) * 1000));
    const span = whole(this.marks);
    const at = this.marks[end];
    if (span) this.toast.say(say("marked", stampOf(span.from), stampOf(span.to), lengthOf(span.to - span.from)));
    else if (at !== null) this.toast.say(say(end === "from" ? "markedFrom" : "markedTo", stampOf(at)));
  }

  /** What is marked stands on the timeline and in the fields, except in the one that is being typed in. */
  private take(marks: Marks, typed: "from" | "to" | null = null): void {
    this.marks = marks;
    this.timeline.mark(marks);
    for (const [end, field] of this.ends()) {
      const ms = marks[end];
      if (end !== typed) field.value = ms === null ? "" : fieldOf(ms);
    }
  }

  private async jump(ms: number): Promise<void> {
    try {
      await this.timeline.learn(ms);
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // without the timeline the store itself says what there is
    }
    if (ms > this.now()) this.toast.say(say("future"));
    this.timeline.reveal(Math.min(ms, this.now()));
    this.player.jump(ms);
  }

  /** Backwards past a beginning: on before the gap, however many days of it have to be asked for. */
  private async rewound(ms: number): Promise<void> {
    let from = ms;
    for (let asked = 0; asked <= MOST_DAYS_BACK && this.player.playing && this.player.speed < 0; asked += 1) {
      const back = aimBack(this.timeline.known, from);
      if (back.kind === "footage") return this.player.seek(back.at);
      if (back.kind === "earliest") break;
      from = back.at;
      try {
        await this.timeline.learn(from);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        this.player.pause();
        return this.toast.say(error.message);
      }
    }
    if (!this.player.playing || this.player.speed > 0) return;
    this.player.pause();
    this.toast.say(say("earliest"));
  }

  private submitted(event: SubmitEvent): void {
    event.preventDefault();
    const ms = fromField(need<HTMLInputElement>("jump-at").value);
    if (ms === null) this.toast.say(say("wrongTime"));
    else {
      void this.jump(ms);
      need("timeline").focus({ preventScroll: true }); // the keys mean the picture again, not the field or its button
    }
  }

  private async snapshot(): Promise<void> {
    const at = this.player.at;
    // A hair past the frame's own start: times are cut to milliseconds, and the frame before would be meant.
    const moment = at === null || this.player.mode === "live" ? null : isoOf(Math.ceil(at) + 1);
    try {
      const look = await this.door.open(this.data.camera.code, "snapshot", moment, moment);
      const dialog = need<HTMLDialogElement>("snapshot");
      const image = dialog.querySelector("img") as HTMLImageElement;
      const link = dialog.querySelector("a") as HTMLAnchorElement;
      image.src = link.href = look.urls.snapshot ?? "";
      dialog.showModal();
      this.toast.say(say("snapshotDone", look.number));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.toast.say(error.message);
    }
  }

  /** Sound is off until somebody asks for it; where there is none, the button says why. */
  private sound(): void {
    const { silence } = this.player;
    if (this.video.muted && silence) return this.toast.say(silence);
    this.video.muted = !this.video.muted;
    const button = need("sound");
    const label = say(this.video.muted ? "soundOn" : "soundOff");
    button.setAttribute("aria-label", label);
    button.title = `${label} (M)`;
    (button.querySelector("i") as HTMLElement).className = `bi bi-volume-${this.video.muted ? "mute" : "up"}-fill`;
  }

  private skipped(from: number, to: number): void {
    const { known } = this.timeline;
    const gap = known.gaps.find((one) => one.from < to && one.to > from);
    const why = reason(gap?.why ?? "");
    const measured = gap && gap.from > known.from && gap.why !== "start"; // what began before what is known has no length
    const text = measured ? say("gapFor", why, lengthOf(to - gap.from)) : why;
    this.toast.say(say("gapJump", stampOf(from), text, dayOf(from) === dayOf(to) ? clockOf(to) : stampOf(to)), 7);
  }

  private veil(sentence: string | null, again: (() => void) | null = null): void {
    const veil = need("veil");
    veil.hidden = sentence === null;
    need("veil-text").textContent = sentence ?? "";
    need("retry").hidden = again === null;
    this.again = again;
  }

  private tick(): void {
    const at = this.player.at;
    this.player.edge();
    this.watermark.tick(this.now());
    this.timeline.at(at);
    const live = this.player.mode === "live";
    need("clock").textContent = at === null ? "" : live ? stampOf(at) : exactOf(at);
    const field = need<HTMLInputElement>("jump-at");
    if (at !== null && document.activeElement !== field && !field.dataset["typed"]) field.value = fieldOf(at);
  }

  private paint(): void {
    const { playing, speed } = this.player;
    const mode = this.player.mode === "live" && !playing ? "playback" : this.player.mode;
    const state = need("mode");
    const look = { live: ["good", "record-circle-fill"], playback: ["", "clock-history"], opening: ["", "hourglass-split"], failed: ["over", "exclamation-octagon-fill"] }[mode];
    const word = mode === "live" ? say("live") : mode === "opening" ? say(this.player.turningLive ? "connecting" : "loading") : mode === "failed" ? say("noPicture") : this.speedWord(speed);
    const icon = document.createElement("i");
    icon.className = `bi bi-${look[1]}`;
    icon.setAttribute("aria-hidden", "true");
    state.className = `state ${look[0]}`;
    state.replaceChildren(icon, word);
    document.body.dataset["mode"] = mode;
    const toggle = need("toggle");
    const label = playing ? say("pause") : say("playing");
    if (toggle.getAttribute("aria-label") !== label) {
      toggle.setAttribute("aria-label", label);
      toggle.title = label;
      (toggle.querySelector("i") as HTMLElement).className = `bi bi-${playing ? "pause-fill" : "play-fill"}`;
    }
    if (!playing || mode === "live") this.remember();
  }

  private speedWord(speed: number): string {
    if (!this.player.playing) return say("paused");
    return speed < 0 ? say("backwards", -speed) : speed === 1 ? say("playback") : say("speed", speed);
  }

  /** The address bar holds the moment, so that it can be sent to a colleague. */
  private remember(): void {
    const address = new URL(window.location.href);
    const at = this.player.at;
    address.searchParams.set("camera", this.data.camera.code);
    if (this.player.mode === "live" || at === null) address.searchParams.delete("at");
    else address.searchParams.set("at", isoOf(at));
    if (address.href !== window.location.href) window.history.replaceState(null, "", address);
  }
}

const embedded = document.getElementById("play-data");
if (embedded) {
  const data = JSON.parse(embedded.textContent ?? "{}") as PlayData;
  if (data.camera) new Desk(data).start();
}
