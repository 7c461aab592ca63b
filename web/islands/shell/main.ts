/** Every page loads this: styles, htmx (asked nothing it may not do under our CSP), rows that open on Enter. */
import "bootstrap-icons/font/bootstrap-icons.css";
import "../../styles/site.scss";
import htmx from "htmx.org";
import { watchLeaving } from "../phone/leave";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;

/** Django's token travels with every htmx write. */
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  const { headers, verb } = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>).detail;
  if (token && verb !== "get") headers["X-CSRFToken"] = token;
});

/** A row with `data-href` opens on a click anywhere; its link serves the keyboard. */
document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  if (target.closest("a, button, input, select, label, summary")) return;
  const row = target.closest<HTMLElement>("tr[data-href]");
  if (row?.dataset["href"] && !window.getSelection()?.toString()) window.location.assign(row.dataset["href"]);
});

/** The error summary takes the focus, so that a screen reader says it first. */
document.querySelector<HTMLElement>(".errors")?.focus();

/** Filters fold away on a phone unless they are in use. */
if (window.matchMedia("(max-width: 767.98px)").matches) {
  document.querySelectorAll<HTMLDetailsElement>(".filterbox:not([data-used])").forEach((box) => (box.open = false));
}

watchLeaving();
