// What the window does in the browser: one set of delegated listeners, no library, nothing fetched.
// Server text never becomes HTML here: it arrives escaped from the templates, and this file writes textContent only.
(() => {
  "use strict";
  const parts = {}; // name → {element, trigger, props} of each HTML component
  const $ = (selector, root = document) => root?.querySelector(selector) ?? null;
  const language = () => (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
  const texts = () => window.newsragTexts[language()];
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";

  const remembered = {
    get(key) { try { return localStorage.getItem("newsrag." + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("newsrag." + key, value); } catch { /* private window */ } },
  };
  const state = { aid: remembered.get("aid") !== "off", wanted: null, articleKey: "", opener: null, stick: true };

  function fire(part, event, data) { parts[part]?.trigger(event, data); }
  function clearable() {
    const { since, until } = options(), button = $('[data-action="clear-dates"]');
    if (button) button.hidden = !(since || until);
  }
  function say(text) { const box = $("#announcer"); if (box) box.textContent = text; }

  function options() {
    const value = (name) => $(`[data-option="${name}"]`)?.value || "";
    return { since: value("since"), until: value("until"), answerer: value("answerer"), language: navigator.language || "en" };
  }

  // --- sources ---
  function showSource(turn, n) {
    const card = document.getElementById(`card-${turn}-${n}`);
    if (!card) { state.wanted = { turn, n }; fire("log", "select", { turn }); return; }
    if ($("#reader .reader")) {  // the sources are hidden behind it until it is gone
      closeArticle(false);
      setTimeout(() => showSource(turn, n), 0);
      return;
    }
    document.querySelectorAll(".card.current").forEach((c) => c.classList.remove("current"));
    card.classList.add("current");
    card.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    ($("mark", card) || card).scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  function closeArticle(back = true) {
    if (!parts.reader || !$("#reader .reader")) return;
    parts.reader.props.value = "";
    state.articleKey = "";
    if (back) setTimeout(() => state.opener?.focus(), 0);  // it is hidden until the article is gone
  }

  function articleArrived(box) {
    const key = box.dataset.key;
    if (!key || key === state.articleKey) return;
    state.articleKey = key;
    const mark = $("mark", box);
    box.focus({ preventScroll: true });
    (mark || box).scrollIntoView({ block: mark ? "center" : "start" });
  }

  // --- reading aid ---
  function applyAid() {
    $("#tabs")?.setAttribute("data-aid", state.aid ? "on" : "off");
    document.querySelectorAll('[data-action="aid"]').forEach((box) => { box.checked = state.aid; });
    if (!state.aid) hideWord();
    document.querySelectorAll(".aid").forEach((group) => {
      const words = group.querySelectorAll(".w");
      words.forEach((word) => { word.tabIndex = -1; });
      if (state.aid && words.length) words[0].tabIndex = 0;
    });
  }

  function showWord(word) {
    if (!state.aid) return;
    const group = word.closest(".aid");
    let table;
    try { table = JSON.parse(group.dataset.glosses); } catch { return; }
    const found = table[word.dataset.w];
    const box = $("#word-help");
    if (!found || !box) return;
    box.replaceChildren();
    const head = document.createElement("p");
    head.className = "word"; head.lang = "zh"; head.textContent = word.dataset.w;
    box.append(head);
    for (const [pinyin, senses] of found) {
      const line = document.createElement("p");
      const reading = document.createElement("span");
      reading.className = "pinyin"; reading.lang = "zh-Latn"; reading.textContent = pinyin;
      line.append(reading, " ", senses.join("; "));
      box.append(line);
    }
    const credit = document.createElement("p");
    credit.className = "from"; credit.textContent = "CC-CEDICT";
    box.append(credit);
    box.hidden = false;
    const at = word.getBoundingClientRect(), size = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8));
    const below = at.bottom + 6 + size.height < innerHeight;
    box.style.left = `${left}px`;
    box.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)}px`;
    document.querySelectorAll(".w.on").forEach((w) => { w.classList.remove("on"); w.removeAttribute("aria-describedby"); });
    word.classList.add("on");
    word.setAttribute("aria-describedby", "word-help");
  }

  function hideWord() {
    const box = $("#word-help");
    if (box) box.hidden = true;
    document.querySelectorAll(".w.on").forEach((w) => { w.classList.remove("on"); w.removeAttribute("aria-describedby"); });
  }

  function moveWord(word, step) {
    const words = [...word.closest(".aid").querySelectorAll(".w")];
    const next = words[words.indexOf(word) + step];
    if (!next) return;
    word.tabIndex = -1; next.tabIndex = 0; next.focus();
  }

  // --- editing a question in place ---
  function edit(turn) {
    const place = $(".asked", turn);
    if (!place || $("form", turn)) return;
    const form = document.createElement("form");
    form.className = "edit-form";
    const area = document.createElement("textarea");
    area.value = $(".question", turn).textContent; area.rows = 2;
    area.setAttribute("aria-label", texts().question);
    const save = document.createElement("button"), cancel = document.createElement("button");
    save.type = "submit"; save.className = "plain primary"; save.textContent = texts().save;
    cancel.type = "button"; cancel.className = "plain"; cancel.textContent = texts().cancel;
    const close = () => { form.remove(); place.hidden = false; };
    form.append(area, save, cancel);
    const submit = () => {
      const text = area.value.trim();
      close();
      if (text) fire("log", "submit", { action: "edit", turn: turn.dataset.turn, text, ...options() });
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
      if (event.key === "Escape") { close(); $('[data-action="edit"]', turn)?.focus(); }
    });
    cancel.addEventListener("click", () => { close(); $('[data-action="edit"]', turn)?.focus(); });
    place.hidden = true; place.after(form); area.focus();
  }

  async function copy(turn) {
    const text = $(".copytext", turn)?.textContent || "";
    try { await navigator.clipboard.writeText(text); } catch {
      const area = document.createElement("textarea");
      area.value = text; document.body.append(area); area.select();
      document.execCommand("copy"); area.remove();
    }
    say(texts().copied);
    const button = $('[data-action="copy"]', turn);
    button?.classList.add("done"); setTimeout(() => button?.classList.remove("done"), 1200);
  }

  // --- library ---
  function picked() { return [...document.querySelectorAll('[data-action="pick"]:checked')].map((box) => box.value); }
  function countPicked() { const button = $('[data-action="ask-remove"]'); if (button) button.disabled = picked().length === 0; }

  function askRemove(opener) {
    const dialog = $("#remove-dialog"), list = $("ul", dialog), ids = picked();
    list.replaceChildren(...ids.slice(0, 8).map((id) => {
      const item = document.createElement("li");
      item.textContent = document.querySelector(`[data-action="open"][data-id="${CSS.escape(id)}"]`)?.textContent || id;
      return item;
    }));
    if (ids.length > 8) { const more = document.createElement("li"); more.textContent = `+ ${ids.length - 8}`; list.append(more); }
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue === "yes") fire("library", "delete", { ids });
      else opener.focus();
    };
    dialog.showModal();
  }

  // --- one listener for every button ---
  const actions = {
    source: (b) => showSource(b.dataset.turn, b.dataset.n),
    article: (b) => { state.opener = b; fire("log", "expand", { turn: b.dataset.turn, n: b.dataset.n || "", passage: b.dataset.passage || "" }); },
    "close-article": () => closeArticle(),
    "close-library-article": () => { parts["library-reader"].props.value = ""; state.articleKey = ""; setTimeout(() => state.opener?.focus(), 0); },
    open: (b) => { state.opener = b; fire("library", "select", { id: b.dataset.id }); },
    page: (b) => fire("library", "apply", { first: Number(b.dataset.first) }),
    "ask-remove": (b) => askRemove(b),
    example: (b) => fire("log", "submit", { action: "ask", text: b.dataset.text, ...options() }),
    retry: (b) => fire("log", "submit", { action: "retry", turn: b.closest(".turn").dataset.turn, ...options() }),
    edit: (b) => edit(b.closest(".turn")),
    copy: (b) => copy(b.closest(".turn")),
    like: (b) => fire("log", "like", { turn: b.closest(".turn").dataset.turn, verdict: b.dataset.verdict }),
    new: () => { fire("log", "clear", {}); $("#question textarea")?.focus(); },
    library: () => document.querySelectorAll('[role="tab"]')[1]?.click(),
    "clear-dates": () => document.querySelectorAll('.options input[type="date"]').forEach((i) => { i.value = ""; i.dispatchEvent(new Event("change", { bubbles: true })); }),
    "to-answer": () => {
      const turn = $(`.turn[data-turn="${CSS.escape($(".sources")?.dataset.turn || "")}"]`);
      turn?.scrollIntoView({ block: "start" }); $(".cite, .lead", turn || document)?.focus({ preventScroll: true });
    },
  };
  document.addEventListener("click", (event) => {
    const word = event.target.closest?.(".w");
    if (word && state.aid) { showWord(word); return; }
    if (!event.target.closest?.("#word-help")) hideWord();
    const button = event.target.closest?.("button[data-action]");
    if (button && !button.disabled) actions[button.dataset.action]?.(button);
  });
  document.addEventListener("change", (event) => {
    const action = event.target.dataset?.action;
    if (action === "aid") { state.aid = event.target.checked; remembered.set("aid", state.aid ? "on" : "off"); applyAid(); }
    if (action === "pick") countPicked();
    if (event.target.dataset?.option) {
      const { since, until } = options(), box = $("#until");
      box?.setCustomValidity(since && until && since > until ? texts().bad_dates : "");
      box?.reportValidity();
      clearable();
    }
  });
  // a browser also says "mouse over" when the page moves under a pointer at rest: nobody pointed at anything then
  const pointer = { x: NaN, y: NaN };
  const rests = (event) => event.screenX === pointer.x && event.screenY === pointer.y;
  document.addEventListener("mouseover", (event) => { const word = event.target.closest?.(".w"); if (word && !rests(event)) showWord(word); });
  document.addEventListener("mousemove", (event) => { pointer.x = event.screenX; pointer.y = event.screenY; });
  document.addEventListener("mouseout", (event) => { if (event.target.closest?.(".w") && !document.activeElement?.matches?.(".w")) hideWord(); });
  document.addEventListener("focusin", (event) => { if (event.target.matches?.(".w")) showWord(event.target); else hideWord(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { if (!$("#word-help")?.hidden) hideWord(); else if ($("#reader .reader")) closeArticle(); }
    const word = event.target.matches?.(".w") ? event.target : null;
    if (word && (event.key === "ArrowRight" || event.key === "ArrowLeft")) { event.preventDefault(); moveWord(word, event.key === "ArrowRight" ? 1 : -1); }
  });
  document.addEventListener("scroll", (event) => {
    hideWord();
    if (event.target.classList?.contains("log")) {
      const box = event.target;
      state.stick = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
    }
  }, true);

  // --- what the server put on the page ---
  function settle(name) {
    if (name === "log") {
      const box = $(".log");
      const last = $(".turn:last-child", box)?.dataset.turn;
      if (last !== state.last) {
        state.last = last; state.stick = true;
        // on a narrow screen the page itself scrolls: show the question that was just asked, and its answer below it
        if (last && matchMedia("(max-width: 899px)").matches) $(".turn:last-child", box).scrollIntoView({ block: "start" });
      }
      if (box && state.stick && last) box.scrollTop = box.scrollHeight;
    }
    if (name === "sources" || name === "reader" || name === "library-reader") applyAid();
    if (name === "sources" && state.wanted) {
      const { turn, n } = state.wanted;
      if (document.getElementById(`card-${turn}-${n}`)) { state.wanted = null; showSource(turn, n); }
    }
    if (name === "reader" || name === "library-reader") { const box = $(".reader", parts[name].element); if (box) articleArrived(box); }
    if (name === "library") countPicked();
    if (name === "options") clearable();
  }

  window.newsrag = {
    options,
    connect(name, element, trigger, props) {
      parts[name] = { element, trigger, props };
      asides();
      new MutationObserver(() => settle(name)).observe(element, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-key", "data-turn", "aria-busy"] });
      settle(name);
    },
  };

  // Gradio's own parts that lack a name for assistive technology
  function nameParts() {
    document.querySelectorAll(".overflow-menu > button:not([aria-label])").forEach((b) => b.setAttribute("aria-label", "…"));
    document.querySelectorAll('input[type="file"]:not([aria-label])').forEach((i) => i.setAttribute("aria-label", texts().upload));
  }
  // parts of ours that belong to no Gradio component; Gradio empties the body while it starts, so they are made late
  function asides() {
    if ($("#word-help")) return;
    const help = document.createElement("div");
    help.id = "word-help"; help.setAttribute("role", "tooltip"); help.hidden = true;
    const announcer = document.createElement("div");
    announcer.id = "announcer"; announcer.className = "sr-only"; announcer.setAttribute("role", "status");
    const dialog = document.createElement("dialog");
    dialog.id = "remove-dialog"; dialog.setAttribute("aria-labelledby", "remove-title");
    const form = document.createElement("form"); form.method = "dialog";
    const title = document.createElement("h2"); title.id = "remove-title"; title.textContent = texts().remove_title;
    const text = document.createElement("p"); text.textContent = texts().remove_text;
    const row = document.createElement("div"); row.className = "buttons";
    for (const [value, key, kind] of [["no", "cancel", "plain"], ["yes", "remove_yes", "plain danger-fill"]]) {
      const button = document.createElement("button");
      button.value = value; button.textContent = texts()[key]; button.className = kind; row.append(button);
    }
    form.append(title, document.createElement("ul"), text, row); dialog.append(form);
    document.body.append(help, announcer, dialog);
  }
  new MutationObserver(nameParts).observe(document.documentElement, { childList: true, subtree: true });
})();
