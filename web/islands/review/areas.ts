/** Areas drawn over the picture: corners as fractions, written as percent the way the form reads them. Pure. */

export type Corner = readonly [x: number, y: number];

export const MOST_CORNERS = 24;

/** `10,20 40,20 40,60`: percent with one decimal. */
export function written(corners: readonly Corner[]): string {
  return corners.map(([x, y]) => `${percent(x)},${percent(y)}`).join(" ");
}

/** What was typed, as corners; null when it is no such list. */
export function read(text: string): Corner[] | null {
  const numbers = text.match(/\d{1,3}(?:\.\d{1,4})?/g) ?? [];
  if (numbers.length % 2 || /[^\d\s.,，;；、()（）%]/.test(text)) return null;
  const found: Corner[] = [];
  for (let at = 0; at < numbers.length; at += 2) {
    const [x, y] = [Number(numbers[at]) / 100, Number(numbers[at + 1]) / 100];
    if (x > 1 || y > 1) return null;
    found.push([x, y]);
  }
  return found;
}

/** Where the picture lies in its box when it is shown whole, in the box's pixels. */
export function fitted(box: { width: number; height: number }, picture: { width: number; height: number }): {
  left: number;
  top: number;
  width: number;
  height: number;
} {
  const scale = Math.min(box.width / Math.max(picture.width, 1), box.height / Math.max(picture.height, 1));
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}

/** A corner moved by arrow keys, kept inside the picture. */
export function moved([x, y]: Corner, key: string, far: boolean): Corner | null {
  const step = far ? 0.05 : 0.01;
  const by: Record<string, Corner> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  };
  const delta = by[key];
  return delta ? [inside(x + delta[0]), inside(y + delta[1])] : null;
}

export function inside(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function percent(value: number): string {
  return String(Math.round(inside(value) * 1000) / 10);
}
