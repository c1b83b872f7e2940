// The one script of the platform. Every page works without it; it saves drafts, shrinks photos, guards against a second press,
// shows progress, and gives desks a keyboard and a side panel. No inline handlers, no eval: it lives under default-src 'self'.
(function () {
  "use strict";
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const one = (selector, root) => (root || document).querySelector(selector);
  const PREFIX = "sgj-draft:";

  // ---- what can be kept in this browser (private mode may refuse), sealed with a key that only a page shown to the same
  // person brings along: whoever finds the browser, or logs in here next, reads nothing; without a key nothing is kept ----
  const DAYS = 7 * 86400000;
  const chars = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const sealing = { name: "AES-GCM" };
  const brought = document.body.dataset.draftKey;
  const sealKey = brought && window.crypto && crypto.subtle
    ? crypto.subtle.importKey("raw", bytes(brought), sealing, false, ["encrypt", "decrypt"]) : null;
  const store = {
    async get(name) {
      try {
        const kept = JSON.parse(localStorage.getItem(PREFIX + name));
        if (!kept || !sealKey) return null;
        const open = await crypto.subtle.decrypt({ ...sealing, iv: bytes(kept.iv) }, await sealKey, bytes(kept.sealed));
        return JSON.parse(new TextDecoder().decode(open));
      } catch (_) { store.drop(name); return null; } // another person's, or damaged
    },
    async set(name, value) {
      if (!sealKey) return false;
      try {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const plain = new TextEncoder().encode(JSON.stringify(value));
        const sealed = new Uint8Array(await crypto.subtle.encrypt({ ...sealing, iv }, await sealKey, plain));
        localStorage.setItem(PREFIX + name, JSON.stringify({ iv: chars(iv), sealed: chars(sealed), at: Date.now() }));
        return true;
      } catch (_) { return false; }
    },
    drop(name) { try { localStorage.removeItem(PREFIX + name); } catch (_) { /* nothing was kept */ } },
    names() { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)); } catch (_) { return []; } },
    dropAll() { store.names().forEach(store.drop); },
    dropOld() {
      store.names().forEach((name) => {
        let kept = null;
        try { kept = JSON.parse(localStorage.getItem(PREFIX + name)); } catch (_) { kept = null; }
        if (!kept || !kept.iv || Date.now() - kept.at > DAYS) store.drop(name); // also what an older page kept open
      });
    },
  };

  function note(form, words) {
    let place = one(".draft-note", form);
    if (!place) {
      place = document.createElement("p");
      place.className = "draft-note";
      place.setAttribute("role", "status");
      form.append(place);
    }
    place.textContent = words;
    return place;
  }

  // ---- drafts: text and choices, never passwords, files or hidden fields ----
  const keeps = (field) => field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type);

  function readForm(form) {
    const kept = {};
    Array.from(form.elements).filter(keeps).forEach((field) => {
      if (field.type === "checkbox" || field.type === "radio") {
        kept[field.name] = kept[field.name] || [];
        if (field.checked) kept[field.name].push(field.value);
      } else kept[field.name] = [field.value];
    });
    return kept;
  }

  function fillForm(form, kept) {
    Array.from(form.elements).filter(keeps).forEach((field) => {
      const values = kept[field.name];
      if (!values) return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    });
  }

  async function startDraft(form) {
    const name = form.dataset.draft;
    const key = one('[name="idempotency_key"]', form);
    const fresh = key ? key.value : "";
    const blank = JSON.stringify(readForm(form));
    let timer = 0, wasSent = false;
    const save = (sent) => {
      wasSent = Boolean(sent);
      return store.set(name, { fields: readForm(form), key: key ? key.value : "", sent: wasSent });
    };
    form.addEventListener("input", () => {
      if (key && wasSent) key.value = fresh; // changed after sending: a different matter, a different key
      clearTimeout(timer);
      timer = setTimeout(async () => { if (await save(false)) note(form, "内容已存在本机。"); }, 400);
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      const kept = save(true);
      if (navigator.onLine === false) {
        event.preventDefault();
        event.stopImmediatePropagation();
        kept.then((done) => note(form, done ? "现在没有网络。内容已存在本机，连上网后再点一次提交。" : "现在没有网络。请不要关闭这一页，连上网后再点一次提交。"));
      }
    });
    const draft = await store.get(name);
    // The server has given the form back with what was typed: refused, or asked once more.
    const refused = one("[data-focus]") || all("textarea", form).some((field) => field.defaultValue.trim());
    const touched = JSON.stringify(readForm(form)) !== blank;
    if (!draft || !draft.fields || refused || touched || JSON.stringify(draft.fields) === blank) return;
    fillForm(form, draft.fields);
    wasSent = draft.sent;
    // Sent once without an answer: the same key makes the second try harmless.
    if (draft.sent && draft.key && key) key.value = draft.key;
    const place = note(form, "已恢复您上次没有提交的内容。");
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "plain";
    clear.textContent = "清空重写";
    clear.addEventListener("click", () => { store.drop(name); fillForm(form, JSON.parse(blank)); if (key) key.value = fresh; place.textContent = "已清空。"; });
    place.append(" ", clear);
  }

  // ---- a second press does nothing ----
  function guard(form) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      const button = event.submitter;
      if (button) setTimeout(() => { button.setAttribute("aria-disabled", "true"); button.dataset.words = button.textContent; button.textContent = "正在提交…"; }, 0);
    });
  }
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    all("[data-words]", form).forEach((button) => { button.textContent = button.dataset.words; button.removeAttribute("aria-disabled"); });
  }));

  // ---- photos: at most 1600 px, re-encoded, which drops EXIF; the server does it again ----
  async function shrunk(file) {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    if (!blob) throw new Error("no encoder");
    return { canvas, file: new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" }) };
  }

  function startShrink(input) {
    const box = input.closest(".field");
    const shown = one("[data-shown]", box);
    const said = one("[data-shrink-said]", box);
    const limit = Number(input.dataset.limit || 6);
    let busy = false;
    input.addEventListener("change", async () => {
      if (busy) return;
      busy = true;
      const basket = new DataTransfer();
      const chosen = Array.from(input.files);
      let failed = 0;
      if (shown) shown.replaceChildren();
      for (const file of chosen.slice(0, limit)) {
        try {
          const small = await shrunk(file);
          basket.items.add(small.file);
          small.canvas.setAttribute("role", "img");
          small.canvas.setAttribute("aria-label", "已选照片 " + file.name);
          const item = document.createElement("li");
          item.append(small.canvas);
          if (shown) { shown.append(item); shown.hidden = false; }
        } catch (_) { failed += 1; basket.items.add(file); }
      }
      input.files = basket.files;
      const parts = ["已选 " + basket.files.length + " 张"];
      if (chosen.length > limit) parts.push("超过 " + limit + " 张的没有加入");
      if (failed) parts.push(failed + " 张没能在手机上缩小，提交时由系统处理");
      if (said) said.textContent = parts.join("；") + "。";
      busy = false;
    });
  }

  // ---- progress ----
  function startPoll(box) {
    const again = one("[data-refresh]", box);
    if (again) again.hidden = true;
    const ask = async () => {
      try {
        const answer = await fetch(box.dataset.poll, { headers: { Accept: "application/json" } });
        const state = await answer.json();
        const bar = one("progress", box);
        bar.max = state.total || 1;
        bar.value = state.done || 0;
        one("[data-count]", box).textContent = (state.done || 0).toLocaleString("zh-CN") + " / " + (state.total || 0).toLocaleString("zh-CN");
        if (state.word) one("[data-word]", box).textContent = state.word;
        if (state.state === "done" || state.state === "failed") { location.assign(state.next || location.href); return; }
      } catch (_) { if (again) again.hidden = false; }
      setTimeout(ask, 1500);
    };
    setTimeout(ask, 800);
  }

  // ---- desks: side panel and keyboard ----
  const wide = window.matchMedia("(min-width: 1100px)");
  const side = () => one("#side");
  const rows = () => all("[data-row]").filter((row) => row.offsetParent !== null && !row.closest("#side"));
  let current = -1;

  function closeSide() {
    const panel = side();
    if (!panel) return;
    panel.replaceChildren();
    const split = panel.closest("[data-split]");
    if (split) split.classList.remove("open");
  }

  async function openSide(link) {
    const panel = side();
    let part = null;
    try {
      const answer = await fetch(link.href, { headers: { "X-Requested-With": "fetch" } });
      if (answer.ok && !answer.redirected) part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("detail");
    } catch (_) { part = null; }
    if (!part) { location.assign(link.href); return; }
    part.removeAttribute("id");
    part.classList.add("stack");
    const head = document.createElement("div");
    head.className = "row";
    const whole = document.createElement("a");
    whole.href = link.href;
    whole.textContent = "整页打开";
    const shut = document.createElement("button");
    shut.type = "button";
    shut.className = "plain push";
    shut.textContent = "关上";
    shut.addEventListener("click", () => { closeSide(); link.focus(); });
    head.append(whole, shut);
    panel.replaceChildren(head, part);
    panel.closest("[data-split]").classList.add("open");
    panel.scrollTop = 0;
    wire(panel);
    if (window.htmx) window.htmx.process(panel);
  }

  function mark(row) {
    all("[data-row].current").forEach((other) => other.classList.remove("current"));
    if (row) row.classList.add("current");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-side]");
    if (!link || !side() || !wide.matches || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = link.closest("[data-row]");
    current = rows().indexOf(row);
    mark(row);
    openSide(link);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      if (typing) typing.blur(); else closeSide();
      return;
    }
    if (typing || one("dialog[open]")) return;
    if (event.key === "/") {
      const find = one("[data-search]") || one('input[type="search"]');
      if (find) { event.preventDefault(); find.focus(); find.select(); }
    } else if (event.key === "?") {
      const keys = one("#keys");
      if (keys && keys.showModal) { event.preventDefault(); keys.showModal(); }
    } else if (event.key === "j" || event.key === "k") {
      const list = rows();
      if (!list.length) return;
      current = Math.min(Math.max(current + (event.key === "j" ? 1 : -1), 0), list.length - 1);
      mark(list[current]);
      const link = one("a[data-side], a", list[current]);
      if (link) link.focus(); // Enter then opens it, as on any link
      list[current].scrollIntoView({ block: "nearest" });
    }
  });

  function wire(root) {
    all("form[data-draft]", root).forEach(startDraft);
    all("form[data-once]", root).forEach(guard);
    all("input[data-shrink]", root).forEach(startShrink);
    all("[data-poll]", root).forEach(startPoll);
  }

  store.dropOld();
  all("[data-draft-done]").forEach((place) => store.drop(place.dataset.draftDone));
  all("form[data-logout]").forEach((form) => form.addEventListener("submit", () => store.dropAll()));
  // The bell's number: asked at most once a minute per tab, and again after a visit to the messages.
  const bell = one("[data-unread]");
  if (bell) {
    const show = (number) => {
      if (!number) return;
      const tally = document.createElement("span");
      tally.className = "tally";
      tally.textContent = number > 98 ? "99+" : String(number);
      const words = document.createElement("span");
      words.className = "hidden-words";
      words.textContent = " 条未读";
      bell.append(tally, words);
    };
    const there = location.pathname.startsWith("/messages/");
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem("sgj-unread")); } catch (_) { kept = null; }
    if (kept && kept.who === bell.dataset.who && !there && Date.now() - kept.at < 60000) show(kept.unread);
    else fetch(bell.dataset.unread, { headers: { "X-Requested-With": "fetch" } }).then((answer) => (answer.ok ? answer.json() : null)).then((found) => {
      if (!found) return;
      show(found.unread);
      try { sessionStorage.setItem("sgj-unread", JSON.stringify({ who: bell.dataset.who, at: there ? 0 : Date.now(), unread: found.unread })); } catch (_) { /* private mode: asked again */ }
    }).catch(() => { /* no network: no number */ });
  }
  all("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
  wire(document);
  const refused = one("[data-focus]");
  if (refused) refused.focus();
})();
