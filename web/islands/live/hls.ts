/** hls.js where there is Media Source Extensions, the browser's own HLS where there isn't (iPhone). Loaded only when needed. */
import type HlsPlayer from "hls.js/light";

export interface Attached {
  /**
   * Wall time in milliseconds of the picture at `seconds` of the element, from PROGRAM-DATE-TIME; null while unknown, and until
   * the element holds this footage: what it shows before is still the picture that was there.
   */
  wallOf(seconds: number): number | null;
  /** Position in seconds of a wall time; null when no piece of the list holds it. */
  positionOf(wallMs: number): number | null;
  /** The first moment of footage in the list at or after a wall time; null when there is none, undefined before the list came. */
  nextOf(wallMs: number): number | null | undefined;
  /** Whether there is sound with it; null while unknown. */
  sound(): boolean | null;
  detach(): void;
}

export interface Piece {
  start: number;
  duration: number;
  programDateTime: number | null;
}

/** A frame's own time and the start of its piece may differ by rounding, never by a frame. */
const ROUNDING_S = 0.0005;

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
    if (piece.programDateTime === null || seconds < piece.start - ROUNDING_S) break;
    last = piece.programDateTime + Math.min(Math.max(0, seconds - piece.start), piece.duration) * 1000;
  }
  return last;
}

/** The first moment of footage at or after `ms`; null when the pieces hold none. */
export function nextIn(pieces: readonly Piece[], ms: number): number | null {
  if (positionIn(pieces, ms) !== null) return ms;
  return pieces.find((piece) => piece.programDateTime !== null && piece.programDateTime >= ms)?.programDateTime ?? null;
}

export interface HlsOptions {
  live: boolean;
  /** Wall time to start at, milliseconds; without it a live list starts at its end. */
  startAt?: number;
}

/** Plays `url` in `video`. Null when this browser can play no HLS at all. `onFatal` gets a short code. */
export async function attachHls(
  video: HTMLVideoElement,
  url: string,
  options: HlsOptions,
  onFatal: (code: string) => void,
): Promise<Attached | null> {
  const { default: Hls } = await import("hls.js/light");
  if (!Hls.isSupported()) return attachNative(video, url, onFatal);
  const hls = new Hls({
    enableWorker: false, // fragments are played as they are; a worker would need blob: in the content security policy
    lowLatencyMode: false,
    // Footage that runs into the present is a growing list; only a live picture may be pulled to its end.
    ...(options.live ? { liveSyncDuration: 3, liveMaxLatencyDuration: 12 } : {}),
    maxBufferLength: 20,
    backBufferLength: 30,
    autoStartLoad: options.startAt === undefined,
  });
  if (options.startAt !== undefined) {
    const at = options.startAt;
    hls.once(Hls.Events.LEVEL_LOADED, (_, { details }) => {
      const first = nextIn(details.fragments, at);
      hls.startLoad((first === null ? null : positionIn(details.fragments, first)) ?? -1);
    });
  }
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
  let sound: boolean | null = null;
  hls.on(Hls.Events.BUFFER_CREATED, (_, { tracks }) => (sound = "audio" in tracks || "audiovideo" in tracks && /mp4a/.test(tracks.audiovideo?.codec ?? "")));
  let mine = false;
  const taken = (): void => void (mine = true);
  hls.loadSource(url);
  hls.attachMedia(video);
  video.addEventListener("loadedmetadata", taken, { once: true });
  const pieces = (): Piece[] => piecesOf(hls);
  return {
    wallOf: (seconds) => (mine ? wallIn(pieces(), seconds) : null),
    positionOf: (ms) => positionIn(pieces(), ms),
    nextOf: (ms) => (pieces().length > 0 ? nextIn(pieces(), ms) : undefined),
    sound: () => sound,
    detach: () => {
      video.removeEventListener("loadedmetadata", taken);
      hls.destroy();
    },
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
    nextOf: (ms) => (Number.isNaN(start()) ? undefined : ms),
    sound: () => null,
    detach: () => {
      video.onerror = null;
      video.removeAttribute("src");
      video.load();
    },
  };
}
