/** What waits to be appended to a SourceBuffer: bounded, and a torn stream is cut at a whole message. */

export const MOST_BYTES = 16 * 1024 * 1024;

export class AppendQueue {
  private waiting: Uint8Array<ArrayBuffer>[] = [];
  private size = 0;

  constructor(private readonly most = MOST_BYTES) {}

  get bytes(): number {
    return this.size;
  }

  /** False when the page can't keep up: the caller drops the picture and opens it anew rather than growing without end. */
  push(message: ArrayBuffer): boolean {
    if (this.size + message.byteLength > this.most) return false;
    this.waiting.push(new Uint8Array(message));
    this.size += message.byteLength;
    return true;
  }

  /** Everything that waits as one piece, so that a slow page appends once instead of a hundred times. Null when nothing waits. */
  take(): Uint8Array<ArrayBuffer> | null {
    const [first, ...rest] = this.waiting;
    if (!first) return null;
    this.waiting = [];
    const size = this.size;
    this.size = 0;
    if (rest.length === 0) return first;
    const whole = new Uint8Array(size);
    let at = 0;
    for (const piece of [first, ...rest]) {
      whole.set(piece, at);
      at += piece.byteLength;
    }
    return whole;
  }

  clear(): void {
    this.waiting = [];
    this.size = 0;
  }
}

export const KEEP_SECONDS = 8;
export const TRIM_AT_SECONDS = 20;

/** The end of what may be removed from a buffer starting at `start` while the picture stands at `current`; null: leave it. */
export function trimTo(start: number, current: number): number | null {
  return current - start > TRIM_AT_SECONDS ? current - KEEP_SECONDS : null;
}
