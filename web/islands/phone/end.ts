/** The end of a visit: what is lacking, the recording, the signatures, and the closing that makes the written record. */
import type { App, Screen } from "./app";
import { recordingForm } from "./evidence";
import { h, icon, notice, state } from "./html";
import { resume } from "./more";
import { BEGUN, lacking, signedBy, type Lack, type Shown } from "./visits";
import { say } from "./words";

export function endScreen(app: App, visit: Shown): Screen {
  const lacks = lacking(visit);
  const body = h("div", { class: "phone-end" });
  const screen = { title: say("end"), back: `#/v/${visit.code}`, calm: false, body };
  if (visit.state !== BEGUN || visit.closing) {
    body.append(notice("", say(visit.closing ? "closing_long" : `state_${visit.state}`)), h("a", { href: `#/v/${visit.code}` }, say("to_visit")));
    return screen;
  }
  body.append(items(visit, lacks));
  if (visit.recording !== "free") body.append(h("h2", {}, say("recording")), recordingForm(app, visit));
  body.append(h("h2", {}, say("signatures")), ...signers(visit, lacks));
  body.append(closing(app, visit, lacks));
  body.append(visit.outcome ? resume(app, visit) : cutShort(app, visit));
  return screen;
}

function items(visit: Shown, lacks: Lack[]): HTMLElement {
  const lack = lacks.find((one) => one.key === "items");
  if (!lack) return notice("good", say(visit.outcome ? "cut_short_done" : "all_answered"));
  const first = lack.what.split("、")[0] ?? "";
  return notice("due", say("lack_items", lack.what), " ", h("a", { href: `#/v/${visit.code}/${first}` }, say("go_on", first)));
}

function signers(visit: Shown, lacks: Lack[]): HTMLElement[] {
  const early = lacks.some((one) => one.key === "items");
  const line = (name: string, place: string, signed: string | undefined): HTMLElement =>
    h(
      "li",
      {},
      h("span", { class: "name" }, name),
      signed ? state("good", say(`manner_${signed}`)) : early ? state("idle", say("sign_later")) : h("a", { class: "btn btn-outline-primary", href: place }, icon("pen"), say("sign")),
    );
  const rows = visit.officers.map((one) => line(one.name, `#/v/${visit.code}/sign/${one.code}`, signedBy(visit, one.code)?.manner));
  if (!visit.outcome && visit.on_site) rows.push(line(say("unit_signs"), `#/v/${visit.code}/sign/unit`, signedBy(visit, null)?.manner));
  return [h("ul", { class: "signers" }, ...rows), h("p", { class: "hint" }, say("sign_holds"))];
}

function closing(app: App, visit: Shown, lacks: Lack[]): HTMLElement {
  const close = (): void =>
    app.run(async () => {
      await app.book.act({ visit: visit.code, kind: "close", base: visit.revision, body: {} });
      app.go(`#/v/${visit.code}`);
    });
  const why = lacks.map((lack) => h("li", {}, say(`lack_${lack.key}`, lack.what)));
  return h(
    "div",
    { class: "closing" },
    why.length > 0 && h("div", { class: "hint", id: "lacks" }, say("not_yet"), h("ul", {}, ...why)),
    h(
      "div",
      { class: "acts" },
      h("button", { class: "btn btn-primary", type: "button", disabled: why.length > 0, "aria-describedby": why.length ? "lacks" : null, click: close }, say("close")),
    ),
  );
}

/** Refused, or nobody there: with words, and then the visit ends without the items. */
function cutShort(app: App, visit: Shown): HTMLElement {
  const note = h("textarea", { id: "cut", class: "form-control", rows: 3, maxlength: 1000 });
  const lack = h("p", { class: "error", role: "alert", hidden: true }, say("four_words"));
  const act = (kind: "refusal" | "absence"): void => {
    const words = note.value.trim();
    if (words.length < 4) {
      lack.hidden = false;
      return note.focus();
    }
    app.run(async () => {
      await app.book.act({ visit: visit.code, kind, base: visit.revision, body: { note: words } });
      app.redraw();
    });
  };
  return h(
    "details",
    { class: "cut-short" },
    h("summary", {}, say("cut_short")),
    h("div", { class: "field" }, h("label", { for: "cut" }, say("cut_note")), lack, note),
    h(
      "div",
      { class: "acts" },
      h("button", { class: "btn btn-outline-danger", type: "button", click: () => act("refusal") }, say("outcome_refused")),
      h("button", { class: "btn btn-outline-danger", type: "button", click: () => act("absence") }, say("outcome_absent")),
    ),
  );
}
