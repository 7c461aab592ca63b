/** Visits as the server told them, and as they stand with what this phone did since: pure, so that it can be tested. */
import type { Action, Entry } from "./outbox";

export interface Item {
  number: number;
  question: string;
  guide: string;
  standard: string;
  cite: string;
  /** why it was added to the list of its kind; "" for those of the list itself */
  extra_reason: string;
}

export interface Found {
  item: number;
  result: string;
  note: string;
  provenance: string;
  revision: number;
  by: string;
}

export interface Piece {
  /** code at the server, or the action's id while it is only here */
  id: string;
  item: number | null;
  kind: string;
  name: string;
  here: boolean;
}

export interface Signed {
  signer: string;
  account: string | null;
  manner: string;
  valid: boolean;
}

export interface Camera {
  name: string;
  position: string;
}

export interface Visit {
  code: string;
  number: string;
  unit: string;
  place: string;
  kind: string;
  reason: string;
  method: string;
  on_site: boolean;
  state: string;
  outcome: string;
  outcome_note: string;
  scheduled_on: string;
  revision: number;
  items: Item[];
  /** items that may still be added with a reason */
  offered: Item[];
  show: { name: string; cite: string }[];
  officers: { code: string; name: string }[];
  officers_min: number;
  /** the body camera's recording: still owed, there or excused at the last contact, or not asked for */
  recording: "owed" | "done" | "free";
  cameras: Camera[];
  cameras_total: number;
  answers: Found[];
  evidence: Piece[];
  signatures: Signed[];
  document: string;
}

/** A visit with the phone's own acts on top. ``waiting`` are how many of them have not arrived. */
export interface Shown extends Visit {
  closing: boolean;
  waiting: number;
  asked: Entry[];
}

export const PLANNED = "planned";
export const BEGUN = "begun";
export const CLOSED = "closed";

/** What stands on the phone: acts on their way count as done; those refused or in conflict don't, and are shown apart. */
export function shown(visit: Visit, entries: readonly Entry[], told: number): Shown {
  const own = entries.filter((entry) => entry.action.visit === visit.code);
  const made: Shown = {
    ...visit,
    answers: [...visit.answers],
    evidence: [...visit.evidence],
    signatures: [...visit.signatures],
    closing: false,
    waiting: own.filter((entry) => entry.state === "waiting" || entry.state === "file").length,
    asked: own.filter((entry) => entry.state === "conflict" || entry.state === "refused"),
  };
  for (const entry of own) {
    const late = entry.state === "done" && (entry.sent ?? 0) > told;
    if (entry.state === "waiting" || entry.state === "file" || late) apply(made, entry);
  }
  return made;
}

function apply(visit: Shown, { action, file }: Entry): void {
  const body = action.body;
  switch (action.kind) {
    case "begin":
      if (visit.state === PLANNED) visit.state = BEGUN;
      return;
    case "answer":
      unsign(visit);
      visit.answers = [...visit.answers.filter((one) => one.item !== body["item"]), answered(action)];
      return;
    case "evidence":
      if (visit.evidence.some((one) => one.id === action.id)) return;
      visit.evidence.push({ ...piece(action), here: !file });
      return;
    case "signature":
      visit.signatures.push({
        signer: String(body["signer"]),
        account: (body["account"] as string | undefined) ?? null,
        manner: String(body["manner"]),
        valid: true,
      });
      return;
    case "refusal":
    case "absence":
      unsign(visit);
      visit.outcome = action.kind === "refusal" ? "refused" : "absent";
      visit.outcome_note = String(body["note"]);
      return;
    case "resume":
      unsign(visit);
      visit.outcome = visit.outcome_note = "";
      return;
    case "add_item":
      unsign(visit);
      add(visit, Number(body["item"]), String(body["reason"]));
      return;
    case "close":
      visit.closing = visit.state !== CLOSED;
      return;
    case "note":
      return;
  }
}

function add(visit: Shown, number: number, reason: string): void {
  const item = visit.offered.find((one) => one.number === number);
  if (!item) return;
  visit.offered = visit.offered.filter((one) => one !== item);
  visit.items = [...visit.items, { ...item, extra_reason: reason }].sort((a, b) => a.number - b.number);
}

/** A signature holds for what it was put under, and no longer. */
function unsign(visit: Shown): void {
  visit.signatures = visit.signatures.map((one) => ({ ...one, valid: false }));
}

function answered({ body, base }: Action): Found {
  return {
    item: Number(body["item"]),
    result: String(body["result"]),
    note: String(body["note"] ?? ""),
    provenance: String(body["provenance"] ?? "seen"),
    revision: base + 1,
    by: "",
  };
}

function piece({ id, body }: Action): Piece {
  return {
    id,
    item: (body["item"] as number | null) ?? null,
    kind: String(body["kind"]),
    name: String(body["name"] ?? body["reference"] ?? ""),
    here: false,
  };
}

/** The standing answer to one item. */
export function answerTo(visit: Visit, item: number): Found | undefined {
  return visit.answers.find((one) => one.item === item);
}

/** The next item without an answer after this one, from the start again if need be; null when all are answered. */
export function nextItem(visit: Visit, after = 0): number | null {
  const open = visit.items.filter((item) => !answerTo(visit, item.number)).map((item) => item.number);
  return open.find((number) => number > after) ?? open[0] ?? null;
}

export interface Lack {
  key: "items" | "recording" | "officers" | "unit";
  what: string;
}

/** What is missing before the visit can be closed, as the server will see it too. */
export function lacking(visit: Visit): Lack[] {
  const lacks: Lack[] = [];
  if (!visit.outcome) {
    const open = visit.items.filter((item) => !answerTo(visit, item.number));
    if (open.length) lacks.push({ key: "items", what: open.map((item) => item.number).join("、") });
  }
  if (visit.recording === "owed" && !visit.evidence.some((one) => one.kind === "body_camera"))
    lacks.push({ key: "recording", what: "" });
  const signed = visit.officers.filter((officer) => signedBy(visit, officer.code)).length;
  if (signed < visit.officers_min) lacks.push({ key: "officers", what: `${signed}/${visit.officers_min}` });
  if (!visit.outcome && visit.on_site && !signedBy(visit, null)) lacks.push({ key: "unit", what: "" });
  return lacks;
}

/** Whether an officer (by code) or the unit (null) has signed what stands now. */
export function signedBy(visit: Visit, officer: string | null): Signed | undefined {
  const signer = officer === null ? "unit" : "officer";
  return visit.signatures.findLast((one) => one.valid && one.signer === signer && (officer === null || one.account === officer));
}
