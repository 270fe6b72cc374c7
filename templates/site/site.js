// Everything here is a help on top of pages that work without it.
"use strict";

const page = document.documentElement;
const root = new URL(page.dataset.root, location.href);
const KEPT = "leaflets-kept", PAGES = "leaflets-pages";
const stored = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } },
};

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// The language that a reader has chosen is remembered.
for (const link of document.querySelectorAll("a[data-language]")) {
  link.addEventListener("click", () => stored.set("leaflets-language", link.dataset.language));
}
const first = document.querySelector("[data-remembered='yes']");
const chosen = stored.get("leaflets-language");
if (first && chosen && !document.referrer.startsWith(root.href)) {
  const link = [...document.querySelectorAll("a[data-language]")].find(
    (one) => one.dataset.language === chosen);
  if (link) location.replace(link.href);
}

// The browser's language is offered, never forced.
async function offer() {
  if (chosen || stored.get("leaflets-no-offer") || !page.dataset.offers) return;
  const wanted = (navigator.languages || [navigator.language]).filter(Boolean);
  const base = (tag) => tag.toLowerCase().split("-")[0];
  if (!wanted.length || base(wanted[0]) === base(page.lang)) return;
  const offers = await (await fetch(new URL(page.dataset.offers, root))).json();
  const links = [...document.querySelectorAll("a[data-language]")];
  const match = (tag) => {
    const exact = links.find((link) => link.dataset.language.toLowerCase() === tag.toLowerCase());
    const script = { zh: /hant|tw|hk|mo/i.test(tag) ? "zh-Hant" : "zh-Hans" }[base(tag)];
    return exact || links.find((link) => link.dataset.language === script)
      || (script ? undefined : links.find((link) => link.dataset.language === base(tag)));
  };
  const link = match(wanted[0]);
  if (!link || !offers[link.dataset.language]) return;
  const [text, close] = offers[link.dataset.language];
  const note = document.getElementById("offer");
  note.lang = link.lang;
  note.dir = link.dir;
  const to = element("a", link.textContent, { href: link.href });
  to.addEventListener("click", () => stored.set("leaflets-language", link.dataset.language));
  const button = element("button", close, { type: "button" });
  button.addEventListener("click", () => { note.hidden = true; stored.set("leaflets-no-offer", "yes"); });
  note.replaceChildren(element("span", text), to, button);
  note.hidden = false;
}

// Search as you type.
const box = document.querySelector(".search");
if (box) {
  box.hidden = false;
  const input = document.getElementById("search");
  const found = document.getElementById("found");
  const results = document.getElementById("results");
  const forms = JSON.parse(found.dataset.forms), rule = new Intl.PluralRules(page.lang);
  let engine = null, asked = 0;

  const load = () => {
    engine ??= import(new URL("search/pagefind.js", root)).then(async (module) => {
      await module.options({ baseUrl: root.pathname, bundlePath: new URL("search/", root).pathname });
      await module.init();
      return module;
    });
    return engine;
  };
  const told = (number) => (forms[rule.select(number)] || forms.other)
    .replace("{number}", number.toLocaleString(page.lang));
  const entry = ({ url, meta }) => {
    const item = element("li");
    item.append(element("a", meta.title, { href: url }), element("p", meta.kind, { class: "class" }));
    if (meta.brands) item.append(element("p", meta.brands, { class: "brands" }));
    if (meta.state) item.append(element("p", meta.state, { class: "state" }));
    return item;
  };
  const search = async () => {
    const mine = ++asked, text = input.value.trim();
    if (!text) { results.replaceChildren(); found.textContent = ""; return; }
    try {
      const module = await load();
      const answer = await module.search(text);
      const all = await Promise.all(answer.results.slice(0, 20).map((one) => one.data()));
      if (mine !== asked) return;
      results.replaceChildren(...all.map(entry));
      found.textContent = answer.results.length ? told(answer.results.length) : found.dataset.none;
    } catch {
      engine = null;
      if (mine === asked) { results.replaceChildren(); found.textContent = found.dataset.failed; }
    }
  };
  let waiting;
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  input.addEventListener("focus", () => { load().catch(() => { engine = null; }); }, { once: true });
}

// What was opened can be read again without a network, and files that are asked for.
const local = "caches" in window && "serviceWorker" in navigator;
const absolute = (path) => new URL(path, root).href;

async function keepPages() {
  const cache = await caches.open(PAGES);
  const own = performance.getEntriesByType("resource").map((one) => one.name)
    .filter((name) => name.startsWith(root.href));
  let wanted = [location.href.split("#")[0], root.href, ...own];
  if (page.dataset.offline) {
    const answer = await fetch(absolute(page.dataset.offline));
    if (answer.ok) wanted = wanted.concat((await answer.json()).map(absolute));
  }
  for (const address of new Set(wanted)) {
    if (!(await cache.match(address)) || !address.includes("/assets/")) {
      try {
        const answer = await fetch(address);
        if (answer.ok && !answer.redirected) await cache.put(address, answer);
      } catch { return; }
    }
  }
}

// A file that was kept is asked for again: one that was recalled must not stay.
async function renewKept() {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    try {
      const answer = await fetch(request.url, { cache: "no-cache" });
      if (answer.ok) await cache.put(request.url, answer);
      else if (answer.status === 404 || answer.status === 410) await cache.delete(request.url);
    } catch { return; }
  }
}

async function keepButtons() {
  const cache = await caches.open(KEPT);
  for (const button of document.querySelectorAll("button.keeper")) {
    const address = absolute(button.dataset.file), words = button.querySelector(".words");
    const show = (is) => {
      button.setAttribute("aria-pressed", String(is));
      words.textContent = is ? button.dataset.kept : button.dataset.keep;
    };
    show(Boolean(await cache.match(address)));
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-pressed") === "true") {
        await cache.delete(address);
        show(false);
        return;
      }
      try {
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(String(answer.status));
        await cache.put(address, answer);
        show(true);
      } catch { words.textContent = button.dataset.notKept; }
    });
  }
}

function connection() {
  const note = document.getElementById("offline");
  note.hidden = navigator.onLine;
}

addEventListener("online", connection);
addEventListener("offline", connection);
connection();
offer().catch(() => {});
if (local && isSecureContext) {
  navigator.serviceWorker.register(new URL("sw.js", root))
    .then(() => navigator.serviceWorker.ready)
    .then(() => Promise.all([keepPages(), renewKept()]))
    .then(() => { page.dataset.kept = "yes"; })
    .catch(() => {});
  keepButtons().catch(() => {});
}
