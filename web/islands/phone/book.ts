/** The officer's book: whose phone this is, the visits on it, the outbox, the line. One place that screens ask and tell. */
import { offsetNow, SHOWN_MS, type Contact } from "./clock";
import { Keep } from "./keep";
import { Outbox, type Draft, type Entry, type Sent } from "./outbox";
import type { Shelf } from "./shelf";
import { fromServer, type Today } from "./today";
import { shown, type Shown, type Visit } from "./visits";
import { Line } from "./wire";

export interface Owner {
  account: string;
  name: string;
  office: string;
}

/** open: the book lies open · new: nothing on the phone yet · out: signed out · other: another officer's work is still here. */
export type Standing = "open" | "new" | "out" | "other" | "forbidden";

/** Visits kept without a contact are forgotten after this long; what was not sent stays. */
const KEPT_MS = 3 * 86_400_000;
const DONE_KEPT_MS = 2 * 86_400_000;
/** A line that breaks is tried again this soon, so many times in a row; after that at the next occasion. */
const PAUSES_MS = [500, 2_000, 5_000];

async function patience(failures: number): Promise<boolean> {
  const pause = PAUSES_MS[failures - 1];
  if (pause === undefined || !navigator.onLine) return false;
  await new Promise((done) => setTimeout(done, pause));
  return navigator.onLine;
}

export class Book {
  standing: Standing = "new";
  owner: Owner | null = null;
  online = navigator.onLine;
  last: Contact | null = null;
  told = 0;
  unreadable = 0;
  visits = new Map<string, Visit>();
  private readonly line: Line;
  /** how often the visits were asked for, and which of these answers stands */
  private turns = 0;
  private heard = 0;

  private constructor(
    private readonly keep: Keep,
    readonly outbox: Outbox,
    line: Line,
    private readonly changed: () => void,
    private readonly failed: (error: unknown) => void,
  ) {
    this.line = line;
  }

  /** `changed` is told of everything that is so now and wasn't; `failed` of what went wrong with nobody waiting for it. */
  static async open(shelf: Shelf, changed: () => void, failed: (error: unknown) => void): Promise<Book> {
    const keep = await Keep.open(shelf);
    const met: Contact[] = [];
    let book: Book | null = null;
    const line = new Line((found) => (book ? book.meet(found) : met.push(found)));
    const { outbox, unreadable } = await Outbox.open(keep, line, () => book?.changed(), undefined, undefined, patience);
    book = new Book(keep, outbox, line, changed, failed);
    book.unreadable = unreadable;
    await book.load();
    return book;
  }

  private async load(): Promise<void> {
    this.owner = await this.keep.read<Owner>("facts", "owner");
    this.last = await this.keep.read<Contact>("facts", "contact");
    this.told = (await this.keep.read<number>("facts", "told")) ?? 0;
    if (Date.now() - this.told > KEPT_MS) await this.forgetVisits();
    this.visits = (await this.keep.list<Visit>("visits")).found;
    await this.outbox.prune(Date.now() - DONE_KEPT_MS);
    this.standing = this.owner ? "open" : "new";
  }

  private meet(found: Contact): void {
    this.last = found;
    this.online = true;
    void this.keep.write([{ store: "facts", id: "contact", value: found }]).catch(() => undefined); // room for it comes back
  }

  /** Milliseconds the phone is away from the server when that is more than a minute, else null. */
  get astray(): number | null {
    const offset = offsetNow(this.last, Date.now());
    return offset !== null && Math.abs(offset) > SHOWN_MS ? offset : null;
  }

  /** The visits as they stand here, by day and number. */
  all(): Shown[] {
    return [...this.visits.values()]
      .map((visit) => shown(visit, this.outbox.entries, this.told))
      .sort((a, b) => a.scheduled_on.localeCompare(b.scheduled_on) || a.number.localeCompare(b.number));
  }

  one(code: string): Shown | null {
    const visit = this.visits.get(code);
    return visit ? shown(visit, this.outbox.entries, this.told) : null;
  }

  /** Who is signed in, then today's visits, then what waits. Every step may find no network; nothing is lost by it. */
  async refresh(): Promise<void> {
    if (!(await this.known())) return this.changed();
    if (this.outbox.open.length) await this.outbox.send();
    await this.fetchVisits();
    this.changed();
  }

  private async known(): Promise<boolean> {
    const reached = await this.line.get<Owner>("/inspections/phone/session");
    this.online = reached.kind !== "away";
    if (reached.kind === "away") return false;
    if (reached.kind === "refused") {
      this.standing = "forbidden";
      return false;
    }
    if (reached.kind === "locked") {
      await this.lock();
      return false;
    }
    if (this.owner && this.owner.account !== reached.value.account) {
      if (this.outbox.open.length) {
        this.standing = "other";
        return false;
      }
      await this.wipe();
    }
    this.owner = reached.value;
    await this.keep.write([{ store: "facts", id: "owner", value: this.owner }]);
    this.standing = "open";
    return true;
  }

  private async fetchVisits(): Promise<void> {
    const turn = ++this.turns;
    const asked = Date.now(); // what the server had by then is in its answer; what it got meanwhile may not be
    const reached = await this.line.get<Today>("/api/inspections/today");
    this.online = reached.kind !== "away";
    if (reached.kind === "locked") return this.lock();
    if (reached.kind !== "answer") return;
    const visits = fromServer(reached.value);
    if (turn < this.heard) return; // a later answer was quicker
    const gone = [...this.visits.keys()].filter((code) => !visits.has(code) && !this.needed(code));
    await this.keep.write([
      ...[...visits].map(([id, value]) => ({ store: "visits" as const, id, value })),
      ...gone.map((id) => ({ store: "visits" as const, id, gone: true as const })),
      { store: "facts", id: "told", value: asked },
    ]);
    if (turn < this.heard) return;
    this.heard = turn;
    this.told = asked;
    for (const code of gone) this.visits.delete(code);
    for (const [code, visit] of visits) this.visits.set(code, visit);
  }

  private needed(code: string): boolean {
    return this.outbox.open.some((entry) => entry.action.visit === code);
  }

  private async forgetVisits(): Promise<void> {
    const { found } = await this.keep.list<Visit>("visits");
    const gone = [...found.keys()].filter((code) => !this.needed(code));
    await this.keep.write(gone.map((id) => ({ store: "visits", id, gone: true })));
  }

  /** Something was done: kept first, then sent when it can be. Throws Full. */
  async act(...drafts: Draft[]): Promise<Entry[]> {
    const made = await this.outbox.add(drafts, this.last);
    this.send().catch(this.failed);
    return made;
  }

  async send(): Promise<Sent> {
    const before = this.outbox.open.length;
    const end = await this.outbox.send();
    if (end === "away") this.online = false;
    else if (end === "locked") await this.lock();
    else {
      this.online = true;
      if (this.outbox.open.length < before) await this.fetchVisits();
    }
    this.changed();
    return end;
  }

  async settle(entry: Entry, instead: Draft | null): Promise<void> {
    await this.outbox.settle(entry, instead, this.last);
    this.send().catch(this.failed);
  }

  /** The sign-in has ended: what was read is forgotten; what was not sent stays sealed for its officer. */
  private async lock(): Promise<void> {
    this.standing = "out";
    if (!this.outbox.open.length) await this.wipe();
  }

  /** Everything on this phone is forgotten, sent or not. */
  async wipe(): Promise<void> {
    await this.keep.wipe();
    this.outbox.entries.length = 0;
    this.visits.clear();
    this.owner = null;
    this.told = 0;
    this.last = null;
  }
}
