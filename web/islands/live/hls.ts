/** hls.js where there is Media Source Extensions, the browser's own HLS where there isn't (iPhone). Loaded only when needed. */
import type HlsPlayer from "hls.js";

export interface Attached {
  /** Wall time in milliseconds of the picture at `seconds` of the element, from PROGRAM-DATE-TIME; null while unknown. */
  wallOf(seconds: number): number | null;
  /** Position in seconds of a wall time; null when no piece of the list holds it. */
  positionOf(wallMs: number): number | null;
  detach(): void;
}

interface Piece {
  start: number;
  duration: number;
  programDateTime: number | null;
}

/** Where wall time `ms` lies among the pieces; the pieces are ordered, between them there may be gaps. */
export function positionIn(pieces: readonly Piece[], ms: number): number | null {
  for (const piece of pieces) {
    const from = piece.programDateTime;
    if (from === null) continue;
    if (ms < from) return null;
    if (ms < from + piece.duration * 1000) return piece.start + (ms - from) / 1000;
  }
  return null;
}

/** Wall time at `seconds`: inside a piece exactly, at the very end that of its end. */
export function wallIn(pieces: readonly Piece[], seconds: number): number | null {
  let last: number | null = null;
  for (const piece of pieces) {
    if (piece.programDateTime === null || seconds < piece.start - 0.05) break;
    last = piece.programDateTime + Math.min(Math.max(0, seconds - piece.start), piece.duration) * 1000;
  }
  return last;
}

export interface HlsOptions {
  live: boolean;
  /** Where to start, in seconds of the list; -1: at its end. */
  startAt?: number;
}

/** Plays `url` in `video`. Null when this browser can play no HLS at all. `onFatal` gets a short code. */
export async function attachHls(
  video: HTMLVideoElement,
  url: string,
  options: HlsOptions,
  onFatal: (code: string) => void,
): Promise<Attached | null> {
  const { default: Hls } = await import("hls.js");
  if (!Hls.isSupported()) return attachNative(video, url, onFatal);
  const hls = new Hls({
    enableWorker: false, // fragments are played as they are; a worker would need blob: in the content security policy
    lowLatencyMode: false,
    liveSyncDuration: 3,
    liveMaxLatencyDuration: 12,
    maxBufferLength: 20,
    backBufferLength: 20,
    startPosition: options.startAt ?? -1,
    autoStartLoad: true,
  });
  let recovered = 0;
  hls.on(Hls.Events.ERROR, (_, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && recovered < 2 && data.details !== "bufferAddCodecError") {
      recovered += 1;
      hls.recoverMediaError();
      return;
    }
    const status = (data.response as { code?: number } | undefined)?.code ?? 0;
    onFatal(status ? String(status) : data.details);
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  const pieces = (): Piece[] => piecesOf(hls);
  return {
    wallOf: (seconds) => wallIn(pieces(), seconds),
    positionOf: (ms) => positionIn(pieces(), ms),
    detach: () => hls.destroy(),
  };
}

function piecesOf(hls: HlsPlayer): Piece[] {
  const details = hls.latestLevelDetails ?? hls.levels[hls.currentLevel]?.details ?? hls.levels[0]?.details;
  return details?.fragments ?? [];
}

function attachNative(video: HTMLVideoElement, url: string, onFatal: (code: string) => void): Attached | null {
  if (!video.canPlayType("application/vnd.apple.mpegurl")) return null;
  video.src = url;
  video.onerror = () => onFatal(`media ${video.error?.code ?? ""}`);
  const dated = video as HTMLVideoElement & { getStartDate?: () => Date };
  const start = (): number => dated.getStartDate?.().getTime() ?? Number.NaN;
  return {
    wallOf: (seconds) => (Number.isNaN(start()) ? null : start() + seconds * 1000),
    positionOf: (ms) => (Number.isNaN(start()) ? null : (ms - start()) / 1000),
    detach: () => {
      video.onerror = null;
      video.removeAttribute("src");
      video.load();
    },
  };
}
