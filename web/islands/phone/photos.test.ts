import { expect, test } from "vitest";
import { added, path, type Point } from "./pad";
import { fits, fitting, sortOf, taken } from "./photos";
import { meaning } from "./wire";

test("a photo is hashed as it was taken, whatever its name", async () => {
  const found = await taken(new File(["abc"], "证据 1.jpg", { type: "image/jpeg" }), false);
  expect(found.sha256).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect([found.original, found.name, found.bytes.byteLength]).toEqual([null, "证据 1.jpg", 3]);
});

test("a smaller copy keeps its shape and is never larger than the picture", () => {
  expect(fitting(4000, 3000)).toEqual([2048, 1536]);
  expect(fitting(800, 600)).toEqual([800, 600]);
  expect(fitting(9000, 1)).toEqual([2048, 1]);
});

test("a signature is its strokes; a tap is a dot; nothing drawn is nothing", () => {
  expect(path([])).toBe("");
  expect(path([[[10.4, 20.6]]])).toBe("M10 21L11 21");
  expect(path([[[1, 1], [5, 5]], [[9, 9], [9, 20]]])).toBe("M1 1L5 5M9 9L9 20");
});

test("points that nobody could tell apart are left out", () => {
  const stroke: Point[] = [[0, 0]];
  expect([added(stroke, [1, 1]), added(stroke, [2, 2])]).toEqual([false, true]);
  expect(stroke).toEqual([[0, 0], [2, 2]]);
});

test("a server that cannot now is asked again; one that will not is quoted; one that does not know us asks to sign in", () => {
  for (const status of [0, 408, 429, 500, 502, 503]) expect(meaning(status, {}).kind).toBe("away");
  expect(meaning(401, {}).kind).toBe("locked");
  expect(meaning(422, { detail: "照片与所报的哈希不符。" })).toEqual({ kind: "refused", why: "照片与所报的哈希不符。" });
  expect(meaning(413, {})).toEqual({ kind: "refused", why: "HTTP 413" });
});

test("a file is what its first bytes say, not what its name says", () => {
  const sort = (head: string): string => sortOf(Uint8Array.from(head, (letter) => letter.charCodeAt(0)).buffer);
  expect(sort("\xff\xd8\xff\xe0....JFIF")).toBe("image/jpeg");
  expect(sort("\x89PNG\r\n\x1a\n....")).toBe("image/png");
  expect(sort("RIFF....WEBPVP8 ")).toBe("image/webp");
  expect(sort("....ftypheic....")).toBe("image/heic");
  expect(sort("....ftypisom....")).toBe("video/mp4");
  expect(sort("\x1aE\xdf\xa3........")).toBe("video/x-matroska");
  expect(sort("%PDF-1.7....")).toBe("application/pdf");
  for (const head of ["", "GIF89a......", "<script>....", "PK\x03\x04........"]) expect(sort(head)).toBe("");
  expect([fits("photo", "video/mp4"), fits("document", "application/pdf"), fits("body_camera", "video/mp4"), fits("photo", "")]).toEqual([false, true, true, false]);
});
