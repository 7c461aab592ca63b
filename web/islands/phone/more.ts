/** What a visit sometimes needs besides: one more item with its reason, a remark, and going on after it was cut short. */
import type { App } from "./app";
import { h } from "./html";
import type { Draft } from "./outbox";
import type { Shown } from "./visits";
import { say } from "./words";

const LEAST = 4;

/** A form that folds away: some words, checked for length, one act. */
function folded(title: string, label: string, button: string, least: number, before: HTMLElement | null, act: (words: string) => void): HTMLElement {
  const id = `more-${button}`;
  const field = h("textarea", { id, class: "form-control", rows: 2, maxlength: 500 });
  const lack = h("p", { class: "error", role: "alert", hidden: true }, say(least > 1 ? "four_words" : "remark_empty"));
  const submit = (event: Event): void => {
    event.preventDefault();
    const words = field.value.trim();
    lack.hidden = words.length >= least;
    if (lack.hidden) act(words);
    else field.focus();
  };
  return h(
    "details",
    { class: "more-act" },
    h("summary", {}, title),
    h(
      "form",
      { submit },
      before,
      h("div", { class: "field" }, h("label", { for: id }, label), lack, field),
      h("button", { class: "btn btn-outline-primary", type: "submit" }, say(button)),
    ),
  );
}

function keep(app: App, draft: Draft, told = ""): void {
  app.run(async () => {
    await app.book.act(draft);
    if (told) app.tell(told);
    app.redraw();
  });
}

export function remark(app: App, visit: Shown): HTMLElement {
  return folded(say("remark"), say("remark_text"), "remark_save", 1, null, (note) =>
    keep(app, { visit: visit.code, kind: "note", base: visit.revision, body: { note } }, say("remark_kept")),
  );
}

export function addItem(app: App, visit: Shown): HTMLElement | null {
  if (!visit.offered.length) return null;
  const options = visit.offered.map((item) => h("option", { value: item.number }, `${item.number} ${item.question}`));
  const which = h("select", { id: "which-item", class: "form-select" }, ...options);
  const field = h("div", { class: "field" }, h("label", { for: "which-item" }, say("which_item")), which);
  return folded(say("add_item"), say("add_reason"), "add", LEAST, field, (reason) =>
    keep(app, { visit: visit.code, kind: "add_item", base: visit.revision, body: { item: Number(which.value), reason } }),
  );
}

export function resume(app: App, visit: Shown): HTMLElement {
  return folded(say("resume"), say("resume_reason"), "resume", LEAST, null, (reason) =>
    keep(app, { visit: visit.code, kind: "resume", base: visit.revision, body: { reason } }),
  );
}
