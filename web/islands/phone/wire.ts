/** The phone's line to the registry. Every answer also tells how far the phone's clock is off; every failure is a sentence. */
import { contact, type Contact } from "./clock";
import type { Action, Reached, Result, Wire } from "./outbox";

/** Long enough for a bad line, short enough that an officer is not left waiting. */
const PATIENCE_MS = 20_000;
const FILE_PATIENCE_MS = 300_000;

interface Problem {
  detail?: string;
  title?: string;
}

export function token(): string {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/** What a status means for what was sent: whether to try again, sign in, or read why not. */
export function meaning<T>(status: number, problem: Problem): Reached<T> {
  if (status === 401) return { kind: "locked" };
  if (status === 0 || status === 408 || status === 429 || status >= 500) return { kind: "away" };
  return { kind: "refused", why: problem.detail ?? problem.title ?? `HTTP ${status}` };
}

function read(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}

export class Line implements Wire {
  constructor(private readonly met: (found: Contact) => void) {}

  async get<T>(path: string): Promise<Reached<T>> {
    return this.ask<T>(path, {});
  }

  async post(actions: readonly Action[]): Promise<Reached<Result[]>> {
    const reached = await this.ask<{ results: Result[] }>("/api/inspections/outbox", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ actions }),
    });
    return reached.kind === "answer" ? { kind: "answer", value: reached.value.results } : reached;
  }

  private async ask<T>(path: string, options: RequestInit): Promise<Reached<T>> {
    const sent = Date.now();
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", signal, ...options });
      const text = await answer.text();
      const found = contact(sent, Date.now(), answer.headers.get("Date"));
      if (found) this.met(found);
      if (answer.redirected) return { kind: "locked" };
      return answer.ok ? { kind: "answer", value: JSON.parse(text) as T } : meaning(answer.status, read(text));
    } catch {
      return { kind: "away" };
    }
  }

  /** The bytes alone are the body; `fetch` tells nothing of progress, so the older way does it. */
  upload(id: string, bytes: ArrayBuffer, type: string, progress: (part: number) => void): Promise<Reached<void>> {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", `/api/inspections/outbox/${id}/file`);
      request.timeout = FILE_PATIENCE_MS;
      request.setRequestHeader("Content-Type", type || "application/octet-stream");
      request.setRequestHeader("X-CSRFToken", token());
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      request.onerror = request.ontimeout = request.onabort = () => done({ kind: "away" });
      request.onload = () => {
        const fine = request.status >= 200 && request.status < 300;
        done(fine ? { kind: "answer", value: undefined } : meaning(request.status, read(request.responseText)));
      };
      request.send(bytes);
    });
  }
}
