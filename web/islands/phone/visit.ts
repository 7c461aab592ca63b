/** One visit: before it begins who goes and what is shown; then its items, and the way to its end. */
import { dayOf } from "../times";
import type { App, Screen } from "./app";
import { stateOf } from "./day";
import { gallery } from "./evidence";
import { h, icon, notice, state, why, type Tone } from "./html";
import { progress } from "./item";
import { addItem, remark } from "./more";
import { answerTo, BEGUN, CLOSED, nextItem, PLANNED, type Item, type Shown } from "./visits";
import { say } from "./words";

const TONES: Record<string, Tone> = { conform: "good", violation: "over", not_applicable: "idle", not_seen: "due" };

export function visitScreen(app: App, visit: Shown): Screen {
  const body = h("div", { class: "phone-visit" }, head(visit));
  if (visit.asked.length) body.append(notice("over", h("a", { href: "#/outbox" }, say("needs_you", visit.asked.length))));
  if (visit.outcome) body.append(notice("due", `${say(`outcome_${visit.outcome}`)}：${visit.outcome_note}`));
  if (visit.closing) body.append(notice("due", say("closing_long")));
  if (visit.state === PLANNED) body.append(beginning(app, visit));
  else body.append(list(visit));
  if (visit.state === BEGUN && !visit.closing) body.append(going(app, visit));
  if (visit.state === CLOSED) body.append(closed(visit));
  return { title: visit.unit, back: "#/", calm: visit.state === CLOSED || visit.closing, body };
}

function head(visit: Shown): HTMLElement {
  const facts: [string, string][] = [
    [say("number"), visit.number],
    [say("place"), visit.place],
    [say("kind"), `${visit.kind} · ${visit.reason} · ${visit.method}`],
    [say("officers"), visit.officers.map((one) => one.name).join("、")],
  ];
  return h(
    "div",
    { class: "panel" },
    h("p", {}, stateOf(visit)),
    h("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
  );
}

function beginning(app: App, visit: Shown): HTMLElement {
  const boxes = visit.show.map(({ name, cite }) => {
    const box = h("input", { type: "checkbox", value: name });
    return { box, label: h("label", { class: "choice" }, box, h("span", {}, say(`show_${name}`), " ", why(cite))) };
  });
  const lack = h("p", { class: "error", role: "alert", hidden: true }, say("show_first"));
  const alone = visit.officers.length < visit.officers_min;
  const early = visit.scheduled_on > dayOf(Date.now());
  const begin = (): void => {
    if (boxes.some(({ box }) => !box.checked)) {
      lack.hidden = false;
      return;
    }
    app.run(async () => {
      const shown = boxes.map(({ box }) => box.value);
      await app.book.act({ visit: visit.code, kind: "begin", base: visit.revision, body: { shown } });
      app.go(`#/v/${visit.code}/${visit.items[0]?.number ?? "end"}`);
    });
  };
  return h(
    "div",
    { class: "beginning" },
    h("h2", {}, say("before")),
    alone && notice("over", say("alone", visit.officers_min, visit.officers.length)),
    early && notice("due", say("too_early", visit.scheduled_on)),
    visit.on_site && notice("", say("camera_on")),
    ...boxes.map(({ label }) => label),
    lack,
    h("div", { class: "acts" }, h("button", { class: "btn btn-primary", type: "button", disabled: alone || early, click: begin }, say("begin"))),
    h("h2", {}, say("items_of_visit")),
    list(visit),
  );
}

function line(visit: Shown, item: Item): HTMLElement {
  const found = answerTo(visit, item.number);
  const asked = visit.asked.some((entry) => entry.action.body["item"] === item.number);
  const word = found ? state(TONES[found.result] ?? "idle", say(`result_${found.result}`)) : state("idle", say("open"));
  return h(
    "li",
    {},
    h(
      "a",
      { href: `#/v/${visit.code}/${item.number}` },
      h("span", { class: "no" }, String(item.number)),
      h("span", { class: "text" }, item.question),
      asked ? state("over", say("undecided")) : word,
    ),
  );
}

function list(visit: Shown): HTMLElement {
  return h("div", {}, visit.state !== PLANNED && progress(visit), h("ol", { class: "item-list" }, ...visit.items.map((item) => line(visit, item))));
}

function going(app: App, visit: Shown): HTMLElement {
  const next = visit.outcome ? null : nextItem(visit);
  const on = next === null ? `#/v/${visit.code}/end` : `#/v/${visit.code}/${next}`;
  return h(
    "div",
    {},
    h(
      "div",
      { class: "acts" },
      h("a", { class: "btn btn-primary", href: on }, next === null ? say("to_the_end") : say("go_on", next)),
      next !== null && h("a", { class: "btn btn-link", href: `#/v/${visit.code}/end` }, say("to_the_end")),
    ),
    h("h2", {}, say("of_the_whole")),
    gallery(app, visit, null, true),
    visit.outcome ? null : addItem(app, visit),
    remark(app, visit),
  );
}

function closed(visit: Shown): HTMLElement {
  if (!visit.document) return notice("due", say("record_waits"));
  return h(
    "div",
    { class: "acts" },
    h("a", { class: "btn btn-primary", href: `/inspections/${visit.code}/record.pdf` }, icon("file-earmark-pdf"), say("record_pdf")),
    h("a", { class: "btn btn-link", href: `/inspections/${visit.code}` }, say("desktop")),
  );
}
