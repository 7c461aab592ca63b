import { expect, test } from "vitest";
import type { Action, Entry } from "./outbox";
import { fromServer, type Today } from "./today";
import { lacking, nextItem, shown, signedBy, type Visit } from "./visits";

const item = (number: number): Visit["items"][number] => ({ number, question: `Q${number}`, guide: "", standard: "", cite: "M10", extra_reason: "" });

const VISIT: Visit = {
  code: "v-1",
  number: "1",
  unit: "城南商场",
  place: "北新道",
  kind: "一般检查",
  reason: "日常检查",
  method: "现场检查",
  on_site: true,
  state: "planned",
  outcome: "",
  outcome_note: "",
  scheduled_on: "2026-11-21",
  revision: 1,
  items: [item(1), item(2)],
  offered: [item(8)],
  show: [],
  officers: [
    { code: "a-1", name: "陈警官" },
    { code: "a-2", name: "张警官" },
  ],
  officers_min: 2,
  recording: "owed",
  cameras: [],
  cameras_total: 0,
  answers: [],
  evidence: [],
  signatures: [],
  document: "",
};

let order = 0;
function did(kind: Action["kind"], body: Record<string, unknown>, more: Partial<Entry> = {}): Entry {
  order += 1;
  const action: Action = { id: `id-${order}`, visit: "v-1", kind, at: "", offset_ms: null, base: 0, body };
  return { action, order, state: "waiting", tries: 0, ...more };
}

const answered = (number: number): Entry => did("answer", { item: number, result: "conform", note: "", provenance: "seen" });
const officer = (account: string): Entry => did("signature", { signer: "officer", account, manner: "drawn" });
const unit = (): Entry => did("signature", { signer: "unit", manner: "typed" });
const filmed = (): Entry => did("evidence", { item: null, kind: "body_camera", reference: "A-1" });
const keys = (entries: Entry[]): string[] => lacking(shown(VISIT, entries, 0)).map((lack) => lack.key);

test("what was done here shows at once, and the visit is complete when nothing is lacking", () => {
  const entries = [did("begin", { shown: [] })];
  expect(shown(VISIT, entries, 0)).toMatchObject({ state: "begun", waiting: 1 });
  expect(keys(entries)).toEqual(["items", "recording", "officers", "unit"]);
  entries.push(answered(1), answered(2), filmed(), officer("a-1"), officer("a-2"));
  expect(keys(entries)).toEqual(["unit"]);
  entries.push(unit(), did("close", {}));
  expect(keys(entries)).toEqual([]);
  expect(shown(VISIT, entries, 0).closing).toBe(true);
});

test("a change after a signature takes the signature away; a photo does not", () => {
  const entries = [answered(1), answered(2), filmed(), officer("a-1"), officer("a-2"), unit()];
  entries.push(did("evidence", { item: 1, kind: "photo", name: "a.jpg" }, { file: { name: "a.jpg", size: 1, type: "image/jpeg", sha256: "" } }));
  expect(keys(entries)).toEqual([]);
  entries.push(did("answer", { item: 2, result: "violation", note: "没有标识", provenance: "seen" }));
  expect(keys(entries)).toEqual(["officers", "unit"]);
  expect(signedBy(shown(VISIT, entries, 0), "a-1")).toBeUndefined();
});

test("a refused inspection needs no items and no unit, only officers and the recording", () => {
  const entries = [did("refusal", { note: "不让进入" }), filmed(), officer("a-1"), officer("a-2")];
  expect(keys(entries)).toEqual([]);
  entries.push(did("resume", { reason: "经理到场了" }));
  expect(keys(entries)).toEqual(["items", "officers", "unit"]);
});

test("what is refused or in conflict does not count as done, and asks for the officer", () => {
  const found = shown(VISIT, [did("answer", { item: 1, result: "conform" }, { state: "conflict" })], 0);
  expect([found.answers, found.asked.length, found.waiting]).toEqual([[], 1, 0]);
});

test("what the server had before it last told us is not put on top of what it told", () => {
  const told = { ...VISIT, state: "begun", answers: [{ item: 1, result: "violation", note: "x", provenance: "seen", revision: 2, by: "张" }] };
  const mine = did("answer", { item: 1, result: "conform" }, { state: "done", sent: 100 });
  expect(shown(told, [mine], 200).answers[0]?.result).toBe("violation");
  expect(shown(told, [mine], 50).answers[0]?.result).toBe("conform");
});

test("an item added with its reason takes its place in the walk", () => {
  const found = shown(VISIT, [did("add_item", { item: 8, reason: "有举报" })], 0);
  expect(found.items.map((one) => one.number)).toEqual([1, 2, 8]);
  expect([found.items[2]?.extra_reason, found.offered]).toEqual(["有举报", []]);
  expect([nextItem(found), nextItem(found, 2), nextItem(found, 8)]).toEqual([1, 8, 1]);
});

test("evidence that the server knows is not shown twice", () => {
  const entry = did("evidence", { item: 1, kind: "photo", name: "a.jpg" }, { state: "file" });
  const told = { ...VISIT, evidence: [{ id: entry.action.id, item: 1, kind: "photo", name: "a.jpg", here: false }] };
  expect(shown(told, [entry], 0).evidence).toHaveLength(1);
});

test("the day as the server tells it becomes visits; a recording already there is owed no more", () => {
  const told = {
    ...VISIT,
    kind_word: "一般检查",
    reason_word: "日常检查",
    method_word: "现场检查",
    method: "on_site",
    outcome_word: "",
    officers_min: { value: 2, cite: "行政处罚法42" },
    show: [{ what: "identification", cite: "行政处罚法55" }],
    checks: [{ item: 1, question: "Q", guide: "", standard: "", cite: "M10(1)", extra_reason: "", answer: { result: "conform", note: "", provenance: "seen", revision: 1, by: "陈" } }],
    offered: [{ item: 8, question: "Q8", guide: "", standard: "", cite: "M10(8)" }],
    evidence: [{ code: "e-1", action: "id-9", item: null, kind: "body_camera", name: "", reference: "A-1", here: true }],
    signatures: [{ signer: "unit", account: null, manner: "refused" }],
    needs: [{ what: "body_camera", done: true }],
    filing: { camera_count: 900, cameras: [{ name: "01", position: "门" }] },
  };
  const found = fromServer({ now: "", visits: [told] } as unknown as Today).get("v-1");
  expect(found).toMatchObject({ recording: "done", cameras_total: 900, officers_min: 2, on_site: true });
  expect(found?.evidence[0]).toEqual({ id: "id-9", item: null, kind: "body_camera", name: "A-1", here: true });
  expect(found?.answers[0]).toMatchObject({ item: 1, result: "conform", revision: 1 });
});
