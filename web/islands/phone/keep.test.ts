import { expect, test } from "vitest";
import { Keep } from "./keep";
import { Full } from "./shelf";
import { MemoryShelf } from "./shelf.memory";
import { sha256, toBytes } from "./vault";

const text = (bytes: ArrayBuffer): string => new TextDecoder("latin1").decode(bytes);

test("what is kept can be read again by its key and by nothing else, and never lies there readable", async () => {
  const shelf = new MemoryShelf();
  const keep = await Keep.open(shelf);
  await keep.write([{ store: "visits", id: "v-1", value: { unit: "SECRET-UNIT" } }]);
  expect(await (await Keep.open(shelf)).read("visits", "v-1")).toEqual({ unit: "SECRET-UNIT" });
  const box = (await shelf.get("visits", "v-1"))?.box;
  expect(box && text(box.data)).not.toContain("SECRET");
  expect((await shelf.get("keys", "key"))?.key?.extractable).toBe(false);
});

test("a box put elsewhere, or changed by one bit, does not open; the rest stays readable", async () => {
  const shelf = new MemoryShelf();
  const keep = await Keep.open(shelf);
  await keep.write([
    { store: "facts", id: "a", value: 1 },
    { store: "facts", id: "b", value: 2 },
  ]);
  const a = await shelf.get("facts", "a");
  if (!a?.box) throw new Error("nothing kept");
  await shelf.write([{ store: "facts", row: { id: "moved", box: a.box } }]);
  new Uint8Array(a.box.data)[0]! ^= 1;
  await shelf.write([{ store: "facts", row: a }]);
  const { found, unreadable } = await keep.list<number>("facts");
  expect([...found]).toEqual([["b", 2]]);
  expect(unreadable).toBe(2);
});

test("with no room left nothing of a write is kept", async () => {
  const shelf = new MemoryShelf();
  const keep = await Keep.open(shelf);
  shelf.room = 200;
  await keep.write([{ store: "facts", id: "small", value: 1 }]);
  const both = [
    { store: "actions" as const, id: "x", value: "act" },
    { store: "files" as const, id: "x", bytes: new ArrayBuffer(500) },
  ];
  await expect(keep.write(both)).rejects.toBeInstanceOf(Full);
  expect(await keep.read("actions", "x")).toBeNull();
  expect(await keep.read("facts", "small")).toBe(1);
});

test("wiping leaves nothing, and boxes copied before do not open afterwards", async () => {
  const shelf = new MemoryShelf();
  const keep = await Keep.open(shelf);
  await keep.write([{ store: "visits", id: "v-1", value: 1 }]);
  const copy = await shelf.get("visits", "v-1");
  await keep.wipe();
  expect(await shelf.all("visits")).toEqual([]);
  if (copy) await shelf.write([{ store: "visits", row: copy }]);
  expect(await keep.list("visits")).toEqual({ found: new Map(), unreadable: 1 });
});

test("boxes whose key is gone are cleared away when the phone is opened", async () => {
  const shelf = new MemoryShelf();
  await (await Keep.open(shelf)).write([{ store: "visits", id: "v-1", value: 1 }]);
  await shelf.write([{ store: "keys", gone: "key" }]);
  const keep = await Keep.open(shelf);
  expect(await keep.list("visits")).toEqual({ found: new Map(), unreadable: 0 });
});

test("hashes are those of everybody else", async () => {
  expect(await sha256(new TextEncoder().encode("abc").buffer as ArrayBuffer)).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  expect(toBytes({ a: "明" }).byteLength).toBe(11);
});
