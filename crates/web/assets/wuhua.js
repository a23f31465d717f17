// What makes pages handier where scripts run; every page works without it.
"use strict";

// A page has several scripts, and none of them the names of another.
{
    // One menu open at a time, and none after a click elsewhere or Escape.
    const menus = () => document.querySelectorAll(".top details");
    document.addEventListener("click", (event) => {
        for (const menu of menus()) {
            if (menu.open && !menu.contains(event.target)) menu.open = false;
        }
    });
    document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        for (const menu of menus()) {
            if (menu.open) {
                menu.open = false;
                menu.querySelector("summary").focus();
            }
        }
    });

    // A form that was sent is not sent again by a second click.
    document.addEventListener("submit", (event) => {
        const form = event.target;
        // What only fetches a file leaves the page as it is, and may be asked for again.
        if (form.method !== "post" || "again" in form.dataset) return;
        if (form.dataset.sent) {
            event.preventDefault();
            return;
        }
        form.dataset.sent = "yes";
    });
    window.addEventListener("pageshow", () => {
        for (const form of document.forms) delete form.dataset.sent;
    });

    // What goes on while one looks is asked for again every few seconds, as the page would show it now, until it has ended.
    for (const { id, dataset } of document.querySelectorAll("[data-live]")) {
        const renew = async () => {
            const shown = document.getElementById(id);
            const answer = await fetch(location.href).catch(() => undefined);
            const text = answer?.ok ? await answer.text() : "";
            const now = new DOMParser().parseFromString(text, "text/html").getElementById(id);
            shown.classList.toggle("stale", !now);
            if (now) shown.replaceWith(document.adoptNode(now));
            if (now && !now.dataset.live) clearInterval(going);
        };
        const going = setInterval(renew, Number(dataset.live) * 1000);
    }

    for (const print of document.querySelectorAll("[data-print]")) {
        print.hidden = false;
        print.addEventListener("click", () => window.print());
    }
}
