/** One playback look being shown: the list of its interval, wall time of the picture, exact seeks. */
import { attachHls, type Attached } from "../live/hls";
import type { Look } from "../looks";
import type { Window } from "./windows";

const NEAR_S = 0.001;
const SETTLE_MS = 40;
const PATIENCE_MS = 3000;

export class Reel {
  private attached: Attached | null = null;
  private over = false;
  private timer = 0;
  private waited = 0;
  /** A wish that waits for the list. */
  private wished: number | null = null;
  /** The moment last gone to. */
  private sought: number | null = null;

  constructor(
    private readonly video: HTMLVideoElement,
    readonly look: Look,
    readonly window: Window,
    private readonly onFatal: (code: string) => void,
    /** The list has no footage at or after the moment asked for. */
    private readonly onEmpty: () => void,
  ) {}

  async start(at: number): Promise<void> {
    this.wished = at;
    const attached = await attachHls(
      this.video,
      this.look.urls.playlist ?? "",
      { live: false, startAt: at },
      (code) => !this.over && this.onFatal(code),
    );
    if (this.over) return attached?.detach();
    if (!attached) return this.onFatal("unsupported");
    this.attached = attached;
    this.settle();
  }

  /** Wall time of the picture shown, or of the wish while list and picture are on their way. */
  get at(): number | null {
    return this.wished ?? this.attached?.wallOf(this.video.currentTime) ?? this.sought;
  }

  /** Shows the frame of that moment; false when this list has no footage there. */
  seek(ms: number): boolean {
    const seconds = this.attached?.positionOf(ms) ?? null;
    if (seconds === null) return false;
    this.wished = null;
    this.sought = ms;
    // A hair past the frame's own start, so that rounding never shows the one before.
    this.video.currentTime = seconds + NEAR_S;
    return true;
  }

  /** Wall time of the frame at `seconds` of the element; null while the list is on its way. */
  wallOf(seconds: number): number | null {
    return this.attached?.wallOf(seconds) ?? null;
  }

  /** Whether it can be heard; null while unknown. */
  get sound(): boolean | null {
    return this.attached?.sound() ?? null;
  }

  stop(): void {
    this.over = true;
    window.clearTimeout(this.timer);
    this.attached?.detach();
    this.attached = null;
  }

  private settle(): void {
    if (this.over || this.wished === null) return;
    if (this.seek(this.wished)) return;
    const next = this.attached?.nextOf(this.wished);
    if (typeof next === "number" && this.seek(next)) return;
    this.waited += SETTLE_MS;
    if (next === null && this.waited > PATIENCE_MS) return this.onEmpty();
    this.timer = window.setTimeout(() => this.settle(), SETTLE_MS);
  }
}
