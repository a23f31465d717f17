// Passkeys: the only thing here that cannot be had without a script. The pages say so themselves.
"use strict";

// A page has several scripts, and none of them the names of another.
{
    const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const text = (buffer) =>
        btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

    // What a browser gives is turned into what goes over the wire, and back.
    const opened = ({ publicKey }) => {
        publicKey.challenge = bytes(publicKey.challenge);
        if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
        for (const list of [publicKey.excludeCredentials, publicKey.allowCredentials]) {
            for (const known of list ?? []) known.id = bytes(known.id);
        }
        return { publicKey };
    };
    const closed = ({ id, rawId, type, response }) => {
        const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
        const present = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
        return JSON.stringify({ id, rawId: text(rawId), type, extensions: {}, response: Object.fromEntries(present) });
    };

    const send = async (address, fields) => {
        const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), redirect: "error" });
        const said = await answer.text();
        if (!answer.ok) throw new Error(said);
        return said;
    };

    const refused = (error) => {
        if (error.name === "NotAllowedError") return "没有完成：取消了、超时了，或这台设备上没有这里的通行密钥。";
        if (error.name === "InvalidStateError") return "这台设备上已经有这个账号的通行密钥，不用再加。";
        if (error instanceof DOMException) return `浏览器没有办成（${error.name}）。请换一个浏览器，或用密码登录。`;
        if (error instanceof TypeError) return "连不上服务器，没有办成。请检查网络后重试。";
        return error.message;
    };

    // What is said where this does not run.
    for (const told of document.querySelectorAll("[data-without-script]")) told.remove();

    for (const form of document.querySelectorAll("form[data-passkey]")) {
        if (!window.PublicKeyCredential) {
            form.insertAdjacentText("beforebegin", "这个浏览器不能用通行密钥，请换较新的浏览器。");
            continue;
        }
        form.hidden = false;
        const alert = form.querySelector("[role=alert]");
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            delete form.dataset.sent;
            alert.hidden = true;
            const button = form.querySelector("button");
            button.disabled = true;
            try {
                if (location.origin !== form.dataset.address) {
                    throw new Error(`通行密钥只在 ${form.dataset.address} 上能用，请用这个网址打开。`);
                }
                const { token, options } = JSON.parse(await send(form.dataset.ask, new FormData(form)));
                const credential = form.dataset.passkey === "add"
                    ? await navigator.credentials.create(opened(options))
                    : await navigator.credentials.get(opened(options));
                const answer = { token, credential: closed(credential), next: form.dataset.next ?? "" };
                location.assign(await send(form.dataset.answer, answer));
            } catch (error) {
                alert.textContent = refused(error);
                alert.hidden = false;
            }
            button.disabled = false;
        });
    }
}
