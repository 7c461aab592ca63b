import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MOST_BYTES } from "./queue";
import { LiveStream, type StreamEnd } from "./stream";

/** The least of a browser that a stream touches; the stories test it in a real one. */
class Socket {
  static last: Socket;
  binaryType = "";
  closed = false;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor(readonly url: URL) {
    Socket.last = this;
  }
  close(): void {
    this.closed = true;
  }
  says(data: unknown): void {
    this.onmessage?.({ data });
  }
}
class Source extends EventTarget {
  static isTypeSupported = (mime: string): boolean => mime.includes("avc1");
  readyState = "closed";
}

const ends: StreamEnd[] = [];
const video = { buffered: { length: 0 }, currentTime: 0, playbackRate: 1, paused: true, play: () => Promise.resolve(), pause: vi.fn() };

function started(): Socket {
  new LiveStream(video as unknown as HTMLVideoElement, "/media/live/token", () => undefined, (end) => ends.push(end)).start();
  return Socket.last;
}

beforeEach(() => {
  ends.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("window", { location: { href: "https://site.example/wall" }, setInterval, clearInterval });
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("MediaSource", Source);
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the socket follows the page: wss where the page is https", () => {
  expect(started().url.href).toBe("wss://site.example/media/live/token");
});

test("a codec this browser cannot play ends it with the codec, before a byte is decoded", () => {
  const socket = started();
  socket.says(JSON.stringify({ codec: "hvc1.1.6.L93.90", mime: 'video/mp4; codecs="hvc1.1.6.L93.90"' }));
  expect(ends).toEqual([{ kind: "codec", code: "hvc1.1.6.L93.90", detail: "", shown: false }]);
  expect(socket.closed).toBe(true);
});

test("what the server says at the end is given on once, and closing after it is silent", () => {
  const socket = started();
  socket.says(JSON.stringify({ end: "revoked", detail: "授权已撤销或到期" }));
  socket.onclose?.();
  expect(ends).toEqual([{ kind: "server", code: "revoked", detail: "授权已撤销或到期", shown: false }]);
});

test("a broken line and eight seconds of silence both end it as the line's fault", () => {
  started().onclose?.();
  started();
  vi.advanceTimersByTime(9000);
  expect(ends.map((end) => [end.kind, end.code])).toEqual([["socket", ""], ["socket", "silent"]]);
});

test("a page that decodes nothing while megabytes come lets go instead of growing", () => {
  const socket = started();
  socket.says(JSON.stringify({ mime: 'video/mp4; codecs="avc1.42c01f"' }));
  for (let sent = 0; sent <= MOST_BYTES; sent += 4 * 1024 * 1024) socket.says(new ArrayBuffer(4 * 1024 * 1024));
  expect(ends.map((end) => [end.kind, end.code])).toEqual([["media", "behind"]]);
});

test("a browser without Media Source Extensions is told apart from a broken line", () => {
  vi.stubGlobal("MediaSource", undefined);
  started();
  expect(ends.map((end) => end.kind)).toEqual(["unsupported"]);
});

test("stopped by the page, it says nothing more and what is buffered is not shown on", () => {
  video.pause.mockClear();
  const stream = new LiveStream(video as unknown as HTMLVideoElement, "/media/live/t", () => undefined, (end) => ends.push(end));
  stream.start();
  const socket = Socket.last;
  expect(video.pause).not.toHaveBeenCalled();
  stream.stop();
  expect(video.pause).toHaveBeenCalledOnce();
  socket.onclose?.();
  vi.advanceTimersByTime(20_000);
  expect(ends).toEqual([]);
  expect(socket.closed).toBe(true);
});
