// Records that were written without network: kept on this device under the id that their form was made with, and sent in
// their order as soon as the server can be reached. One that the server refuses stays, with what it said.
"use strict";

// A page has several scripts, and none of them the names of another.
{
    const PATIENCE = 4000;
    const account = document.body.dataset.account ?? "";

    /** The store of this device, opened anew for each step: it is rarely needed. */
    const store = (mode, work) =>
        new Promise((done, failed) => {
            const opening = indexedDB.open("wuhua", 1);
            opening.onupgradeneeded = () => opening.result.createObjectStore("outbox", { keyPath: "id" });
            opening.onerror = () => failed(opening.error);
            opening.onsuccess = () => {
                const database = opening.result;
                const step = database.transaction("outbox", mode);
                const asked = work(step.objectStore("outbox"));
                step.oncomplete = () => {
                    database.close();
                    done(asked?.result);
                };
                step.onerror = () => failed(step.error);
            };
        });

    const kept = async () => (await store("readonly", (box) => box.getAll())).sort((one, other) => one.at - other.at);
    const keep = (entry) => store("readwrite", (box) => box.put(entry));
    const forget = (id) => store("readwrite", (box) => box.delete(id));

    const reachable = () =>
        fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).then((answer) => answer.ok, () => false);

    /** What a page that refused a form says, in a sentence. */
    const reasons = (text) => {
        const page = new DOMParser().parseFromString(text, "text/html");
        const said = [...page.querySelectorAll(".refused, .fault")].map((fault) => fault.textContent.trim());
        return said.filter(Boolean).join("；") || page.querySelector("main p")?.textContent.trim() || "服务器没有收下";
    };

    /** Sends one; true where the next may follow. */
    const send = async (entry) => {
        const body = entry.multipart ? new FormData() : new URLSearchParams();
        for (const [name, value] of entry.fields) body.append(name, value);
        const answer = await fetch(entry.action, { method: "POST", body }).catch(() => undefined);
        if (!answer || answer.status >= 500) return false;
        // Nor is anything taken before what is asked of the account first.
        const led = answer.status === 401 ? "/sign-in" : answer.redirected ? new URL(answer.url).pathname : "";
        if (led === "/sign-in" || led.startsWith("/settings")) {
            await keep({ ...entry, said: led === "/sign-in" ? "要先登录，登录后自动提交" : "要先在“设置”里把要求的办好，然后自动提交" });
            return false;
        }
        if (answer.ok) await forget(entry.id);
        else await keep({ ...entry, refused: true, said: reasons(await answer.text()) });
        return true;
    };

    /** Sends what waits, in order; two pages at once do not. What another account wrote is left to it. */
    const sendAll = () =>
        navigator.locks.request("outbox", { ifAvailable: true }, async (lock) => {
            if (!lock || !account) return 0;
            const waiting = (await kept()).filter((entry) => entry.account === account && !entry.refused);
            if (waiting.length === 0 || !(await reachable())) return 0;
            let sent = 0;
            for (const entry of waiting) {
                if (!(await send(entry))) break;
                sent += 1;
            }
            return sent;
        });

    /** An id as the server makes them: RFC 9562, version 7. */
    const newId = () => {
        const time = Date.now().toString(16).padStart(12, "0");
        const chance = crypto.randomUUID();
        return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(15)}`;
    };
    // Each record that is written into a kept form is one of its own.
    for (const form of document.querySelectorAll("form[data-stored]")) form.elements.id.value = newId();

    // A form that is to be kept is sent only where the server can be reached.
    for (const form of document.querySelectorAll("form[data-keep]")) {
        form.addEventListener("submit", async (event) => {
            if (form.dataset.sent) return;
            event.preventDefault();
            // A file that was not chosen is an empty one.
            const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string" || value.size > 0);
            if (await reachable()) {
                form.submit();
                return;
            }
            const id = form.elements.id?.value ?? newId();
            const multipart = form.enctype === "multipart/form-data";
            const [action, title] = [form.getAttribute("action"), form.dataset.keep];
            await keep({ id, at: Date.now(), account, action, title, multipart, fields });
            location.assign("/outbox");
        });
    }

    const line = (entry) => {
        const item = document.createElement("li");
        const title = document.createElement("strong");
        title.textContent = entry.title;
        const when = document.createElement("small");
        when.textContent = new Date(entry.at).toLocaleString("zh-CN");
        item.append(title, " ", when);
        const said = entry.said ?? (entry.account === account || !account ? "联网后自动提交" : "由另一个账号写下，用那个账号登录后提交");
        const state = document.createElement("p");
        state.className = entry.refused ? "refused" : "quiet";
        state.textContent = entry.refused ? `没有收下：${said}` : said;
        item.append(state);
        if (entry.refused && entry.fields.length > 0) {
            const change = document.createElement("a");
            change.className = "button";
            change.href = `${entry.action}?${new URLSearchParams(entry.fields.filter(([name, value]) => name !== "id" && typeof value === "string"))}`;
            change.textContent = "打开修改";
            item.append(change, " ");
            // A form that is opened again holds no files: they are given back, to be chosen anew.
            const files = entry.fields.map(([, value]) => value).filter((value) => value instanceof File && value.size > 0);
            if (files.length > 0) {
                const lost = document.createElement("p");
                lost.textContent = "附件要在表里重新选。先存回这台设备：";
                for (const file of files) {
                    const save = document.createElement("a");
                    save.href = URL.createObjectURL(file);
                    save.download = file.name;
                    save.textContent = file.name;
                    lost.append(save, " ");
                }
                item.append(lost);
            }
        }
        const drop = document.createElement("button");
        drop.type = "button";
        drop.textContent = "删掉";
        drop.addEventListener("click", async () => {
            await forget(entry.id);
            await show();
        });
        item.append(drop);
        return item;
    };

    /** The list of what waits, on its page. */
    const show = async () => {
        const list = document.getElementById("outbox");
        if (!list) return;
        const entries = await kept();
        list.replaceChildren(...entries.map(line));
        document.getElementById("outbox-empty").hidden = entries.length > 0;
    };

    /** Says on any page that something waits. */
    const tell = async () => {
        const sign = document.getElementById("outbox-sign");
        if (!sign) return;
        const count = (await kept()).length;
        sign.hidden = count === 0;
        sign.textContent = `待提交 ${count}`;
    };

    const refresh = async () => {
        await sendAll();
        await Promise.all([show(), tell()]);
    };
    addEventListener("online", refresh);
    refresh();

    // A device whose owner asked for it keeps the forms, so that they open without network, and whose it is.
    const FORMS = "forms";
    const OWNER = "owner";
    const ownerOf = async () => (await (await caches.match("/owner", { cacheName: OWNER }))?.text()) ?? "";
    const asked = document.getElementById("offline");
    if (asked && "serviceWorker" in navigator) {
        asked.hidden = false;
        const state = document.getElementById("offline-state");
        const forms = asked.dataset.forms.split(" ").filter(Boolean);
        const say = async () => {
            if (forms.length === 0) {
                state.textContent = (await ownerOf()) === account ? "这台设备上已经开启。" : "这台设备上没有开启。";
                return;
            }
            const is = await caches.has(FORMS);
            state.textContent = is ? `这台设备上已存 ${(await (await caches.open(FORMS)).keys()).length} 张表。` : "这台设备上没有存表。";
        };
        document.getElementById("offline-on").addEventListener("click", async () => {
            await navigator.serviceWorker.register("/sw.js");
            await (await caches.open(OWNER)).put("/owner", new Response(account));
            if (forms.length === 0) return say();
            const cache = await caches.open(FORMS);
            for (const form of forms) {
                const answer = await fetch(form).catch(() => undefined);
                if (answer?.ok && !answer.redirected) await cache.put(form, answer);
            }
            await say();
        });
        document.getElementById("offline-off").addEventListener("click", async () => {
            await Promise.all([FORMS, OWNER].map((name) => caches.delete(name)));
            for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
            await say();
        });
        say();
    }

    // Who signs out takes the forms, which name people, off the device. What waits stays until it is sent.
    for (const form of document.querySelectorAll("form[action='/sign-out']")) {
        form.addEventListener("submit", () => {
            if ("caches" in window) for (const name of [FORMS, OWNER]) caches.delete(name);
        });
    }

    // The code on the wall of a meeting, scanned without network: what is kept is where the code leads. Once a meeting: a code
    // that is scanned again takes the place of the one before.
    const here = document.getElementById("here-kept");
    if (here && "caches" in window) {
        const sign = async () => {
            const owner = await ownerOf();
            document.getElementById("here-unknown").hidden = owner !== "";
            if (!owner) return;
            const action = location.pathname;
            const id = action.replace(/\/[^/]+$/, "");
            await keep({ id, at: Date.now(), account: owner, action, title: "会议签到", multipart: false, fields: [] });
            here.hidden = false;
        };
        if (location.pathname !== "/offline/here") sign();
    }

    // The forms that open without network.
    const offline = document.getElementById("offline-forms");
    if (offline && "caches" in window) {
        const list = async () => {
            if (!(await caches.has(FORMS))) return;
            const cache = await caches.open(FORMS);
            for (const request of await cache.keys()) {
                const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
                const link = document.createElement("a");
                link.href = new URL(request.url).pathname;
                link.textContent = page.querySelector("h1")?.textContent ?? link.pathname;
                const item = document.createElement("li");
                item.append(link);
                offline.append(item);
            }
        };
        list();
    }
}
