/** A short sentence that passes by, also said to screen readers. */
export class Toast {
  private timer = 0;
  constructor(private readonly box: HTMLElement) {}

  say(text: string, seconds = 4): void {
    window.clearTimeout(this.timer);
    this.box.textContent = text;
    this.box.hidden = false;
    this.timer = window.setTimeout(() => (this.box.hidden = true), seconds * 1000);
  }
}
