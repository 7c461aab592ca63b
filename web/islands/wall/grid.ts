/** How many pictures stand on one wall page and in how many columns: pure. */

export type Layout = "auto" | 1 | 4 | 9 | 16;
export const LAYOUTS: readonly Layout[] = ["auto", 1, 4, 9, 16];
const MOST = 16;

export interface Grid {
  perPage: number;
  columns: number;
  rows: number;
  pages: number;
  page: number;
  first: number;
  last: number;
}

/** `page` counts from 0 and is brought inside; `last` is exclusive. */
export function gridOf(cameras: number, layout: Layout, page: number): Grid {
  const wanted = layout === "auto" ? Math.min(Math.max(cameras, 1), MOST) : layout;
  const columns = Math.ceil(Math.sqrt(wanted));
  const perPage = layout === "auto" ? (wanted >= MOST ? MOST : wanted) : layout;
  const pages = Math.max(1, Math.ceil(cameras / perPage));
  const at = Math.min(Math.max(0, page), pages - 1);
  const first = at * perPage;
  return {
    perPage,
    columns,
    rows: Math.max(1, Math.ceil(perPage / columns)),
    pages,
    page: at,
    first,
    last: Math.min(cameras, first + perPage),
  };
}

/** The tile an arrow key leads to, among `count` in `columns`; stays where there is none. */
export function moved(at: number, key: string, columns: number, count: number): number {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const next = at + (by ?? 0);
  return next >= 0 && next < count ? next : at;
}

export function layoutOf(text: string | null): Layout {
  return LAYOUTS.find((layout) => String(layout) === text) ?? "auto";
}
