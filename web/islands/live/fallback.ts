/**
 * The slower way to a live picture, where a WebSocket doesn't get through or the browser has no Media Source Extensions: a look at
 * footage that runs into the present, read as HLS a few seconds behind.
 */
import type { Look } from "../looks";
import { attachHls, type Attached } from "./hls";

export const BACK_SECONDS = 12;
export const AHEAD_MINUTES = 45;

export class SlowStream {
  private attached: Attached | null = null;
  private over = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly look: Look,
    private readonly onShown: () => void,
    private readonly onEnd: (code: string) => void,
  ) {}

  async start(): Promise<void> {
    this.video.onplaying = () => this.onShown();
    const attached = await attachHls(this.video, this.look.urls.playlist ?? "", { live: true }, (code) => this.finish(code));
    if (this.over) return attached?.detach();
    this.attached = attached;
    if (!attached) return this.finish("unsupported");
    void this.video.play().catch(() => undefined);
  }

  stop(): void {
    this.over = true;
    this.video.onplaying = null;
    this.attached?.detach();
    this.attached = null;
  }

  private finish(code: string): void {
    if (this.over) return;
    this.stop();
    this.onEnd(code);
  }
}
