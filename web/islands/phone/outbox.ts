/**
 * What was done on the phone and is on its way: each act once, under its own id, in order. Nothing is dropped by the phone:
 * what the server refuses or what somebody else changed meanwhile waits for the officer's word.
 */
import { offsetNow, phoneTime, type Contact } from "./clock";
import type { Keep, Kept } from "./keep";
import { sha256 } from "./vault";

export type Kind = "begin" | "answer" | "evidence" | "signature" | "refusal" | "absence" | "resume" | "add_item" | "close" | "note";

export interface Action {
  id: string;
  visit: string;
  kind: Kind;
  at: string;
  offset_ms: number | null;
  base: number;
  body: Record<string, unknown>;
}

export interface Result {
  id: string;
  status: "done" | "again" | "conflict" | "refused";
  why?: string;
  cite?: string;
  current?: Record<string, unknown> | null;
}

/** waiting → (file →) done, or conflict | refused → settled by the officer. `file`: the act stands, its bytes are to go. */
export type State = "waiting" | "file" | "done" | "conflict" | "refused" | "settled";

export interface Entry {
  action: Action;
  order: number;
  state: State;
  file?: { name: string; size: number; type: string; sha256: string };
  why?: string;
  cite?: string;
  current?: Record<string, unknown> | null;
  /** when the server had it, milliseconds by the phone */
  sent?: number;
  tries: number;
}

/** What came of one attempt to reach the server. */
export type Reached<T> =
  | { kind: "answer"; value: T }
  | { kind: "away" } // no connection, or the server cannot now: try again later
  | { kind: "locked" } // not signed in
  | { kind: "refused"; why: string }; // the server had it and says no

export interface Wire {
  post(actions: readonly Action[]): Promise<Reached<Result[]>>;
  upload(id: string, bytes: ArrayBuffer, type: string, progress: (part: number) => void): Promise<Reached<void>>;
}

export interface Draft {
  visit: string;
  kind: Kind;
  base: number;
  body: Record<string, unknown>;
  bytes?: ArrayBuffer;
  file?: NonNullable<Entry["file"]>;
}

export type Sent = "all" | "away" | "locked" | "stuck";

/** These say "all of this is so": they go only after everything before them at the same visit has arrived. */
const LAST: ReadonlySet<Kind> = new Set(["signature", "refusal", "absence", "resume", "close"]);
const BATCH = 50;

export function settled(entry: Entry): boolean {
  return entry.state === "done" || entry.state === "settled";
}

/** What an act is about: a second one about the same replaces the first in the officer's mind. Evidence and remarks add up. */
function subject({ id, visit, kind, body }: Pick<Action, "id" | "visit" | "kind" | "body">): string {
  if (kind === "evidence" || kind === "note") return id;
  if (kind === "answer" || kind === "add_item") return `${visit} ${kind} ${String(body["item"])}`;
  return kind === "signature" ? `${visit} ${kind} ${String(body["signer"])} ${String(body["account"])}` : `${visit} ${kind}`;
}

/**
 * Those that may go now, in order. A second answer to one item waits for the first: were the first in conflict, the second
 * would pass over what somebody else found without anybody having seen it.
 */
export function ready(entries: readonly Entry[]): Entry[] {
  const open = new Set<string>();
  const going: Entry[] = [];
  for (const entry of [...entries].sort((a, b) => a.order - b.order)) {
    const { visit, kind } = entry.action;
    const held = open.has(subject(entry.action)) || (LAST.has(kind) && open.has(visit));
    if (entry.state === "waiting" && !held) going.push(entry);
    if (!settled(entry)) open.add(visit).add(subject(entry.action));
  }
  return going;
}

export class Outbox {
  private busy: Promise<Sent> | null = null;
  /** which file is on its way, and how far */
  progress: { id: string; part: number } | null = null;

