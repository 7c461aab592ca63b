/** Fingers, mouse and wheel on a timeline, told as four wishes: look here, go there, zoom, move. */
import { panned, timeAt, zoomed, type View } from "./view";

export interface Wishes {
  view(): View;
  show(view: View): void;
  hover(ms: number | null): void;
  /** `done` false while the pointer is still down. */
  scrub(ms: number, done: boolean): void;
  /** Drawn with Shift held: from where the hand came down to where it is. */
  select(begin: number, end: number): void;
}

/** Listens on `box`; pixels are those of the box. */
export function listen(box: HTMLElement, wishes: Wishes): void {
  const down = new Map<number, number>();
  const pixel = (event: PointerEvent | WheelEvent): number => event.clientX - box.getBoundingClientRect().left;
  const time = (x: number): number => timeAt(wishes.view(), box.clientWidth, x);
  let pinching = false;
  let begun: number | null = null;

  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    box.setPointerCapture(event.pointerId);
    down.set(event.pointerId, pixel(event));
    pinching = down.size > 1;
    begun = event.shiftKey && !pinching ? time(pixel(event)) : null;
    if (begun !== null) wishes.select(begun, begun);
    else if (!pinching) wishes.scrub(time(pixel(event)), false);
  });
  box.addEventListener("pointermove", (event) => {
    const x = pixel(event);
    const before = down.get(event.pointerId);
    if (before === undefined) return wishes.hover(time(x));
    if (down.size === 2) {
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1] ?? x;
      pinch(other, before, x);
    } else if (begun !== null) {
      wishes.hover(time(x));
      wishes.select(begun, time(x));
    } else if (!pinching) wishes.scrub(time(x), false);
    down.set(event.pointerId, x);
  });
  const up = (event: PointerEvent): void => {
    if (!down.delete(event.pointerId)) return;
    if (begun === null && !pinching && event.type === "pointerup") wishes.scrub(time(pixel(event)), true);
    if (down.size === 0) {
      pinching = false;
      begun = null;
    }
  };
  box.addEventListener("pointerup", up);
  box.addEventListener("pointercancel", up);
  box.addEventListener("pointerleave", () => wishes.hover(null));
  box.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const view = wishes.view();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        wishes.show(panned(view, (sideways / box.clientWidth) * (view.to - view.from)));
      } else wishes.show(zoomed(view, Math.exp(event.deltaY * (event.ctrlKey ? 0.01 : 0.0022)), time(pixel(event))));
    },
    { passive: false },
  );

  function pinch(fixed: number, before: number, after: number): void {
    const view = wishes.view();
    const wide = Math.max(24, Math.abs(before - fixed));
    const wider = Math.max(24, Math.abs(after - fixed));
    const middle = (fixed + after) / 2;
    const closer = zoomed(view, wide / wider, time(middle));
    const moved = ((before - after) / 2 / box.clientWidth) * (closer.to - closer.from);
    wishes.show(panned(closer, moved));
  }
}
