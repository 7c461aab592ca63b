/** The first screen: the visits of yesterday, today and tomorrow. */
import { dayOf } from "../times";
import type { App, Screen } from "./app";
import { h, icon, state, type Tone } from "./html";
import { BEGUN, CLOSED, PLANNED, type Shown } from "./visits";
import { say } from "./words";

const TONES: Record<string, Tone> = { [PLANNED]: "idle", [BEGUN]: "due", [CLOSED]: "good" };

export function stateOf(visit: Shown): HTMLElement {
  if (visit.closing) return state("provisional", say("closing"));
  return state(TONES[visit.state] ?? "idle", say(`state_${visit.state}`));
}

export function dayName(day: string, now = Date.now()): string {
  const away = Math.round((Date.parse(day) - Date.parse(dayOf(now))) / 86_400_000);
  const word = { [-1]: "yesterday", 0: "today", 1: "tomorrow" }[away];
  return word ? `${say(word)} ${day.slice(5)}` : day;
}

function card(visit: Shown): HTMLElement {
  return h(
    "li",
    {},
    h(
      "a",
      { class: "visit-card", href: `#/v/${visit.code}` },
      h("span", { class: "top" }, h("span", { class: "number" }, visit.number), stateOf(visit)),
      h("strong", {}, visit.unit),
      h("span", { class: "place" }, visit.place),
      h("span", { class: "what" }, `${visit.kind} · ${visit.reason} · ${visit.method}`),
      visit.asked.length > 0 && state("over", say("needs_you", visit.asked.length)),
      visit.waiting > 0 && state("due", say("unsent", visit.waiting)),
    ),
  );
}

export function day(app: App): Screen {
  const visits = app.book.all();
  const days = [...new Set(visits.map((visit) => visit.scheduled_on))];
  const body = h("div", { class: "phone-day" });
  for (const one of days) {
    body.append(h("h2", {}, dayName(one)));
    body.append(h("ul", { class: "visit-cards" }, ...visits.filter((visit) => visit.scheduled_on === one).map(card)));
  }
  if (!visits.length) body.append(h("div", { class: "empty" }, icon("calendar2-check"), h("p", {}, say("no_visits"))));
  const refresh = (): void => app.run(() => app.book.refresh());
  body.append(
    h(
      "div",
      { class: "acts" },
      h("button", { class: "btn btn-outline-primary", type: "button", click: refresh }, icon("arrow-clockwise"), say("refresh")),
      h("a", { class: "btn btn-link", href: "/inspections" }, say("desktop")),
      h("a", { class: "btn btn-link", href: "#/leave" }, say("leave")),
    ),
    h("p", { class: "hint" }, say("sealed_here", app.book.owner?.name ?? "")),
  );
  return { title: say("today_visits"), back: null, calm: true, body };
}
