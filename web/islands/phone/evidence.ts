/** Photos and recordings at a visit: the buttons, and what happens to the files they give. */
import type { App } from "./app";
import { h, icon, state } from "./html";
import type { Draft } from "./outbox";
import { fits, here, largest, MEGABYTE, taken, type EvidenceKind, type Place } from "./photos";
import type { Piece, Shown } from "./visits";
import { say } from "./words";

/** How photos are taken on this phone: kept in the page, chosen by the officer, off at first. */
export const wish = { place: false, small: false };

function input(words: string, sign: string, accept: string, camera: boolean, chosen: (files: File[]) => void): HTMLElement {
  const field = h("input", {
    type: "file",
    accept,
    class: "visually-hidden",
    multiple: true,
    capture: camera ? "environment" : null,
    change: () => {
      chosen([...(field.files ?? [])]);
      field.value = "";
    },
  });
  return h("label", { class: "btn btn-outline-primary" }, icon(sign), words, field);
}

/** Keeps files one by one: each is hashed, sealed and on the list before the next is read. Those it cannot take are named. */
async function keepFiles(app: App, visit: string, item: number | null, kind: EvidenceKind, files: File[]): Promise<void> {
  const place = wish.place ? await here() : null;
  if (wish.place && !place) app.tell(say("no_place"));
  const unkept: string[] = [];
  for (const [index, file] of files.entries()) {
    app.working(say("keeping", index + 1, files.length));
    const why = await keepFile(app, visit, item, kind, file, place);
    if (why) unkept.push(why);
  }
  if (unkept.length) throw new Error(unkept.join(" "));
}

/** Keeps one, or says why not. Throws Full. */
async function keepFile(
  app: App,
  visit: string,
  item: number | null,
  kind: EvidenceKind,
  file: File,
  place: Place | null,
): Promise<string | null> {
  if (file.size > largest(kind)) return say("too_large", file.name, largest(kind) / MEGABYTE);
  const { bytes, name, type, sha256, original } = await taken(file, wish.small && kind === "photo");
  if (!fits(kind, type)) return say(`wrong_${kind}`, file.name);
  const note = original ? say("copy_of", original) : "";
  const draft: Draft = {
    visit,
    kind: "evidence",
    base: 0,
    body: { item, kind, name, sha256, bytes: bytes.byteLength, note, ...(place ?? {}) },
    bytes,
    file: { name, type, sha256, size: bytes.byteLength },
  };
  await app.book.act(draft);
  return null;
}

function row(piece: Piece): HTMLElement {
  const word = piece.here ? state("good", say("arrived")) : state("due", say("not_arrived"));
  return h("li", {}, h("span", { class: "name" }, say(`evidence_${piece.kind}`), " ", piece.name), word);
}

function pieces(visit: Shown, item: number | null): HTMLElement | null {
  const own = visit.evidence.filter((piece) => piece.item === item);
  return own.length ? h("ul", { class: "pieces" }, ...own.map(row)) : null;
}

/** What there is of an item (null: of the whole visit) and, while it can grow, the buttons; it is drawn again alone. */
export function gallery(app: App, visit: Shown, item: number | null, open: boolean): HTMLElement {
  const list = h("div", {}, pieces(visit, item));
  const again = (): void => {
    const now = app.book.one(visit.code);
    if (now) list.replaceChildren(pieces(now, item) ?? "");
  };
  return h("div", { class: "gallery" }, list, open && photoButtons(app, visit.code, item, again));
}

/** The camera, the album, and how photos are taken. */
function photoButtons(app: App, visit: string, item: number | null, again: () => void): HTMLElement {
  const keep = (files: File[]): void => app.run(() => keepFiles(app, visit, item, "photo", files).finally(again));
  const box = (name: "place" | "small"): HTMLElement => {
    const field = h("input", { type: "checkbox", checked: wish[name], change: () => (wish[name] = field.checked) });
    return h("label", { class: "choice" }, field, say(`wish_${name}`));
  };
  return h(
    "div",
    { class: "photo-buttons" },
    input(say("take_photo"), "camera", "image/*", true, keep),
    input(say("choose_photos"), "images", "image/*", false, keep),
    h("details", {}, h("summary", {}, say("photo_wishes")), box("place"), box("small")),
  );
}

/** The body camera: its number in the police's store, or the file itself. */
export function recordingForm(app: App, visit: Shown): HTMLElement {
  const number = h("input", { id: "recording", class: "form-control", maxlength: 200, autocomplete: "off", enterkeyhint: "done" });
  const save = (event: Event): void => {
    event.preventDefault();
    const reference = number.value.trim();
    if (!reference) return number.focus();
    app.run(async () => {
      await app.book.act({ visit: visit.code, kind: "evidence", base: 0, body: { item: null, kind: "body_camera", reference } });
      app.redraw();
    });
  };
  const file = (files: File[]): void =>
    app.run(() => keepFiles(app, visit.code, null, "body_camera", files).then(() => app.redraw()));
  return h(
    "form",
    { class: "recording", submit: save },
    pieces(visit, null),
    h("div", { class: "field" }, h("label", { for: "recording" }, say("recording_number")), number),
    h(
      "div",
      { class: "acts" },
      h("button", { class: "btn btn-outline-primary", type: "submit" }, say("recording_save")),
      input(say("recording_file"), "film", "video/*", false, file),
    ),
  );
}
