import { expect, test } from "vitest";
import { drawn, marked, UNMARKED, whole } from "./span";

test("two ends make a stretch, in whichever order they are set", () => {
  expect(whole(marked(marked(UNMARKED, "from", 1000), "to", 5000))).toEqual({ from: 1000, to: 5000 });
  expect(whole(marked(marked(UNMARKED, "to", 5000), "from", 1000))).toEqual({ from: 1000, to: 5000 });
  expect(whole(marked(UNMARKED, "from", 1000))).toBeNull();
});

test("an end that comes to lie on the wrong side lets go of the other", () => {
  const both = { from: 1000, to: 5000 };
  expect(marked(both, "from", 6000)).toEqual({ from: 6000, to: null });
  expect(marked(both, "to", 1000)).toEqual({ from: null, to: 1000 });
  expect(marked(both, "to", null)).toEqual({ from: 1000, to: null });
});

test("a stretch is drawn both ways, and a touch draws none", () => {
  expect(drawn(9000, 2000)).toEqual({ from: 2000, to: 9000 });
  expect(drawn(2000, 2500)).toBeNull();
});
