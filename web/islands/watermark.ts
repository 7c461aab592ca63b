/** Who is looking, when, under which number: laid over the picture, the time moving with the clock. */
import type { Look } from "./looks";
import { stampOf } from "./times";

export class Watermark {
  private readonly lines: HTMLElement[] = [];
  private look: Look | null = null;

  /** `box` is the element over the picture; `count` lines are spread over it. */
  constructor(box: HTMLElement, count: number) {
    for (let i = 0; i < count; i += 1) this.lines.push(box.appendChild(document.createElement("span")));
    box.setAttribute("aria-hidden", "true");
  }

  show(look: Look | null): void {
    this.look = look;
    this.tick(Date.now());
  }

  tick(now: number): void {
    const { look } = this;
    const text = look ? `${look.watermark.name} · ${stampOf(now)} · No.${look.number}` : "";
    for (const line of this.lines) line.textContent = text;
  }
}
