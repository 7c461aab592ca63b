/** One signature under what was found: drawn, or typed by who cannot draw, or refused by the unit with its reason. */
import type { App, Screen } from "./app";
import { h, notice } from "./html";
import { Pad } from "./pad";
import { answerTo, type Shown } from "./visits";
import { say } from "./words";

const WIDTH = 686;
const HEIGHT = 320;

export function signScreen(app: App, visit: Shown, who: string): Screen {
  const officer = visit.officers.find((one) => one.code === who);
  const title = officer ? say("signature_of", officer.name) : say("unit_signs");
  const back = `#/v/${visit.code}/end`;
  if (!officer && who !== "unit") return { title, back, calm: true, body: notice("over", say("no_signer")) };
  const body = h("div", { class: "phone-sign" }, contents(visit));
  const name = h("input", { id: "signer-name", class: "form-control", maxlength: 64, autocomplete: "off" });
  const post = h("input", { id: "signer-title", class: "form-control", maxlength: 64, autocomplete: "off" });
  const lack = h("p", { class: "error", role: "alert", hidden: true });
  const stop = (key: string, field?: HTMLElement): void => {
    lack.textContent = say(key);
    lack.hidden = false;
    field?.focus();
  };
  const keep = (manner: string, more: Record<string, unknown>): void => {
    const typed = name.value.trim();
    if (!officer && manner !== "refused" && !typed) return stop("name_needed", name);
    const signer = officer ? { signer: "officer", account: officer.code } : { signer: "unit", name: typed, title: post.value.trim() };
    app.run(async () => {
      await app.book.act({ visit: visit.code, kind: "signature", base: visit.revision, body: { ...signer, manner, ...more } });
      app.go(back);
    });
  };
  const canvas = h("canvas", { width: WIDTH, height: HEIGHT, class: "pad", role: "img", "aria-label": say("pad") });
  const pad = new Pad(canvas, () => (lack.hidden = true));
  const draw = (): void => (pad.empty ? stop("pad_empty", canvas) : keep("drawn", { path: pad.path, width: WIDTH, height: HEIGHT }));
  if (!officer) {
    body.append(
      h("div", { class: "field" }, h("label", { for: "signer-name" }, say("signer_name")), name),
      h("div", { class: "field" }, h("label", { for: "signer-title" }, say("signer_title"), " ", h("span", { class: "optional" }, say("optional"))), post),
    );
  }
  body.append(
    h("p", { class: "pad-words" }, say("draw_here")),
    canvas,
    lack,
    h(
      "div",
      { class: "acts" },
      h("button", { class: "btn btn-primary", type: "button", click: draw }, say("confirm_signature")),
      h("button", { class: "btn btn-outline-primary", type: "button", click: () => pad.clear() }, say("pad_clear")),
    ),
    typing(officer?.name ?? "", name, (typed) => {
      if (!officer) name.value = typed;
      if (!typed.trim()) return stop("name_needed");
      if (officer && typed.trim() !== officer.name) return stop("own_name");
      keep("typed", {});
    }),
  );
  if (!officer) body.append(refusing((reason) => (reason.trim().length < 4 ? stop("four_words") : keep("refused", { reason: reason.trim() }))));
  return { title, back, calm: false, body };
}

/** What is signed is read first. */
function contents(visit: Shown): HTMLElement {
  const rows = visit.items.map((item) => {
    const found = answerTo(visit, item.number);
    const words = found ? `${say(`result_${found.result}`)} ${found.note}` : say("open");
    return h("li", {}, h("span", {}, `${item.number} ${item.question}`), h("strong", {}, words));
  });
  const body = visit.outcome ? h("p", {}, `${say(`outcome_${visit.outcome}`)}：${visit.outcome_note}`) : h("ol", { class: "contents" }, ...rows);
  const open = visit.answers.some((found) => found.result !== "conform") || Boolean(visit.outcome);
  return h("details", { class: "signed-contents", open }, h("summary", {}, say("read_first")), body);
}

function typing(own: string, name: HTMLInputElement, done: (typed: string) => void): HTMLElement {
  const field = h("input", { id: "typed", class: "form-control", maxlength: 64, autocomplete: "off" });
  const act = (): void => done(own ? field.value : field.value || name.value);
  return h(
    "details",
    { class: "typing" },
    h("summary", {}, say("cannot_draw")),
    h("div", { class: "field" }, h("label", { for: "typed" }, say("typed_name")), field),
    h("button", { class: "btn btn-outline-primary", type: "button", click: act }, say("confirm_typed")),
  );
}

function refusing(done: (reason: string) => void): HTMLElement {
  const reason = h("textarea", { id: "refusal", class: "form-control", rows: 2, maxlength: 500 });
  return h(
    "details",
    { class: "refusing" },
    h("summary", {}, say("refuses_to_sign")),
    h("div", { class: "field" }, h("label", { for: "refusal" }, say("refusal_reason")), reason),
    h("button", { class: "btn btn-outline-danger", type: "button", click: () => done(reason.value) }, say("record_refusal")),
  );
}
