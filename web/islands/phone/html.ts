/** Elements without templates: everything a person or a server wrote goes in as text, never as markup. */

type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: Event) => void);

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name: string): HTMLElement {
  return h("i", { class: `bi bi-${name}`, "aria-hidden": "true" });
}

/** A state as colour, icon and word together, as on the server's pages. */
const ICONS = {
  good: "check-circle-fill",
  due: "clock-fill",
  over: "exclamation-octagon-fill",
  provisional: "question-diamond",
  idle: "circle",
} as const;
export type Tone = keyof typeof ICONS;

export function state(tone: Tone, word: string): HTMLElement {
  return h("span", { class: `state ${tone}` }, icon(ICONS[tone]), word);
}

export function notice(tone: "" | "good" | "due" | "over", ...children: readonly Child[]): HTMLElement {
  const sign = { "": "info-circle-fill", good: "check-circle-fill", due: "exclamation-triangle-fill", over: "exclamation-octagon-fill" }[tone];
  return h("div", { class: `notice ${tone}` }, icon(sign), h("div", {}, ...children));
}

/** The small link to an article, as on the server's pages. */
export function why(cite: string): HTMLElement {
  return h("a", { class: "why", href: `/law/${encodeURIComponent(cite)}` }, cite);
}
