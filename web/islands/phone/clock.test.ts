import { expect, test } from "vitest";
import { contact, offsetNow, phoneTime } from "./clock";

const SERVER = Date.parse("2026-11-21T06:03:00Z");
const DATE = "Sat, 21 Nov 2026 06:03:00 GMT";

test("a phone a day ahead is a day ahead, within the second the header can say", () => {
  const day = 86_400_000;
  const found = contact(SERVER + day + 400, SERVER + day + 600, DATE);
  expect(found?.offset).toBe(-day);
  expect(offsetNow(found, SERVER + day + 9_999)).toBe(-day);
});

test("without a header, or an unreadable one, nothing is measured", () => {
  expect(contact(1, 2, null)).toBeNull();
  expect(contact(1, 2, "soon")).toBeNull();
  expect(offsetNow(null, 5)).toBeNull();
});

test("a clock that was set back since the last contact says that its difference is unknown", () => {
  const found = contact(SERVER, SERVER + 1000, DATE);
  expect(offsetNow(found, SERVER + 999)).toBeNull();
  expect(offsetNow(found, SERVER + 1000)).toBe(0);
});

test("the phone's time carries the phone's zone", () => {
  expect(phoneTime(SERVER, 480)).toBe("2026-11-21T14:03:00.000+08:00");
  expect(phoneTime(SERVER, -210)).toBe("2026-11-21T02:33:00.000-03:30");
  expect(Date.parse(phoneTime(SERVER))).toBe(SERVER);
});
