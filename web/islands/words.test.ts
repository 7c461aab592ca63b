import { expect, test } from "vitest";
import { reason, say } from "./words";

test("values are filled in, a missing one leaves nothing odd behind", () => {
  expect(say("registered", 3127)).toBe("已登记 No.3127");
  expect(say("gapOf", "断电", "40 秒")).toBe("缺口：断电，40 秒");
  expect(say("registered")).toBe("已登记 No.");
});

test("every reason that the store knows has words; a new one says that it is unknown", () => {
  for (const why of ["camera_lost", "stalled", "restart", "clock_step", "disk_full", "operator", "start"]) {
    expect(reason(why)).not.toBe(reason("no such reason"));
  }
  expect(reason("no such reason")).toBe("原因不明");
});
