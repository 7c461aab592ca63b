/** Which frame really stands on the screen, how long frames last, and where time jumped between two of them. */

/** Seconds a frame lasts, from the distances between shown frames; 0.04 until enough were seen. */
export class FrameLength {
  private readonly seen: number[] = [];

  add(delta: number): void {
    if (delta < 0.008 || delta > 0.5) return;
    this.seen.push(delta);
    if (this.seen.length > 25) this.seen.shift();
  }

  get seconds(): number {
    if (this.seen.length < 5) return 0.04;
    const sorted = [...this.seen].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0.04;
  }
}

export interface FrameWishes {
  /** Wall time in milliseconds of the frame at `seconds` of the element; null when it has none (live, or no list yet). */
  wallOf(seconds: number): number | null;
  /** Whether frames follow each other at their own pace now. */
  steady(): boolean;
  /** Time without footage lay between two frames that followed each other. */
  skipped(fromMs: number, toMs: number): void;
}

const JUMP_MS = 1000;
const NEIGHBOURS_S = 2;

/** Asks the browser for each frame that it puts on the screen. */
export class FrameWatch {
  /** Wall time of the frame shown, milliseconds. */
  at: number | null = null;
  /** Its position in the element, seconds. */
  media = 0;
  private readonly length = new FrameLength();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly wishes: FrameWishes,
  ) {
    this.next();
  }

  /** Seconds that a frame lasts. */
  get seconds(): number {
    return this.length.seconds;
  }

  forget(): void {
    this.at = null;
  }

  private next(): void {
    this.video.requestVideoFrameCallback((_, frame) => {
      this.shown(frame.mediaTime);
      this.next();
    });
  }

  private shown(media: number): void {
    const before = this.at;
    const delta = media - this.media;
    this.media = media;
    this.at = this.wishes.wallOf(media);
    if (before !== null && this.at !== null && delta > 0 && delta < NEIGHBOURS_S && this.at - before - delta * 1000 > JUMP_MS) {
      this.wishes.skipped(before, this.at);
    }
    if (this.wishes.steady()) this.length.add(delta);
  }
}
