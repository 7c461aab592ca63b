/** One camera on the wall: its name, its state in a word, its live picture with the watermark, or why there is none. */
import { backoff } from "../live/pace";
import { AHEAD_MINUTES, BACK_SECONDS, SlowStream } from "../live/fallback";
import { LiveStream, mediaSourceKind, type StreamEnd } from "../live/stream";
import { isFinal, Problem, type CameraState, type Door, type Look } from "../looks";
import { clockOf, dayOf, isoOf, lengthOf, stampOf } from "../times";
import { Watermark } from "../watermark";
import { say } from "../words";

/** After so many sockets that showed nothing, the slower way is tried. */
const TRIES_BEFORE_SLOW = 3;
const LASTING_MS = 20_000;

const LOOK_OF_STATE: Record<CameraState["state"], [kind: string, icon: string]> = {
  recording: ["good", "record-circle-fill"],
  connecting: ["due", "arrow-repeat"],
  lost: ["over", "exclamation-octagon-fill"],
  stopped: ["", "stop-circle"],
  unknown: ["due", "question-circle-fill"],
};

export class Tile {
  readonly link: HTMLAnchorElement;
  private readonly video: HTMLVideoElement;
  private readonly veil: HTMLElement;
  private readonly stateBox: HTMLElement;
  private readonly watermark: Watermark;
  private stream: LiveStream | SlowStream | null = null;
  private look: Look | null = null;
  private wanted = false;
  private opening = 0;
  private retry = 0;
  private failures = 0;
  /** Sockets in a row that opened and showed nothing; a server that is away is no reason for the slower way. */
  private deaf = 0;
  private slow = false;
  private refused = "";
  private note = "";
  private shown = false;
  private shownAt = 0;

  constructor(
    readonly element: HTMLElement,
    public camera: CameraState,
    private readonly door: Door,
  ) {
    const find = <T extends Element>(selector: string): T => element.querySelector<T>(selector) as T;
    this.link = find("a");
    this.video = find("video");
    this.veil = find(".veil");
    this.stateBox = find(".tile-state");
    this.watermark = new Watermark(find(".marks"), 4);
    this.video.muted = true;
  }

  /** Shows the tile and opens its picture, or hides it and ends the look. */
  want(wanted: boolean): void {
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    if (wanted) this.open();
    else this.close();
  }

  /** Nobody has answered how the cameras do: what was said last is no knowledge any more. */
  unsure(): void {
    if (!this.shown && this.camera.state !== "stopped") this.camera = { ...this.camera, state: "unknown", since: null, error: null };
  }

  update(camera: CameraState): void {
    const came = camera.state === "recording" && this.camera.state !== "recording";
    this.camera = camera;
    if (came && this.wanted && !this.stream && !this.refused) this.open();
    if (camera.state === "lost" || camera.state === "stopped") this.close();
  }

  /** Once a second: the words that count time. */
  tick(now: number): void {
    this.watermark.tick(now);
    const { state, since } = this.camera;
    const [kind, icon] = LOOK_OF_STATE[state];
    const away = since ? lengthOf(now - Date.parse(since)) : "";
    const well = this.shown && this.slow ? say("delayed") : say(state);
    const word = state === "lost" && away ? say("lostFor", away) : well;
    this.paint(this.stateBox, `state ${kind}`, icon, word);
    this.element.dataset["state"] = state;
    this.veiled(now, word);
  }

  close(): void {
    window.clearTimeout(this.retry);
    this.opening += 1;
    this.stream?.stop();
    this.stream = null;
    this.shown = false;
    this.watermark.show(null);
    this.video.removeAttribute("src");
    this.video.load();
    if (this.look) this.door.end(this.look);
    this.look = null;
  }

  private veiled(now: number, word: string): void {
    const { state, since, error } = this.camera;
    const lost = state === "lost";
    const told = lost || state === "stopped" || state === "unknown" ? (error ?? "") : this.refused || this.note;
    const text = told || (state === "unknown" ? this.note : "");
    const bare = this.shown && !lost && state !== "stopped";
    this.veil.hidden = bare;
    if (bare) return;
    const head = this.veil.querySelector<HTMLElement>(".veil-word") as HTMLElement;
    const body = this.veil.querySelector<HTMLElement>(".veil-text") as HTMLElement;
    const icon = lost ? "camera-video-off-fill" : this.refused ? "slash-circle" : LOOK_OF_STATE[state][1];
    this.paint(head, "veil-word", icon, lost || state === "stopped" ? word : this.refused ? "" : say("connecting"));
    const at = lost && since ? say("lostSince", this.moment(Date.parse(since), now)) : "";
    const line = [text || (lost ? "" : say("opening")), at].filter(Boolean).join(" · ");
    if (body.textContent !== line) body.textContent = line;
  }