  private constructor(
    private readonly keep: Keep,
    private readonly wire: Wire,
    readonly entries: Entry[],
    private readonly changed: () => void,
    private readonly now: () => number = Date.now,
    private readonly newId: () => string = () => crypto.randomUUID(),
    /** Waits after the nth failure in a row and says whether to try again now. */
    private readonly patience: (failures: number) => Promise<boolean> = () => Promise.resolve(false),
  ) {}

  static async open(
    keep: Keep,
    wire: Wire,
    changed: () => void,
    now?: () => number,
    newId?: () => string,
    patience?: (failures: number) => Promise<boolean>,
  ): Promise<{ outbox: Outbox; unreadable: number }> {
    const { found, unreadable } = await keep.list<Entry>("actions");
    const entries = [...found.values()].sort((a, b) => a.order - b.order);
    return { outbox: new Outbox(keep, wire, entries, changed, now, newId, patience), unreadable };
  }

  /** Those still to go or to be decided on. */
  get open(): Entry[] {
    return this.entries.filter((entry) => !settled(entry));
  }

  of(visit: string): Entry[] {
    return this.entries.filter((entry) => entry.action.visit === visit);
  }

  /** Keeps acts, with their files, all or none; what was refused and is done anew is settled. Throws Full: no room. */
  async add(drafts: readonly Draft[], last: Contact | null, beside: readonly Kept[] = [], place?: number): Promise<Entry[]> {
    const at = this.now();
    let order = place === undefined ? (this.entries.at(-1)?.order ?? 0) : place - 1;
    const made = drafts.map(({ visit, kind, base, body, file }): Entry => {
      const action = { id: this.newId(), visit, kind, at: phoneTime(at), offset_ms: offsetNow(last, at), base, body };
      return { action, order: ++order, state: "waiting", tries: 0, ...(file ? { file } : {}) };
    });
    const kept: Kept[] = [...beside];
    const again = new Set(made.map((entry) => subject(entry.action)));
    const replaced = this.entries.filter((entry) => entry.state === "refused" && again.has(subject(entry.action)));
    for (const entry of replaced) kept.push({ store: "actions", id: entry.action.id, value: { ...entry, state: "settled" } });
    made.forEach((entry, index) => {
      const bytes = drafts[index]?.bytes;
      kept.push({ store: "actions", id: entry.action.id, value: entry });
      if (bytes) kept.push({ store: "files", id: entry.action.id, bytes });
    });
    await this.keep.write(kept);
    for (const entry of replaced) entry.state = "settled";
    this.entries.push(...made);
    this.entries.sort((a, b) => a.order - b.order);
    this.changed();
    return made;
  }

  /** The officer decides on what was refused or is in conflict: it is let go, or a new act takes its place in the order. */
  async settle(entry: Entry, instead: Draft | null, last: Contact | null): Promise<void> {
    const gone: Entry = { ...entry, state: "settled" };
    const beside: Kept[] = [
      { store: "actions", id: entry.action.id, value: gone },
      { store: "files", id: entry.action.id, gone: true },
    ];
    if (instead) {
      const bytes = instead.bytes ?? (instead.file ? await this.keep.bytes("files", entry.action.id) : null);
      await this.add([{ ...instead, ...(bytes ? { bytes } : {}) }], last, beside, entry.order);
    } else await this.keep.write(beside);
    entry.state = "settled";
    this.changed();
  }

  /** Forgets what the server has had for a day; the server's own record shows it. */
  async prune(olderThan: number): Promise<void> {
    const old = this.entries.filter((entry) => settled(entry) && (entry.sent ?? 0) < olderThan);
    await this.keep.write(old.map((entry) => ({ store: "actions", id: entry.action.id, gone: true })));
    for (const entry of old) this.entries.splice(this.entries.indexOf(entry), 1);
  }

  /** Sends what can go. One at a time: a second call joins the first. */
  send(): Promise<Sent> {
    this.busy ??= this.round().finally(() => {
      this.busy = null;
      this.progress = null;
      this.changed();
    });
    return this.busy;
  }

  get sending(): boolean {
    return this.busy !== null;
  }

