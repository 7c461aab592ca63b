/// <reference lib="webworker" />
/**
 * Lets /inspections/phone open without a network: the page and the built files it names, kept together so that they fit.
 * Data never passes through here; it lies sealed in IndexedDB. Everything else goes to the network as if this were not there.
 */
export {};
declare const self: ServiceWorkerGlobalScope;

const PAGE = "/inspections/phone";
const LIST = "/inspections";
const CACHE = "beholden-phone";
const PATIENCE_MS = 4_000;

/** The page, then what it names; the page is replaced only once everything that it needs is here. */
async function fetchAll(): Promise<void> {
  const page = await fetch(PAGE, { credentials: "same-origin", cache: "no-store" });
  if (!page.ok || page.redirected) return; // signed out: what we have stays
  const text = await page.clone().text();
  const listed = /<script id="phone-files" type="application\/json">(\[.*?\])<\/script>/s.exec(text)?.[1];
  const files = listed ? (JSON.parse(listed) as string[]) : [];
  const cache = await caches.open(CACHE);
  const known = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  await cache.addAll(files.filter((file) => !known.has(file)));
  await cache.put(PAGE, page);
  const wanted = new Set([PAGE, ...files]);
  for (const path of known) if (!wanted.has(path)) await cache.delete(path);
}

async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(PAGE);
  if (!kept) return fetch(request);
  try {
    const late = new Promise<never>((_, failed) => setTimeout(() => failed(new Error("late")), PATIENCE_MS));
    const answer = await Promise.race([fetch(request), late]);
    return answer.status >= 500 ? kept : answer;
  } catch {
    return kept;
  }
}

async function file(request: Request): Promise<Response> {
  // a built file's name holds its hash: what stands behind a question mark (the icons' font has one) says nothing more
  const kept = await (await caches.open(CACHE)).match(request, { ignoreVary: true, ignoreSearch: true });
  return kept ?? fetch(request);
}

self.addEventListener("install", (event) => {
  event.waitUntil(fetchAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** The page asks for this each time it was opened with a network, so that language and build are those of today. */
self.addEventListener("message", (event) => {
  if (event.data === "again") event.waitUntil(fetchAll().catch(() => undefined));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  const opening = event.request.mode === "navigate";
  if (opening && url.pathname === PAGE) event.respondWith(page(event.request));
  // the officer's first page needs a network; without one there is this
  else if (opening && url.pathname === LIST) event.respondWith(fetch(event.request).catch(() => Response.redirect(PAGE)));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});
