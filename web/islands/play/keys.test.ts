import { expect, test } from "vitest";
import { commandOf } from "./keys";

const press = (key: string, more: Partial<Parameters<typeof commandOf>[0]> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
});

test("the keys of an editing desk mean what they mean everywhere", () => {
  expect(commandOf(press(" "), false, false)).toEqual({ do: "toggle" });
  expect(commandOf(press("ArrowLeft"), false, false)).toEqual({ do: "move", seconds: -1 });
  expect(commandOf(press("ArrowRight", { shiftKey: true }), false, false)).toEqual({ do: "move", seconds: 10 });
  expect(commandOf(press(","), false, false)).toEqual({ do: "frame", direction: -1 });
  expect(commandOf(press("."), false, false)).toEqual({ do: "frame", direction: 1 });
  expect(commandOf(press("J"), false, false)).toEqual({ do: "shuttle", direction: -1 });
  expect(commandOf(press("k"), false, false)).toEqual({ do: "pause" });
  expect(commandOf(press("l"), false, false)).toEqual({ do: "shuttle", direction: 1 });
  expect(commandOf(press("End"), false, false)).toEqual({ do: "live" });
  expect(commandOf(press("i"), false, false)).toEqual({ do: "mark", end: "from" });
  expect(commandOf(press("o"), false, false)).toEqual({ do: "mark", end: "to" });
  expect(commandOf(press("M"), false, false)).toEqual({ do: "sound" });
});

test("typing in a field, a shortcut of the browser and space on a button keep their own meaning", () => {
  expect(commandOf(press("j"), true, false)).toBeNull();
  expect(commandOf(press("o"), true, false)).toBeNull();
  expect(commandOf(press("l", { ctrlKey: true }), false, false)).toBeNull();
  expect(commandOf(press("ArrowLeft", { altKey: true }), false, false)).toBeNull();
  expect(commandOf(press(" "), false, true)).toBeNull();
  expect(commandOf(press("Tab"), false, false)).toBeNull();
  expect(commandOf(press("Enter"), false, false)).toBeNull();
});
