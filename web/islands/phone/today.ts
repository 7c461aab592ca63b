/** What `/api/inspections/today` says, turned into what screens show. */
import type { Found, Item, Visit } from "./visits";

interface Check extends Omit<Item, "number"> {
  item: number;
  answer: Omit<Found, "item"> | null;
}

interface Told {
  code: string;
  number: string;
  state: string;
  outcome: string;
  outcome_word: string;
  outcome_note: string;
  revision: number;
  document: string;
  unit: string;
  place: string;
  kind_word: string;
  method: string;
  method_word: string;
  reason_word: string;
  scheduled_on: string;
  officers: { code: string; name: string }[];
  officers_min: { value: number; cite: string };
  show: { what: string; cite: string }[];
  checks: Check[];
  offered: Omit<Check, "answer">[];
  evidence: { code: string; action: string | null; item: number | null; kind: string; name: string; reference: string; here: boolean }[];
  signatures: { signer: string; account: string | null; manner: string }[];
  needs: { what: string; done: boolean }[];
  filing: { camera_count: number; cameras: { name: string; position: string }[] } | null;
}

export interface Today {
  now: string;
  visits: Told[];
}

export function fromServer(today: Today): Map<string, Visit> {
  return new Map(today.visits.map((told) => [told.code, visit(told)]));
}

function item({ item: number, question, guide, standard, cite, extra_reason }: Omit<Check, "answer">): Item {
  return { number, question, guide, standard, cite, extra_reason: extra_reason ?? "" };
}

function visit(told: Told): Visit {
  const recording = told.needs.find((need) => need.what === "body_camera");
  return {
    code: told.code,
    number: told.number,
    unit: told.unit,
    place: told.place,
    kind: told.kind_word,
    reason: told.reason_word,
    method: told.method_word,
    on_site: told.method === "on_site",
    state: told.state,
    outcome: told.outcome,
    outcome_note: told.outcome_note,
    scheduled_on: told.scheduled_on,
    revision: told.revision,
    items: told.checks.map(item),
    offered: told.offered.map(item),
    show: told.show.map(({ what, cite }) => ({ name: what, cite })),
    officers: told.officers,
    officers_min: told.officers_min.value,
    recording: recording ? (recording.done ? "done" : "owed") : "free",
    cameras: (told.filing?.cameras ?? []).map(({ name, position }) => ({ name, position })),
    cameras_total: told.filing?.camera_count ?? 0,
    answers: told.checks.flatMap((check) => (check.answer ? [{ ...check.answer, item: check.item }] : [])),
    evidence: told.evidence.map((one) => ({
      id: one.action ?? one.code,
      item: one.item,
      kind: one.kind,
      name: one.name || one.reference,
      here: one.here,
    })),
    signatures: told.signatures.map(({ signer, account, manner }) => ({ signer, account, manner, valid: true })),
    document: told.document,
  };
}
