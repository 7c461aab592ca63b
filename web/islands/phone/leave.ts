/**
 * Every page loads this: whoever signs out, wherever, leaves nothing on the phone. Work that was not sent is not thrown away
 * on the way: the phone page asks about it first. The count lies in the clear; what was done lies sealed.
 */
import { DATABASE } from "./shelf";

const UNSENT = "beholden-phone-unsent";

/** How many acts wait on this phone; null when the phone page was never used here. */
export function unsent(): number | null {
  try {
    const kept = localStorage.getItem(UNSENT);
    return kept === null ? null : Number(kept);
  } catch {
    return null; // storage is forbidden here, so nothing was kept either
  }
}

export function noteUnsent(count: number): void {
  localStorage.setItem(UNSENT, String(count));
}

/** True once this page itself clears the phone: what is gone then is no surprise to it. */
let leaving = false;

export function isLeaving(): boolean {
  return leaving;
}

export function forget(): Promise<void> {
  leaving = true;
  localStorage.removeItem(UNSENT);
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = request.onerror = request.onblocked = () => done();
  });
}

export function watchLeaving(): void {
  if (window.location.pathname === "/sign-in" && unsent() === 0) void forget();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const count = unsent();
    if (count === null || new URL(form.action).pathname !== "/sign-out") return;
    event.preventDefault();
    if (count > 0) window.location.assign("/inspections/phone#/leave");
    else void forget().then(() => form.submit());
  });
}
