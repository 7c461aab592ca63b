import { describe, expect, test } from "vitest";
import { FrameLength, FrameWatch } from "./frames";

describe("the length of a frame is learnt from frames shown", () => {
  test("25 frames a second until enough were seen, then the middle of what was seen, skips and seeks left out", () => {
    const frames = new FrameLength();
    expect(frames.seconds).toBe(0.04);
    for (const delta of [0.0667, 0.0667, 0.0667, 0.1333, 0.0667, 12, -3, 0, 0.0667]) frames.add(delta);
    expect(frames.seconds).toBeCloseTo(0.0667);
    for (let i = 0; i < 100; i += 1) frames.add(0.02);
    expect(frames.seconds).toBeCloseTo(0.02);
  });
});

describe("the frame on the screen", () => {
  /** An element that shows a frame when told to, and a list with a gap of a minute after two seconds. */
  function watched(): { watch: FrameWatch; show: (media: number) => void; skips: [number, number][] } {
    let waiting: VideoFrameRequestCallback = () => undefined;
    const video = { requestVideoFrameCallback: (next: VideoFrameRequestCallback) => ((waiting = next), 0) };
    const skips: [number, number][] = [];
    const watch = new FrameWatch(video as unknown as HTMLVideoElement, {
      wallOf: (seconds) => (seconds < 0 ? null : seconds * 1000 + (seconds >= 2 ? 60_000 : 0)),
      steady: () => true,
      skipped: (from, to) => skips.push([from, to]),
    });
    return { watch, show: (media) => waiting(0, { mediaTime: media } as VideoFrameCallbackMetadata), skips };
  }

  test("it has its own wall time, and a jump over time without footage is told once with both ends", () => {
    const { watch, show, skips } = watched();
    for (const media of [1.88, 1.92, 1.96, 2.0, 2.04]) show(media);
    expect(watch.at).toBe(62_040);
    expect(watch.media).toBe(2.04);
    expect(skips).toEqual([[1960, 62_000]]);
    expect(watch.seconds).toBeCloseTo(0.04);
  });

  test("a seek, a step back and a frame without a time are no jumps", () => {
    const { watch, show, skips } = watched();
    show(0.5);
    show(10);
    show(1.0);
    show(-1);
    expect(watch.at).toBeNull();
    show(2.5);
    watch.forget();
    show(2.54);
    expect(skips).toEqual([]);
  });
});