  private moment(at: number, now: number): string {
    return dayOf(at) === dayOf(now) ? clockOf(at) : stampOf(at);
  }

  private paint(box: HTMLElement, className: string, icon: string, word: string): void {
    if (box.dataset["shown"] === `${icon} ${word}`) return;
    box.dataset["shown"] = `${icon} ${word}`;
    box.className = box === this.stateBox ? `tile-state ${className}` : className;
    const mark = document.createElement("i");
    mark.className = `bi bi-${icon}`;
    mark.setAttribute("aria-hidden", "true");
    box.replaceChildren(mark, word);
  }

  private open(): void {
    window.clearTimeout(this.retry);
    if (this.stream || this.camera.state === "lost" || this.camera.state === "stopped") return;
    this.refused = this.camera.actions?.includes("live") === false ? say("noLive") : "";
    if (this.refused) return;
    const turn = ++this.opening;
    const slow = this.deaf >= TRIES_BEFORE_SLOW || !mediaSourceKind();
    const now = Date.now();
    const asked = slow
      ? this.door.open(this.camera.code, "playback", isoOf(now - BACK_SECONDS * 1000), isoOf(now + AHEAD_MINUTES * 60_000))
      : this.door.open(this.camera.code, "live");
    asked.then(
      (look) => {
        if (turn !== this.opening) return this.door.end(look);
        this.begin(look, slow);
      },
      (error: unknown) => {
        if (turn === this.opening) this.failed(error);
      },
    );
  }

  private begin(look: Look, slow: boolean): void {
    this.look = look;
    this.slow = slow;
    this.watermark.show(look);
    const shown = (): void => {
      this.note = "";
      this.shown = true;
      this.shownAt = performance.now();
      this.tick(Date.now());
    };
    if (slow) {
      const stream = new SlowStream(this.video, look, shown, (code) => {
        const kind = code === "unsupported" ? "unsupported" : code === "bufferAddCodecError" ? "codec" : "socket";
        this.ended({ kind, code: look.codec ?? "", detail: "", shown: this.shown });
      });
      this.stream = stream;
      void stream.start();
      return;
    }
    this.stream = new LiveStream(this.video, look.urls.live ?? "", shown, (end) => this.ended(end));
    this.stream.start();
  }

  private ended(end: StreamEnd): void {
    const wasShown = this.shown;
    const lasted = wasShown && performance.now() - this.shownAt > LASTING_MS;
    if (this.slow || wasShown) this.deaf = 0;
    else if (end.kind === "socket") this.deaf += 1;
    this.close();
    if (!this.wanted) return;
    if (end.kind === "codec") this.refused = say("codecUnsupported", codecName(end.code));
    else if (end.kind === "unsupported") this.refused = say("noMse");
    else if (end.kind === "server" && isFinal(end.code)) this.refused = end.detail;
    else this.again(lasted, end.detail);
    this.tick(Date.now());
  }

  private failed(error: unknown): void {
    if (!(error instanceof Problem)) throw error;
    if (error.passing) this.again(false, error.message);
    else this.refused = error.message;
    this.tick(Date.now());
  }

  /** Comes back at once after a picture that lasted; one that keeps breaking waits longer each time, for each try is an entry. */
  private again(lasted: boolean, detail: string): void {
    this.failures = lasted ? 0 : this.failures + 1;
    const wait = lasted ? 0.3 : backoff(this.failures - 1, Math.random());
    this.note = detail;
    this.retry = window.setTimeout(() => this.wanted && this.open(), wait * 1000);
  }
}

/** What people call a codec: "avc1.64001f" → H.264, "hvc1…" → H.265. */
export function codecName(codec: string): string {
  if (/^(hvc1|hev1)/.test(codec)) return "H.265";
  if (/^avc/.test(codec)) return "H.264";
  return codec;
}