  private async round(): Promise<Sent> {
    const failed = new Set<string>();
    for (let failures = 0; ; ) {
      const acts = ready(this.entries).slice(0, BATCH);
      const next = this.entries.find((entry) => entry.state === "file" && !failed.has(entry.action.id));
      if (!acts.length && !next) return this.open.length ? "stuck" : "all";
      const end = acts.length ? await this.sendActs(acts) : await this.sendFile(next as Entry);
      if (end === "refused") failed.add((next as Entry).action.id);
      else if (end === "away" && (await this.patience(++failures))) continue;
      else if (end) return end;
      failures = 0;
    }
  }

  private async sendActs(acts: Entry[]): Promise<Sent | null> {
    const reached = await this.wire.post(acts.map((entry) => entry.action));
    if (reached.kind === "away" || reached.kind === "locked") {
      await this.note(acts.map((entry) => [entry, { tries: entry.tries + 1 }]));
      return reached.kind;
    }
    if (reached.kind === "refused") {
      await this.note(acts.map((entry) => [entry, { tries: entry.tries + 1, why: reached.why }]));
      return "stuck";
    }
    const by = new Map(reached.value.map((result) => [result.id, result]));
    const marks = acts.flatMap((entry): [Entry, Partial<Entry>][] => {
      const result = by.get(entry.action.id);
      return result ? [[entry, this.mark(entry, result)]] : [];
    });
    await this.note(marks.flatMap((mark) => [mark, ...this.overtaken(...mark)]));
    return marks.length ? null : "away"; // an answer about none of them is no answer
  }

  /** An answer in conflict that the officer has since changed: the newest of them stands against the server's, alone. */
  private overtaken(entry: Entry, mark: Partial<Entry>): [Entry, Partial<Entry>][] {
    if (mark.state !== "conflict" || entry.action.kind !== "answer") return [];
    const same = (one: Entry): boolean => one !== entry && one.state === "waiting" && subject(one.action) === subject(entry.action);
    const later = this.entries.filter(same);
    if (!later.length) return [];
    const newest = later[later.length - 1] as Entry;
    const older = [entry, ...later.slice(0, -1)].map((one): [Entry, Partial<Entry>] => [one, { state: "settled" }]);
    return [...older, [newest, { ...mark }]];
  }

  private mark(entry: Entry, result: Result): Partial<Entry> {
    const { why = "", cite = "", current = null } = result;
    const said = { why, cite, current, tries: entry.tries + 1 };
    if (result.status === "conflict" || result.status === "refused") return { ...said, state: result.status };
    return { ...said, state: entry.file ? "file" : "done", sent: this.now() };
  }

  private async sendFile(entry: Entry): Promise<Sent | "refused" | null> {
    const { id } = entry.action;
    const bytes = await this.keep.bytes("files", id);
    if (!bytes || !entry.file || (await sha256(bytes)) !== entry.file.sha256) {
      await this.note([[entry, { state: "refused", why: "damaged-here" }]]);
      return null;
    }
    this.progress = { id, part: 0 };
    const reached = await this.wire.upload(id, bytes, entry.file.type, (part) => {
      this.progress = { id, part };
      this.changed();
    });
    this.progress = null;
    if (reached.kind === "answer") {
      await this.note([[entry, { state: "done", why: "", sent: this.now() }]], [{ store: "files", id, gone: true }]);
      return null;
    }
    await this.note([[entry, { tries: entry.tries + 1, ...(reached.kind === "refused" ? { why: reached.why } : {}) }]]);
    return reached.kind;
  }

  private async note(marks: [Entry, Partial<Entry>][], beside: readonly Kept[] = []): Promise<void> {
    const after = new Map<Entry, Entry>();
    for (const [entry, part] of marks) after.set(entry, { ...(after.get(entry) ?? entry), ...part });
    const kept = [...after].map(([entry, value]): Kept => ({ store: "actions", id: entry.action.id, value }));
    await this.keep.write([...kept, ...beside]);
    for (const [entry, value] of after) Object.assign(entry, value);
    this.changed();
  }
}
