/** The one door, seen from the browser: a look is registered first, then its address exists. */

export type Action = "live" | "playback" | "snapshot";

export interface Look {
  number: number;
  at: string;
  watermark: { name: string; time: string; number: string | number; unit: string };
  codec: string | null;
  width: number | null;
  height: number | null;
  urls: { live?: string; playlist?: string; snapshot?: string };
}

export interface CameraState {
  code: string;
  name: string;
  state: "connecting" | "recording" | "lost" | "stopped" | "unknown";
  since: string | null;
  error: string | null;
  actions?: string[];
}

export interface TimelineData {
  camera: string;
  from: string;
  to: string;
  spans: { from: string; to: string }[];
  gaps: { from: string; to: string; why: string }[];
  now: string;
}

/** A refusal or failure, already a sentence in the person's language (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly cite: string;

  constructor(status: number, code: string, detail: string, cite = "") {
    super(detail);
    this.status = status;
    this.code = code;
    this.cite = cite;
  }

  /** Whether the server itself did not answer: nothing was registered, so that asking again costs no entry. */
  get away(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504;
  }

  /** Whether waiting helps; a refusal stays a refusal however often it is asked. */
  get passing(): boolean {
    return this.status === 0 || this.status === 409 || this.status === 429 || this.status >= 500;
  }
}

/** These ends come from a person or a rule: asking again would only fill the register with refusals. */
const FINAL = new Set(["revoked", "duty_ended", "signed_out", "no_purpose", "no_grant", "no_office", "origin", "csrf", "other_site"]);

export function isFinal(code: string): boolean {
  return FINAL.has(code);
}

function token(): string {
  return (
    document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ??
    document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ??
    ""
  );
}

async function ask<T>(url: string, offline: string, options: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, { credentials: "same-origin", cache: "no-store", ...options });
  } catch {
    throw new Problem(0, "offline", offline);
  }
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
  let body: { detail?: string; title?: string; code?: string; cite?: string } = {};
  try {
    body = (await answer.json()) as typeof body;
  } catch {
    /* not a problem document: the status alone speaks */
  }
  throw new Problem(answer.status, body.code ?? "", body.detail ?? body.title ?? offline, body.cite);
}

export class Door {
  constructor(private readonly offline: string) {}

  /** Registers a look and gives its address. Throws Problem. */
  open(camera: string, action: Action, from: string | null = null, to: string | null = null): Promise<Look> {
    return ask<Look>("/api/looks", this.offline, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ camera, action, from, to }),
    });
  }

  /** Ends a look; works while the page is closing, never throws. */
  end(look: Look): void {
    void fetch(`/api/looks/${look.number}/end`, {
      method: "POST",
      keepalive: true,
      credentials: "same-origin",
      headers: { "X-CSRFToken": token() },
    }).catch(() => undefined);
  }

  /** How each camera does, and in sentences what is wrong with the machine under all of them. */
  cameras(): Promise<{ cameras: CameraState[]; alarms: string[] }> {
    return ask("/api/cameras", this.offline);
  }

  timeline(camera: string, from: string, to: string): Promise<TimelineData> {
    const query = new URLSearchParams({ from, to });
    return ask<TimelineData>(`/api/cameras/${encodeURIComponent(camera)}/timeline?${query}`, this.offline);
  }
}
