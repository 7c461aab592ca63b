/** The officer's phone: opens the book, shows the screen that the address names, keeps trying to send. Works without a network. */
import { lengthOf } from "../times";
import { Toast } from "../toast";
import type { App, Screen } from "./app";
import { Book } from "./book";
import { day } from "./day";
import { endScreen } from "./end";
import { gate, leave } from "./gate";
import { h, icon, notice } from "./html";
import { itemScreen } from "./item";
import { isLeaving, noteUnsent } from "./leave";
import { decideScreen, outboxScreen } from "./sending";
import { Full, NoShelf, PhoneShelf, WIPED } from "./shelf";
import { signScreen } from "./sign";
import { visitScreen } from "./visit";
import { say } from "./words";

const AGAIN_MS = 30_000;
const main = document.getElementById("main") as HTMLElement;
const bar = document.getElementById("phone-bar") as HTMLElement;
const strips = document.getElementById("phone-strips") as HTMLElement;
const toast = new Toast(document.getElementById("phone-toasts") as HTMLElement);

class Phone implements App {
  book!: Book;
  private calm = true;
  private readonly alert = h("div", { role: "alert" });
  private readonly work = h("p", { class: "strip", hidden: true });

  async start(): Promise<void> {
    this.book = await Book.open(await PhoneShelf.open(), () => this.changed(), (error) => this.stop(error));
    noteUnsent(this.book.outbox.open.length);
    main.addEventListener("click", once, true);
    window.addEventListener("hashchange", () => this.redraw(true));
    window.addEventListener("online", () => this.reach());
    window.addEventListener("offline", () => {
      this.book.online = false;
      this.changed();
    });
    window.addEventListener(WIPED, () => isLeaving() || window.location.reload());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.reach());
    window.setInterval(() => this.book.outbox.open.length && document.visibilityState === "visible" && this.reach(), AGAIN_MS);
    this.redraw();
    await navigator.storage?.persist?.();
    this.reach();
  }

  /** Tries the network; silent when there is none. */
  private reach(): void {
    this.book.refresh().catch((error: unknown) => this.stop(error));
  }

  go(place: string): void {
    if (window.location.hash === place) this.redraw(true);
    else window.location.hash = place;
  }

  tell(text: string): void {
    toast.say(text);
  }

  working(text: string | null): void {
    this.work.hidden = text === null;
    this.work.textContent = text;
  }

  run(act: () => Promise<void>): void {
    this.alert.replaceChildren();
    act()
      .catch((error: unknown) => this.stop(error))
      .finally(() => this.working(null));
  }

  private stop(error: unknown): void {
    const words = error instanceof Full ? say("full") : error instanceof Error ? error.message : String(error);
    this.alert.replaceChildren(notice("over", words));
    this.alert.scrollIntoView({ block: "center" });
  }

  /** Something is so that wasn't: the bar at once, the screen unless somebody is writing on it. */
  private changed(): void {
    noteUnsent(this.book.outbox.open.length);
    if (this.calm || this.book.standing !== "open") this.redraw();
    else this.frame(null);
  }

  redraw(moved = false): void {
    const screen = this.screen();
    this.calm = screen.calm;
    this.frame(screen);
    const at = window.scrollY;
    if (moved) this.alert.replaceChildren();
    main.replaceChildren(h("h1", {}, screen.title), this.alert, screen.body);
    document.title = `${screen.title} · ${say("brand")}`;
    if (!moved) return window.scrollTo(0, at);
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }

  private screen(): Screen {
    const [, first, second, third, fourth] = window.location.hash.split("/");
    const { book } = this;
    if (book.standing !== "open") return gate(this);
    if (first === "outbox") return second ? decideScreen(this, second) : outboxScreen(this);
    if (first === "leave") return leave(this);
    const visit = first === "v" && second ? book.one(second) : null;
    if (!visit) return day(this);
    if (third === "end") return endScreen(this, visit);
    if (third === "sign" && fourth) return signScreen(this, visit, fourth);
    return third ? itemScreen(this, visit, Number(third)) : visitScreen(this, visit);
  }

  private frame(screen: Screen | null): void {
    const { book } = this;
    const open = book.outbox.open.length;
    if (screen) {
      const back = screen.back ? h("a", { class: "back", href: screen.back }, icon("arrow-left"), say("back")) : h("a", { class: "back", href: "#/" }, say("brand"));
      bar.querySelector(".back")?.replaceWith(back);
    }
    const words = open ? say("unsent", open) : say(book.online ? "all_sent" : "offline");
    const sign = book.outbox.sending ? "arrow-repeat" : open ? "cloud-arrow-up" : book.online ? "cloud-check" : "cloud-slash";
    bar.querySelector(".outbox")?.replaceChildren(icon(sign), words);
    strips.replaceChildren(this.work);
    if (!book.online) strips.append(h("p", { class: "strip due" }, icon("wifi-off"), say("offline_long")));
    const astray = book.astray;
    if (astray !== null) {
      const words = say(astray > 0 ? "clock_slow" : "clock_fast", lengthOf(Math.abs(astray)));
      strips.append(h("p", { class: "strip over" }, icon("clock-history"), words));
    }
    if (book.unreadable) strips.append(h("p", { class: "strip over" }, icon("exclamation-octagon-fill"), say("unreadable", book.unreadable)));
  }
}

/** A second tap right after the first would fall on the next screen, and answer an item nobody has read. */
function once(event: MouseEvent): void {
  if (event.detail < 2 || !(event.target as HTMLElement).closest("button, a")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** One page at a time holds the book, or two would send and count each their own. */
function alone(): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((done) => {
    const signal = AbortSignal.timeout(3_000);
    navigator.locks
      .request("beholden-phone", { signal }, () => {
        done(true);
        return new Promise(() => undefined); // held till the page goes
      })
      .catch(() => done(false));
  });
}

function stop(key: string): void {
  main.replaceChildren(h("h1", {}, say("today_visits")), notice("over", say(key)));
}

async function start(): Promise<void> {
  if (!window.isSecureContext || !crypto.subtle) return stop("no_secure_context");
  if (!(await alone())) return stop("second_page");
  try {
    await new Phone().start();
  } catch (error) {
    if (error instanceof NoShelf) return stop("no_shelf");
    if (error instanceof Full) return stop("full");
    throw error;
  }
  const worker = await navigator.serviceWorker?.register("/phone-worker.js", { scope: "/inspections" });
  if (worker?.active && navigator.onLine) worker.active.postMessage("again");
}

void start();
