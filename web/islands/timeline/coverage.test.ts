import { describe, expect, test } from "vitest";
import { aim, aimBack, covers, gapAt, hasFootage, LIVE_EDGE_MS, parsed } from "./coverage";

const at = (time: string): number => Date.parse(`2026-11-21T${time}+08:00`);
const iso = (time: string): string => `2026-11-21T${time}+08:00`;
const NOW = at("10:00:00");

const KNOWN = parsed({
  from: iso("08:00:00"),
  to: iso("10:00:00"),
  spans: [
    { from: iso("08:10:00"), to: iso("09:00:00") },
    { from: iso("09:05:00"), to: iso("09:50:00") },
  ],
  gaps: [
    { from: iso("08:00:00"), to: iso("08:10:00"), why: "start" },
    { from: iso("09:00:00"), to: iso("09:05:00"), why: "camera_lost" },
    { from: iso("09:50:00"), to: iso("10:00:00"), why: "disk_full" },
  ],
});

describe("a wish to see a moment leads where there is something to see", () => {
  test("footage is shown as asked, to the millisecond", () => {
    expect(aim(KNOWN, at("08:30:00.040"), NOW)).toEqual({ kind: "footage", at: at("08:30:00.040") });
    expect(aim(KNOWN, at("08:10:00"), NOW)).toEqual({ kind: "footage", at: at("08:10:00") });
  });

  test("a gap leads to the first footage after it and says which gap", () => {
    expect(aim(KNOWN, at("09:00:00"), NOW)).toMatchObject({
      kind: "after_gap",
      at: at("09:05:00"),
      gap: { why: "camera_lost", from: at("09:00:00"), to: at("09:05:00") },
    });
  });

  test("a gap that still lasts leads nowhere, and the present is live", () => {
    expect(aim(KNOWN, at("09:55:00"), NOW)).toMatchObject({ kind: "none", at: at("09:55:00"), gap: { why: "disk_full" } });
    expect(aim(KNOWN, NOW, NOW)).toEqual({ kind: "live" });
    expect(aim(KNOWN, NOW - LIVE_EDGE_MS, NOW)).toEqual({ kind: "live" });
    expect(aim(KNOWN, at("23:00:00"), NOW)).toEqual({ kind: "live" });
  });

  test("a moment nobody has asked about yet is tried: the store knows better than an empty screen", () => {
    expect(aim(KNOWN, at("03:00:00"), NOW)).toEqual({ kind: "footage", at: at("03:00:00") });
  });

  test("backwards goes on before a gap, and ends where recording began", () => {
    expect(aimBack(KNOWN, at("08:30:00"))).toEqual({ kind: "footage", at: at("08:30:00") });
    expect(aimBack(KNOWN, at("09:04:59"))).toEqual({ kind: "footage", at: at("08:59:59.500") });
    expect(aimBack(KNOWN, at("08:09:59"))).toEqual({ kind: "earliest" });
    expect(aimBack(KNOWN, at("07:00:00"))).toEqual({ kind: "unknown", at: at("07:00:00") });
    const lost = { ...KNOWN, spans: [], gaps: [{ from: KNOWN.from, to: KNOWN.to, why: "camera_lost" }] };
    expect(aimBack(lost, at("09:00:00"))).toEqual({ kind: "unknown", at: KNOWN.from - 1 });
  });

  test("ends belong to what follows", () => {
    expect(hasFootage(KNOWN, at("09:00:00"))).toBe(false);
    expect(gapAt(KNOWN, at("09:00:00"))?.why).toBe("camera_lost");
    expect(gapAt(KNOWN, at("09:05:00"))).toBeNull();
    expect(hasFootage(KNOWN, at("09:05:00"))).toBe(true);
    expect(covers(KNOWN, { from: at("08:00:00"), to: at("10:00:00") })).toBe(true);
    expect(covers(KNOWN, { from: at("07:59:59"), to: at("09:00:00") })).toBe(false);
  });
});
