// Without network: the program's look, the list of what waits, and the forms that this device was asked to keep.
"use strict";

const SHELL = "shell-{{ version }}";
const FORMS = "forms";
const PAGES = ["/outbox", "/offline", "/offline/here"];
/** The code on the wall of a meeting. */
const HERE = /^\/o\/[^/]+\/meetings\/[^/]+\/here\/[^/]+$/;
const ASSETS = [{% for asset in assets %}"{{ asset }}"{% if !loop.last %}, {% endif %}{% endfor %}];

self.addEventListener("install", (event) => {
    const fill = async () => {
        const shell = await caches.open(SHELL);
        await shell.addAll([...ASSETS, ...PAGES]);
        await self.skipWaiting();
    };
    event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
    const clear = async () => {
        const names = await caches.keys();
        await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL).map((name) => caches.delete(name)));
        await self.clients.claim();
    };
    event.waitUntil(clear());
});

/** A form as it was kept. It says so, since the id in it may have been used. */
const stored = async (path) => {
    const known = await caches.match(path);
    if (!known || !(await caches.has(FORMS)) || !(await (await caches.open(FORMS)).match(path))) return known;
    const text = (await known.text()).replace(" data-keep=", " data-stored data-keep=");
    return new Response(text, { headers: known.headers });
};

/** What the network says, or else what is kept here. */
const page = async (request) => {
    try {
        const answer = await fetch(request);
        // A form that is kept is kept as it was opened last.
        const path = new URL(request.url).pathname;
        if (answer.ok && !answer.redirected && (await caches.has(FORMS))) {
            const forms = await caches.open(FORMS);
            if (await forms.match(path)) await forms.put(path, answer.clone());
        }
        return answer;
    } catch {
        const path = new URL(request.url).pathname;
        if (HERE.test(path)) return caches.match("/offline/here");
        return (await stored(path)) ?? (await caches.match("/offline"));
    }
};

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (url.pathname.startsWith("/assets/")) {
        event.respondWith(caches.match(request).then((known) => known ?? fetch(request)));
    } else if (request.mode === "navigate") {
        event.respondWith(page(request));
    }
});
