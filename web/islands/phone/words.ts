/** What the phone says. The sentences come with the page, from Django's catalogues, so that they are translated like all others. */

let known: Record<string, string> | null = null;

function words(): Record<string, string> {
  if (!known) {
    const text = typeof document === "undefined" ? null : document.getElementById("phone-words")?.textContent;
    known = text ? (JSON.parse(text) as Record<string, string>) : {};
  }
  return known;
}

/** One sentence with `{0}` `{1}` filled in; a test of the room keeps every key known to Django. */
export function say(key: string, ...values: readonly (string | number)[]): string {
  return (words()[key] ?? key).replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)] ?? ""));
}

export function english(): boolean {
  return document.documentElement.lang.startsWith("en");
}
