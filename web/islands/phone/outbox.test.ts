import { expect, test } from "vitest";
import { Keep } from "./keep";
import { Outbox, ready, type Action, type Draft, type Entry, type Reached, type Result, type Wire } from "./outbox";
import { Full } from "./shelf";
import { MemoryShelf } from "./shelf.memory";
import { sha256 } from "./vault";

const NOW = Date.parse("2026-11-21T06:03:00Z");

/** A server that keeps the contract: an id has its effect once; it may lose its answers or be away. */
class Server implements Wire {
  effects: string[] = [];
  files = new Map<string, string>();
  asked = 0;
  loseAnswers = 0;
  away = false;
  locked = false;
  verdicts = new Map<string, Partial<Result>>();
  damage = 0;
  private answers = new Map<string, Result>();

  async post(actions: readonly Action[]): Promise<Reached<Result[]>> {
    this.asked += 1;
    if (this.away) return { kind: "away" };
    if (this.locked) return { kind: "locked" };
    const results = actions.map((action) => {
      const known = this.answers.get(action.id);
      if (known) return { ...known, status: known.status === "done" ? ("again" as const) : known.status };
      const verdict = this.verdicts.get(String(action.body["n"])) ?? {};
      const result: Result = { id: action.id, status: "done", ...verdict };
      if (result.status === "done") this.effects.push(`${action.kind} ${String(action.body["n"])}`);
      this.answers.set(action.id, result);
      return result;
    });
    if (this.loseAnswers-- > 0) return { kind: "away" };
    return { kind: "answer", value: results };
  }

  async upload(id: string, bytes: ArrayBuffer, _type: string, progress: (part: number) => void): Promise<Reached<void>> {
    progress(0.5);
    if (this.away) return { kind: "away" };
    if (this.damage-- > 0) return { kind: "refused", why: "hash" };
    this.files.set(id, await sha256(bytes));
    return { kind: "answer", value: undefined };
  }
}

async function made(): Promise<{ outbox: Outbox; server: Server; shelf: MemoryShelf; again: () => Promise<Outbox> }> {
  const shelf = new MemoryShelf();
  const server = new Server();
  let ids = 0;
  const again = async (): Promise<Outbox> => {
    const keep = await Keep.open(shelf);
    const opened = await Outbox.open(keep, server, () => undefined, () => NOW, () => `id-${++ids}`);
    return opened.outbox;
  };
  return { outbox: await again(), server, shelf, again };
}

const act = (n: number, kind: Draft["kind"] = "answer", visit = "v-1"): Draft => ({ visit, kind, base: 0, body: { n, item: n } });

async function photo(n: number, visit = "v-1"): Promise<Draft> {
  const bytes = new Uint8Array([n, 2, 3]).buffer;
  const file = { name: `${n}.jpg`, size: 3, type: "image/jpeg", sha256: await sha256(bytes) };
  return { visit, kind: "evidence", base: 0, body: { n }, bytes, file };
}

const states = (outbox: Outbox): string[] => outbox.entries.map((entry) => entry.state);

test("acts arrive once and in order, also when the server's answers are lost and the page is opened anew", async () => {
  const { outbox, server, again } = await made();
  await outbox.add([act(1), act(2)], null);
  server.loseAnswers = 1;
  expect(await outbox.send()).toBe("away");
  expect(states(outbox)).toEqual(["waiting", "waiting"]);
  const later = await again();
  await later.add([act(3)], null);
  expect(await later.send()).toBe("all");
  expect(server.effects).toEqual(["answer 1", "answer 2", "answer 3"]);
  expect(states(later)).toEqual(["done", "done", "done"]);
  expect(later.entries.every((entry) => entry.sent === NOW)).toBe(true);
});

test("two who send at the same time send once", async () => {
  const { outbox, server } = await made();
  await outbox.add([act(1)], null);
  expect(await Promise.all([outbox.send(), outbox.send()])).toEqual(["all", "all"]);
  expect(server.asked).toBe(1);
});

test("without connection everything stays; signed out everything stays and says so", async () => {
  const { outbox, server } = await made();
  await outbox.add([act(1), await photo(2)], null);
  server.away = true;
  expect(await outbox.send()).toBe("away");
  server.away = false;
  server.locked = true;
  expect(await outbox.send()).toBe("locked");
  expect(states(outbox)).toEqual(["waiting", "waiting"]);
  server.locked = false;
  expect(await outbox.send()).toBe("all");
});

test("a signature and the closing wait for what comes before them at the same visit, not for another visit", async () => {
  const { outbox, server } = await made();
  server.verdicts.set("1", { status: "conflict", current: { revision: 4 } });
  await outbox.add([act(1), act(2), act(3, "signature"), act(4, "close"), act(9, "close", "v-2")], null);
  expect(await outbox.send()).toBe("stuck");
  expect(server.effects).toEqual(["answer 2", "close 9"]);
  expect(states(outbox)).toEqual(["conflict", "done", "waiting", "waiting", "done"]);
  const [conflicting] = outbox.entries as [Entry];
  expect(conflicting.current).toEqual({ revision: 4 });
  await outbox.settle(conflicting, { ...act(7), base: 4 }, null);
  // what replaces it takes its place: nobody signs for what has not arrived
  expect(await outbox.send()).toBe("all");
  expect(server.effects).toEqual(["answer 2", "close 9", "answer 7", "signature 3", "close 4"]);
});

