import { expect, test } from "vitest";
import { AppendQueue, KEEP_SECONDS, trimTo, TRIM_AT_SECONDS } from "./queue";

const piece = (...bytes: number[]): ArrayBuffer => new Uint8Array(bytes).buffer;

test("what waited is handed over once, whole and in order", () => {
  const queue = new AppendQueue();
  expect(queue.take()).toBeNull();
  queue.push(piece(1, 2));
  queue.push(piece(3));
  queue.push(piece(4, 5, 6));
  expect(queue.bytes).toBe(6);
  expect([...(queue.take() ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(queue.bytes).toBe(0);
  expect(queue.take()).toBeNull();
});

test("a page that cannot keep up is told so instead of growing, and nothing is half taken", () => {
  const queue = new AppendQueue(4);
  expect(queue.push(piece(1, 2, 3))).toBe(true);
  expect(queue.push(piece(4, 5))).toBe(false);
  expect(queue.bytes).toBe(3);
  expect(queue.push(piece(4))).toBe(true);
  queue.clear();
  expect(queue.bytes).toBe(0);
  expect(queue.push(piece(1, 2, 3, 4))).toBe(true);
});

test("old pictures are trimmed in large steps and what was just shown stays", () => {
  expect(trimTo(0, 5)).toBeNull();
  expect(trimTo(0, TRIM_AT_SECONDS)).toBeNull();
  expect(trimTo(0, 25)).toBe(25 - KEEP_SECONDS);
  expect(trimTo(20, 25)).toBeNull();
  expect(trimTo(100, 130)).toBe(130 - KEEP_SECONDS);
});
