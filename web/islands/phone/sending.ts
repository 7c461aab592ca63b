/** The outbox as a person sees it: every act, where it stands, and what waits for a decision, side by side. */
import { clockOf } from "../times";
import type { App, Screen } from "./app";
import { h, icon, notice, state, why } from "./html";
import { settled, type Draft, type Entry } from "./outbox";
import { say } from "./words";

/** What an act was, in words. */
export function actName({ action, file }: Entry): string {
  const body = action.body;
  const item = body["item"] ? say("item", Number(body["item"])) : "";
  switch (action.kind) {
    case "answer":
      return `${item} ${say(`result_${String(body["result"])}`)}`;
    case "evidence":
      return `${say(`evidence_${String(body["kind"])}`)} ${file?.name ?? String(body["reference"] ?? "")} ${item}`.trim();
    case "add_item":
      return `${say("act_add_item")} ${item}`;
    case "signature":
      return say(body["signer"] === "unit" ? "act_unit_signature" : "act_signature");
    default:
      return say(`act_${action.kind}`);
  }
}

export function entryState(app: App, entry: Entry): HTMLElement {
  const progress = app.book.outbox.progress;
  switch (entry.state) {
    case "done":
      return state("good", say("sent_at", clockOf(entry.sent ?? 0).slice(0, 5)));
    case "settled":
      return state("idle", say("let_go"));
    case "conflict":
      return state("over", say("in_conflict"));
    case "refused":
      return state("over", say("was_refused"));
    case "file":
      if (progress?.id === entry.action.id) return state("due", say("uploading", Math.round(progress.part * 100)));
      return entry.why ? state("over", say("file_refused")) : state("due", say("file_waits"));
    case "waiting":
      return state("due", say("waits"));
  }
}

/** Why it did not go, with the article where the law is the reason. */
function reason(entry: Entry): HTMLElement | null {
  if (!entry.why || settled(entry)) return null;
  const words = entry.why === "damaged-here" ? say("damaged_here") : entry.why;
  return h("span", {}, words, " ", entry.cite ? why(entry.cite) : null);
}

function row(app: App, entry: Entry): HTMLElement {
  const unit = app.book.one(entry.action.visit)?.unit ?? "";
  const told = reason(entry);
  return h(
    "li",
    { class: entry.state },
    h("span", { class: "what" }, actName(entry)),
    entryState(app, entry),
    h("span", { class: "when" }, `${clockOf(Date.parse(entry.action.at)).slice(0, 5)} ${unit}`),
    told && h("p", { class: "error" }, told),
    (told || entry.state === "conflict") && h("a", { class: "btn btn-outline-primary", href: `#/outbox/${entry.action.id}` }, say("decide")),
  );
}

export function outboxScreen(app: App): Screen {
  const { outbox, online } = app.book;
  const open = outbox.open.length;
  const send = (): void =>
    app.run(async () => {
      const end = await app.book.send();
      app.tell(say(`end_${end}`));
    });
  const entries = [...outbox.entries].sort((a, b) => Number(settled(a)) - Number(settled(b)) || b.order - a.order);
  const body = h(
    "div",
    { class: "phone-outbox" },
    h("p", { class: "lead" }, open ? say("outbox_open", open) : say("outbox_empty")),
    !online && notice("due", say("offline_long")),
    open > 0 &&
      h("div", { class: "acts" }, h("button", { class: "btn btn-primary", type: "button", disabled: outbox.sending, click: send }, icon("cloud-arrow-up"), say(outbox.sending ? "sending" : "send_now"))),
    h("ul", { class: "entries" }, ...entries.map((entry) => row(app, entry))),
  );
  return { title: say("outbox"), back: "#/", calm: true, body };
}

/** What the phone says beside what the server says; the officer chooses, nothing is merged. */
export function decideScreen(app: App, id: string): Screen {
  const entry = app.book.outbox.entries.find((one) => one.action.id === id);
  const title = say("decide_title");
  const back = "#/outbox";
  if (!entry || settled(entry)) return { title, back, calm: true, body: notice("good", say("decided")) };
  const drop = (): void => app.run(() => app.book.settle(entry, null).then(() => app.go(back)));
  const body = h("div", { class: "phone-decide" }, h("p", { class: "lead" }, actName(entry)));
  if (entry.state !== "conflict" || !entry.current) {
    body.append(
      notice("over", reason(entry)),
      h("p", {}, say("refused_long")),
      h("div", { class: "acts" }, retry(app, entry, back), h("button", { class: "btn btn-outline-danger", type: "button", click: drop }, say("let_it_go"))),
    );
    return { title, back, calm: false, body };
  }
  body.append(
    notice("over", reason(entry)),
    h("div", { class: "beside" }, side(say("mine"), entry.action.body, clockOf(Date.parse(entry.action.at))), side(say("theirs"), entry.current, "")),
    h(
      "div",
      { class: "acts" },
      h("button", { class: "btn btn-primary", type: "button", click: () => app.run(() => app.book.settle(entry, mine(entry)).then(() => app.go(back))) }, say("keep_mine")),
      h("button", { class: "btn btn-outline-primary", type: "button", click: drop }, say("keep_theirs")),
    ),
  );
  return { title, back, calm: false, body };
}

/** The same act again, on top of what the server has now. */
function mine(entry: Entry): Draft {
  const { visit, kind, base, body } = entry.action;
  const seen = Number(entry.current?.["revision"] ?? base);
  return { visit, kind, base: seen, body, ...(entry.file ? { file: entry.file } : {}) };
}

function retry(app: App, entry: Entry, back: string): HTMLElement | null {
  if (entry.why === "damaged-here") return null;
  const same = entry.state === "file" || entry.state === "waiting"; // it stands, or was never heard: the same one goes again
  const again = same ? (): void => app.run(() => app.book.send().then(() => app.go(back))) : (): void => app.run(() => app.book.settle(entry, mine(entry)).then(() => app.go(back)));
  return h("button", { class: "btn btn-primary", type: "button", click: again }, say("try_act_again"));
}

function side(title: string, said: Record<string, unknown>, at: string): HTMLElement {
  const rows: [string, string][] = [];
  if (said["result"]) rows.push([say("result"), say(`result_${String(said["result"])}`)]);
  if (said["note"]) rows.push([say("note"), String(said["note"])]);
  if (said["provenance"]) rows.push([say("source"), say(`source_${String(said["provenance"])}`)]);
  if (said["by"]) rows.push([say("by"), String(said["by"])]);
  if (said["state"]) rows.push([say("visit_state"), say(`state_${String(said["state"])}`)]);
  const time = at || (typeof said["at"] === "string" ? clockOf(Date.parse(said["at"])) : "");
  if (time) rows.push([say("at"), time]);
  return h("section", {}, h("h2", {}, title), h("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])));
}
