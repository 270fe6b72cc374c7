// What was kept answers where the network doesn't. With a network, the network is asked first:
// a leaflet that was changed or recalled must not come out of a store.
"use strict";

const KEPT = "leaflets-kept", PAGES = "leaflets-pages";
const root = new URL("./", self.location);
const WAIT = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function found(request) {
  for (const name of [PAGES, KEPT]) {
    const answer = await (await caches.open(name)).match(request, { ignoreSearch: true });
    if (answer) return answer;
  }
  return undefined;
}

function inTime(request) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("too slow")), WAIT);
    fetch(request).then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function answered(request, kept) {
  try {
    const answer = await (kept ? inTime(request) : fetch(request));
    if (answer.ok && request.mode === "navigate" && !answer.redirected
        && (answer.headers.get("Content-Type") || "").startsWith("text/html")) {
      const cache = await caches.open(PAGES);
      await cache.put(request.url.split("#")[0], answer.clone());
    }
    return answer;
  } catch (error) {
    if (kept) return kept;
    if (request.mode === "navigate") {
      const start = await found(root.href);
      if (start) return start;
    }
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || !request.url.startsWith(root.href)) return;
  event.respondWith(found(request).then((kept) => {
    // A file below assets/ is named by its digest: it never changes.
    if (kept && request.url.startsWith(root.href + "assets/")) return kept;
    return answered(request, kept);
  }));
});
