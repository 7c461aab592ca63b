/** One item of the list: the question, four answers, words where an answer needs them, photos. Conforming is one tap. */
import type { App, Screen } from "./app";
import { gallery } from "./evidence";
import { h, icon, notice, why } from "./html";
import { answerTo, BEGUN, nextItem, type Found, type Item, type Shown } from "./visits";
import { say } from "./words";

const RESULTS = ["conform", "violation", "not_applicable", "not_seen"] as const;
const SIGNS = { conform: "check-circle", violation: "x-octagon", not_applicable: "slash-circle", not_seen: "eye-slash" } as const;
const SOURCES = ["seen", "document", "measured", "declared"] as const;

export function progress(visit: Shown): HTMLElement {
  const done = visit.items.filter((item) => answerTo(visit, item.number)).length;
  const words = say("progress", done, visit.items.length);
  return h("div", { class: "walk" }, h("progress", { max: visit.items.length, value: done, "aria-label": words }), h("span", {}, words));
}

export function itemScreen(app: App, visit: Shown, number: number): Screen {
  const item = visit.items.find((one) => one.number === number);
  const title = say("item", number);
  const back = `#/v/${visit.code}`;
  if (!item) return { title, back, calm: true, body: notice("over", say("no_item", number)) };
  const found = answerTo(visit, number);
  const asked = visit.asked.find((entry) => entry.action.kind === "answer" && entry.action.body["item"] === number);
  const body = h("div", { class: "phone-item" }, progress(visit), h("p", { class: "question" }, item.question), asking(visit, item));
  if (asked) body.append(notice("over", h("a", { href: `#/outbox/${asked.action.id}` }, say("undecided"))));
  else if (visit.state === BEGUN && !visit.closing && !visit.outcome) body.append(answering(app, visit, item, found));
  else if (found) body.append(notice("", `${say(`result_${found.result}`)} ${found.note}`));
  body.append(h("h2", {}, say("evidence")), gallery(app, visit, number, visit.state === BEGUN && !visit.closing));
  return { title, back, calm: false, body };
}

function asking(visit: Shown, item: Item): HTMLElement {
  const cameras = visit.cameras.map((one) => h("li", {}, `${one.name} ${one.position}`.trim()));
  return h(
    "div",
    { class: "asking" },
    h("p", { class: "guide" }, item.guide, " ", why(item.cite)),
    item.extra_reason !== "" && h("p", { class: "guide" }, say("added_because", item.extra_reason)),
    cameras.length > 0 &&
      h("details", {}, h("summary", {}, say("filed_cameras", visit.cameras_total)), h("ul", { class: "cameras" }, ...cameras)),
  );
}

function answering(app: App, visit: Shown, item: Item, found: Found | undefined): HTMLElement {
  const note = h("textarea", { id: "note", class: "form-control", rows: 3, maxlength: 1000 }, found?.note ?? "");
  const source = h(
    "select",
    { id: "source", class: "form-select" },
    ...SOURCES.map((one) => h("option", { value: one, selected: one === (found?.provenance ?? "seen") }, say(`source_${one}`))),
  );
  const lack = h("p", { class: "error", role: "alert", hidden: true }, say("note_needed"));
  let chosen: string = found?.result ?? "";
  const save = (result: string): void => {
    const words = note.value.trim();
    if (result !== "conform" && words.length < 2) {
      lack.hidden = false;
      return note.focus();
    }
    app.run(async () => {
      const body = { item: item.number, result, note: words, provenance: source.value };
      if (!found || !same(found, body))
        await app.book.act({ visit: visit.code, kind: "answer", base: found?.revision ?? 0, body });
      const next = nextItem(app.book.one(visit.code) ?? visit, item.number);
      app.go(next === null ? `#/v/${visit.code}/end` : `#/v/${visit.code}/${next}`);
    });
  };
  const more = h(
    "div",
    { class: "more" },
    h("div", { class: "field" }, h("label", { for: "note" }, say("note")), lack, note),
    h("div", { class: "field" }, h("label", { for: "source" }, say("source")), source),
    h("button", { class: "btn btn-primary", type: "button", click: () => save(chosen) }, say("save_answer")),
  );
  const words = h("details", { class: "words", open: chosen !== "" && chosen !== "conform" }, h("summary", {}, say("words_and_source")), more);
  const buttons = RESULTS.map((result) =>
    h(
      "button",
      {
        class: `result ${result}`,
        type: "button",
        "aria-pressed": String(result === chosen),
        click: () => {
          chosen = result;
          for (const one of buttons) one.setAttribute("aria-pressed", String(one.classList.contains(result)));
          if (result === "conform" || note.value.trim().length >= 2) return save(result);
          words.open = true;
          note.focus();
        },
      },
      icon(SIGNS[result]),
      say(`result_${result}`),
    ),
  );
  return h("div", { class: "answering" }, h("div", { class: "results", role: "group", "aria-label": say("result") }, ...buttons), words);
}

function same(found: Found, body: { result: string; note: string; provenance: string }): boolean {
  return found.result === body.result && found.note === body.note && found.provenance === body.provenance;
}
