/** Short sentences that pass by, also said to screen readers; one does not wipe out another. */
const MOST = 3;

export class Toast {
  constructor(private readonly box: HTMLElement) {}

  say(text: string, seconds = 4): void {
    for (const line of [...this.box.children]) if (line.textContent === text) line.remove();
    const line = document.createElement("p");
    line.textContent = text;
    this.box.append(line);
    while (this.box.children.length > MOST) this.box.firstElementChild?.remove();
    window.setTimeout(() => line.remove(), seconds * 1000);
  }
}