test("an answer changed twice while somebody else answered: the newest stands in conflict, nothing passes over unseen", async () => {
  const { outbox, server } = await made();
  const answer = (n: number, base: number): Draft => ({ visit: "v-1", kind: "answer", base, body: { n, item: 3 } });
  server.verdicts.set("1", { status: "conflict", why: "刚刚", current: { item: 3, revision: 1 } });
  await outbox.add([answer(1, 0), answer(2, 1), answer(3, 2)], null);
  expect(await outbox.send()).toBe("stuck");
  expect(server.effects).toEqual([]);
  expect(states(outbox)).toEqual(["settled", "settled", "conflict"]);
  expect(outbox.entries[2]?.current).toEqual({ item: 3, revision: 1 });
});

test("a line that breaks now and then is tried again at once, but not for ever", async () => {
  const keep = await Keep.open(new MemoryShelf());
  const server = new Server();
  const waits: number[] = [];
  const patience = (failures: number): Promise<boolean> => Promise.resolve(waits.push(failures) > 0 && failures < 3);
  const { outbox } = await Outbox.open(keep, server, () => undefined, () => NOW, undefined, patience);
  await outbox.add([act(1)], null);
  server.loseAnswers = 2;
  expect(await outbox.send()).toBe("all");
  await outbox.add([act(2)], null);
  server.away = true;
  expect(await outbox.send()).toBe("away");
  expect(waits).toEqual([1, 2, 1, 2, 3]);
  expect(server.effects).toEqual(["answer 1"]);
});

test("files go one by one, after their act; the closing waits for them; a damaged one stays and goes the next time", async () => {
  const { outbox, server } = await made();
  await outbox.add([await photo(1), await photo(2), act(3, "close")], null);
  server.damage = 1;
  expect(await outbox.send()).toBe("stuck");
  expect(states(outbox)).toEqual(["file", "done", "waiting"]);
  expect(outbox.entries[0]?.why).toBe("hash");
  expect(server.effects).toEqual(["evidence 1", "evidence 2"]);
  expect(await outbox.send()).toBe("all");
  expect(server.effects).toEqual(["evidence 1", "evidence 2", "close 3"]);
  expect(server.files.size).toBe(2);
});

test("a file that rotted on the phone is not sent as if it were whole", async () => {
  const { outbox, server, shelf } = await made();
  const draft = await photo(1);
  if (draft.file) draft.file.sha256 = "0".repeat(64);
  await outbox.add([draft], null);
  expect(await outbox.send()).toBe("stuck");
  expect(outbox.entries[0]).toMatchObject({ state: "refused", why: "damaged-here" });
  expect(server.files.size).toBe(0);
  await outbox.settle(outbox.entries[0] as Entry, null, null);
  expect(await shelf.all("files")).toEqual([]);
});

test("when the phone is full an act and its file are both not kept", async () => {
  const { outbox, shelf, again } = await made();
  await outbox.add([act(1)], null);
  shelf.room = 300;
  const draft = await photo(2);
  draft.bytes = new ArrayBuffer(5000);
  await expect(outbox.add([draft], null)).rejects.toBeInstanceOf(Full);
  expect(outbox.entries).toHaveLength(1);
  expect((await again()).entries).toHaveLength(1);
});

test("a refusal stays until the officer lets it go, with its reason", async () => {
  const { outbox, server, again } = await made();
  server.verdicts.set("1", { status: "refused", why: "已结束的检查不能再改。", cite: "M13" });
  await outbox.add([act(1)], null);
  expect(await outbox.send()).toBe("stuck");
  const opened = await again();
  expect(opened.open[0]).toMatchObject({ state: "refused", why: "已结束的检查不能再改。", cite: "M13" });
  await opened.settle(opened.open[0] as Entry, null, null);
  expect(await opened.send()).toBe("all");
  expect(server.effects).toEqual([]);
});

test("what was refused and is done anew does not stand in its own way", async () => {
  const { outbox, server, again } = await made();
  server.verdicts.set("1", { status: "refused", why: "还不能结束" });
  await outbox.add([act(1, "close")], null);
  expect(await outbox.send()).toBe("stuck");
  await outbox.add([act(2, "close")], null);
  expect(await outbox.send()).toBe("all");
  expect(server.effects).toEqual(["close 2"]);
  expect(states(await again())).toEqual(["settled", "done"]);
});

test("an act carries the phone's time and the measured difference", async () => {
  const { outbox } = await made();
  const [entry] = await outbox.add([act(1)], { offset: 86_400_000, at: NOW - 5 });
  expect(Date.parse(entry?.action.at ?? "")).toBe(NOW);
  expect(entry?.action.offset_ms).toBe(86_400_000);
});

test("two hundred random runs of loss and reload: each act has its effect exactly once", async () => {
  let seed = 20261121;
  const random = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  for (let run = 0; run < 200; run += 1) {
    const { outbox, server, again } = await made();
    let at = outbox;
    let n = 0;
    for (let step = 0; step < 12; step += 1) {
      const dice = random();
      if (dice < 0.4) await at.add([act(++n)], null);
      else if (dice < 0.6) at = await again();
      else {
        server.away = random() < 0.3;
        server.loseAnswers = random() < 0.4 ? 1 : 0;
        await at.send();
      }
    }
    server.away = false;
    server.loseAnswers = 0;
    expect(await at.send()).toBe("all");
    expect(server.effects).toEqual(Array.from({ length: n }, (_, index) => `answer ${index + 1}`));
  }
});

test("what may go is decided by order, not by where it stands", () => {
  const entry = (order: number, kind: Action["kind"], state: Entry["state"]): Entry => ({
    action: { id: String(order), visit: "v", kind, at: "", offset_ms: null, base: 0, body: {} },
    order,
    state,
    tries: 0,
  });
  expect(ready([entry(3, "close", "waiting"), entry(2, "answer", "done"), entry(1, "evidence", "file")])).toEqual([]);
  expect(ready([entry(2, "close", "waiting"), entry(1, "answer", "settled")]).map((one) => one.order)).toEqual([2]);
});
