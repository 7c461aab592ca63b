/**
 * One live picture: fragments over a WebSocket into Media Source Extensions.
 *
 * The socket first says which codec comes; then binary messages (initialisation, then whole fragments). A socket is used for one
 * look only: coming back means a new look, which the owner of the stream asks for.
 */
import { AppendQueue, trimTo } from "./queue";
import { calmed, newPace, step, stuttered, type Pace } from "./pace";

/** Why a stream ended. `codec`: the browser can't play it; `server`: the server said why; `socket`: it broke; `media`: decoding broke. */
export type EndKind = "codec" | "server" | "socket" | "media" | "unsupported";

export interface StreamEnd {
  kind: EndKind;
  code: string;
  detail: string;
  /** Whether any picture was shown, so that the next try may start without delay. */
  shown: boolean;
}

interface Hello {
  codec?: string;
  mime?: string;
  end?: string;
  detail?: string;
}

type MseKind = { new (): MediaSource; isTypeSupported(mime: string): boolean };

/** Media Source Extensions, also Safari's managed kind on phones; null where there is neither. */
export function mediaSourceKind(): MseKind | null {
  const scope = globalThis as { ManagedMediaSource?: MseKind; MediaSource?: MseKind };
  return scope.MediaSource ?? scope.ManagedMediaSource ?? null;
}

const TICK_MS = 200;
const SILENCE_MS = 8000;

export class LiveStream {
  private socket: WebSocket | null = null;
  private media: MediaSource | null = null;
  private buffer: SourceBuffer | null = null;
  private readonly queue = new AppendQueue();
  private pace: Pace = newPace(performance.now() / 1000);
  private timer = 0;
  private lastMessage = performance.now();
  private shown = false;
  private over = false;
  private jumped = 0;
  private objectUrl = "";

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly url: string,
    private readonly onShown: () => void,
    private readonly onEnd: (end: StreamEnd) => void,
  ) {}

  start(): void {
    const kind = mediaSourceKind();
    if (!kind) return this.finish("unsupported", "", "");
    const address = new URL(this.url, window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.receive(kind, event.data);
    socket.onclose = () => this.finish("socket", "", "");
    this.timer = window.setInterval(() => this.tick(), TICK_MS);
  }

  /** Ends it without telling anybody. */
  stop(): void {
    this.over = true;
    this.release();
  }

  private receive(kind: MseKind, data: string | ArrayBuffer): void {
    this.lastMessage = performance.now();
    if (typeof data !== "string") {
      if (!this.queue.push(data)) return this.finish("media", "behind", "");
      return this.feed();
    }
    const hello = JSON.parse(data) as Hello;
    if (hello.end !== undefined) return this.finish("server", hello.end, hello.detail ?? "");
    const mime = hello.mime ?? `video/mp4; codecs="${hello.codec ?? ""}"`;
    if (!kind.isTypeSupported(mime)) return this.finish("codec", hello.codec ?? "", "");
    this.open(kind, mime);
  }

  private open(kind: MseKind, mime: string): void {
    const media = new kind();
    this.media = media;
    this.video.disableRemotePlayback = true;
    this.objectUrl = URL.createObjectURL(media);
    this.video.src = this.objectUrl;
    media.addEventListener(
      "sourceopen",
      () => {
        URL.revokeObjectURL(this.objectUrl);
        if (this.over) return;
        this.buffer = media.addSourceBuffer(mime);
        this.buffer.addEventListener("updateend", () => this.feed());
        this.feed();
      },
      { once: true },
    );
    this.video.onerror = () => this.finish("media", String(this.video.error?.code ?? ""), "");
    this.video.onwaiting = () => {
      // Waiting right after a jump is the jump's, not the network's.
      const now = performance.now();
      if (this.shown && now - this.jumped > 1000) this.pace = stuttered(this.pace, now / 1000);
    };
  }

  private feed(): void {
    const buffer = this.buffer;
    if (!buffer || buffer.updating || this.over || this.media?.readyState !== "open") return;
    const { buffered } = this.video;
    const trim = buffered.length > 0 ? trimTo(buffered.start(0), this.video.currentTime) : null;
    const piece = trim === null ? this.queue.take() : null;
    try {
      if (trim !== null) buffer.remove(0, trim);
      else if (piece) buffer.appendBuffer(piece);
    } catch (error) {
      return this.finish("media", error instanceof DOMException ? error.name : "append", "");
    }
    if (!this.shown) this.begin();
  }

  /** The first frames are here: stand on the newest of them and play. */
  private begin(): void {
    const { buffered } = this.video;
    if (buffered.length === 0) return;
    this.shown = true;
    this.toEdge(this.pace.target);
    void this.video.play().catch(() => undefined);
    this.onShown();
  }

  private toEdge(back: number): void {
    const { buffered } = this.video;
    const last = buffered.length - 1;
    if (last < 0) return;
    this.jumped = performance.now();
    this.video.currentTime = Math.max(buffered.start(last), buffered.end(last) - back);
  }

  private tick(): void {
    if (performance.now() - this.lastMessage > SILENCE_MS) return this.finish("socket", "silent", "");
    const { buffered, currentTime } = this.video;
    const last = buffered.length - 1;
    if (!this.shown) return this.feed();
    if (last < 0) return;
    if (currentTime < buffered.start(last)) return this.toEdge(this.pace.target); // a hole in time: beyond it lies the present
    this.pace = calmed(this.pace, performance.now() / 1000);
    const next = step(buffered.end(last) - currentTime, this.pace.target);
    if ("seekBack" in next) this.toEdge(next.seekBack);
    else if (this.video.playbackRate !== next.rate) this.video.playbackRate = next.rate;
    if (this.video.paused) void this.video.play().catch(() => undefined);
  }

  private finish(kind: EndKind, code: string, detail: string): void {
    if (this.over) return;
    this.over = true;
    this.release();
    this.onEnd({ kind, code, detail, shown: this.shown });
  }

  private release(): void {
    window.clearInterval(this.timer);
    if (this.socket) {
      this.socket.onmessage = this.socket.onclose = null;
      this.socket.close();
    }
    this.queue.clear();
    this.video.onerror = this.video.onwaiting = null;
    this.video.pause(); // the look is over: what is still buffered is not shown under it
    this.video.playbackRate = 1;
    this.buffer = null;
    this.media = null;
  }
}
