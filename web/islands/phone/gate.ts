/** Before the book lies open: first use, signed out, another officer's work, and leaving. */
import type { App, Screen } from "./app";
import { h, notice } from "./html";
import { forget } from "./leave";
import { token } from "./wire";
import { say } from "./words";

const SIGN_IN = "/sign-in?next=/inspections/phone";

function signOutForm(): HTMLFormElement {
  return h("form", { method: "post", action: "/sign-out" }, h("input", { type: "hidden", name: "csrfmiddlewaretoken", value: token() }));
}

/** Forgets everything here, then ends the sign-in; without a network at least the phone is clean. */
async function leaveNow(app: App): Promise<void> {
  await app.book.wipe();
  await forget();
  if (!navigator.onLine) return window.location.assign("/inspections/phone");
  const form = signOutForm();
  document.body.append(form);
  form.submit();
}

/** A button that works once its box is ticked. */
function dangerous(words: string, act: string, run: () => void): HTMLElement {
  const button = h("button", { class: "btn btn-outline-danger", type: "button", disabled: true, click: run }, act);
  const box = h("input", { type: "checkbox", id: "sure", change: () => (button.disabled = !box.checked) });
  return h("div", { class: "danger" }, h("label", { class: "choice", for: "sure" }, box, words), button);
}

export function gate(app: App): Screen {
  const { standing, outbox, owner, online } = app.book;
  const count = outbox.open.length;
  const again = h("button", { class: "btn btn-primary", type: "button", click: () => app.run(() => app.book.refresh()) }, say("try_again"));
  const signIn = h("a", { class: "btn btn-primary", href: SIGN_IN }, say("sign_in"));
  const body = h("div", { class: "phone-gate" });
  if (standing === "forbidden") body.append(notice("over", say("police_only")), h("a", { href: "/" }, say("home")));
  else if (standing === "other") {
    body.append(
      notice("due", say("other_officer", owner?.name ?? "", count)),
      h("div", { class: "acts" }, h("button", { class: "btn btn-primary", type: "button", click: () => app.run(() => changeOfficer()) }, say("let_them_in"))),
      dangerous(say("discard_theirs", count), say("discard_and_go_on"), () =>
        app.run(async () => {
          await app.book.wipe();
          await app.book.refresh();
        }),
      ),
    );
  } else if (standing === "out") {
    body.append(notice("due", count ? say("signed_out_unsent", owner?.name ?? "", count) : say("signed_out")), h("div", { class: "acts" }, signIn));
  } else body.append(notice("", online ? say("opening") : say("first_online")), h("div", { class: "acts" }, again));
  return { title: say("today_visits"), back: null, calm: standing !== "other", body };
}

/** Ends the present sign-in only; the other officer's work stays where it is. */
async function changeOfficer(): Promise<void> {
  await fetch("/sign-out", { method: "POST", headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
  window.location.assign(SIGN_IN);
}

export function leave(app: App): Screen {
  const count = app.book.outbox.open.length;
  const go = (): void => app.run(() => leaveNow(app));
  const body = h("div", { class: "phone-gate" });
  if (count) {
    body.append(
      notice("due", say("leave_unsent", count)),
      h("div", { class: "acts" }, h("a", { class: "btn btn-primary", href: "#/outbox" }, say("send_first"))),
      dangerous(say("discard_mine", count), say("discard_and_leave"), go),
    );
  } else {
    body.append(
      notice("", say("leave_clean")),
      h("div", { class: "acts" }, h("button", { class: "btn btn-primary", type: "button", click: go }, say("leave"))),
    );
  }
  return { title: say("leave"), back: "#/", calm: false, body };
}
