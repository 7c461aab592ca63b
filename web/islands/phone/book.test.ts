import { afterEach, expect, test, vi } from "vitest";
import { Book } from "./book";
import { MemoryShelf } from "./shelf.memory";
import type { Today } from "./today";

/** A visit of one item as the server tells it, answered or not. */
function today(result: string | null): Today {
  const check = { item: 1, question: "Q1", guide: "", standard: "", cite: "M10", extra_reason: "" };
  const answer = result && { result, note: "", provenance: "seen", revision: 1, by: "" };
  const told = { code: "v-1", number: "1", state: "begun", checks: [{ ...check, answer }], offered: [], evidence: [], signatures: [], needs: [], show: [] };
  return { now: "", visits: [{ ...told, officers: [], officers_min: { value: 2, cite: "" }, filing: null, scheduled_on: "2026-11-22" }] } as unknown as Today;
}

/** A line whose answers about visits come when the test says so; everything sent arrives at once. */
function line(): ((answer: Today) => Promise<void>)[] {
  const asked: ((answer: Today) => Promise<void>)[] = [];
  const said = (value: unknown): Response => new Response(JSON.stringify(value), { status: 200 });
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("fetch", (path: string, options: RequestInit) => {
    if (path.endsWith("/session")) return Promise.resolve(said({ account: "a-1", name: "陈警官", office: "" }));
    if (path.endsWith("/today"))
      return new Promise((done) =>
        asked.push(async (answer) => {
          done(said(answer));
          await vi.advanceTimersByTimeAsync(10);
        }),
      );
    const { actions } = JSON.parse(String(options.body)) as { actions: { id: string }[] };
    return Promise.resolve(said({ results: actions.map(({ id }) => ({ id, status: "done" })) }));
  });
  return asked;
}

const answers = (book: Book): string[] => book.one("v-1")?.answers.map((one) => one.result) ?? [];

async function opened(): Promise<{ book: Book; asked: ((answer: Today) => Promise<void>)[] }> {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout"], now: 1_000_000 });
  const asked = line();
  const book = await Book.open(new MemoryShelf(), () => undefined, (error) => expect.fail(String(error)));
  const first = book.refresh();
  await vi.waitUntil(() => asked.length === 1);
  await asked[0]?.(today(null));
  await first;
  return { book, asked };
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what arrived while the visits were asked for stays, though their answer does not know it", async () => {
  const { book, asked } = await opened();
  const second = book.refresh();
  await vi.waitUntil(() => asked.length === 2);
  await vi.advanceTimersByTimeAsync(50);
  await book.act({ visit: "v-1", kind: "answer", base: 0, body: { item: 1, result: "violation" } });
  await vi.waitUntil(() => asked.length === 3); // it was sent, and the visits are asked for again
  await asked[1]?.(today(null));
  await second;
  expect(answers(book)).toEqual(["violation"]);
  await asked[2]?.(today("violation"));
  expect(answers(book)).toEqual(["violation"]);
});

test("an answer that comes after a later one is let go, also when the clock was set back meanwhile", async () => {
  const { book, asked } = await opened();
  const [slow, quick] = [book.refresh(), book.refresh()];
  await vi.waitUntil(() => asked.length === 3);
  await asked[2]?.(today("conform"));
  await asked[1]?.(today(null));
  await Promise.all([slow, quick]);
  expect(answers(book)).toEqual(["conform"]);
  vi.setSystemTime(500_000);
  const last = book.refresh();
  await vi.waitUntil(() => asked.length === 4);
  await asked[3]?.(today("violation"));
  await last;
  expect(answers(book)).toEqual(["violation"]);
});
