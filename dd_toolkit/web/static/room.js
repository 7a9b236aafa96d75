// Keeps a screen of a workshop with its room: a phone, the console, the projector.
// Each asks again and again for the part that changes, and says what it knows: mostly it
// is told that nothing changed. Without scripts the same pages have buttons and links.
"use strict";

{
  const root = document.documentElement;
  const live = () => document.getElementById("live");
  const find = (where) => document.querySelector(where);
  let acting = false;

  // --- what changes -----------------------------------------------------------------

  async function part(address, options = {}) {
    const headers = { "X-Part": "live", ...options.headers };
    const response = await fetch(address, { ...options, headers });
    if (response.status === 204) return;
    if (response.status >= 500 || response.status === 429) throw new Error("later");
    const text = await response.text();
    const next = new DOMParser().parseFromString(text, "text/html").getElementById("live");
    if (!next) return location.assign(response.redirected ? response.url : location.href);
    put(next);
  }

  function put(next) {
    const here = live();
    const kept = find("form[data-answer]");
    const coming = next.querySelector("form[data-answer]");
    const open = (form) => form && form.querySelector("[data-send]") && form.dataset.step;
    // Somebody may be choosing just now: the same open question is not taken away.
    if (open(kept) && open(kept) === open(coming)) {
      here.dataset.seen = next.dataset.seen;
      return;
    }
    const at = document.activeElement;
    const key = here.contains(at) && (at.dataset.key || "");
    here.replaceWith(document.adoptNode(next));
    dress();
    const again = key && find(`[data-key="${key}"]`);
    if (again) again.focus();
  }

  async function look() {
    const here = live();
    if (!here || here.dataset.ended) return;
    if (!acting) {
      try {
        const address = new URL(location.href);
        address.hash = "";
        address.searchParams.set("seen", here.dataset.seen);
        await part(address);
        lost(false);
      } catch {
        lost(true);
      }
    }
    tick();
    const every = Number(live()?.dataset.every || 1000);
    setTimeout(look, every * (0.85 + 0.3 * Math.random()));
  }

  function lost(is) {
    const place = find("[data-lost]");
    if (place) place.hidden = !is;
  }

  function dress() {
    fit();
    tick();
    reach();
    for (const form of document.querySelectorAll("form[data-answer]")) {
      const send = form.querySelector("[data-send]");
      if (send) send.hidden = Boolean(form.querySelector("input[type=radio]"));
      if (pending && pending.number === Number(form.dataset.number)) choose(form);
    }
  }

  // --- a phone answers --------------------------------------------------------------

  // What was chosen last and is not acknowledged yet; it is sent until it is.
  let pending = null;
  let sending = false;
  let pause = 500;

  const said = (key) => JSON.parse(live().dataset.said)[key];

  function say(key, failed = false) {
    const place = find("[data-sent]");
    if (!place) return;
    place.textContent = said(key);
    place.classList.toggle("failed", failed);
  }

  function choose(form) {
    for (const box of form.querySelectorAll("[name=choice]")) {
      box.checked = pending.chosen.includes(box.value);
    }
  }

  function answer(form) {
    const chosen = [...form.querySelectorAll("[name=choice]:checked")].map((box) => box.value);
    if (!chosen.length) return say("choice", true);
    pending = { url: form.dataset.answer, number: Number(form.dataset.number), chosen };
    pause = 500;
    send();
  }

  async function send() {
    if (!pending || sending) return;
    sending = true;
    const now = pending;
    say("sending");
    try {
      const response = await fetch(now.url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "X-Requested-With": "dd",
          Accept: "application/json",
        },
        body: JSON.stringify({ number: now.number, chosen: now.chosen }),
      });
      if (response.status >= 500 || response.status === 429) throw new Error("later");
      const told = await response.json();
      if (pending === now) pending = null;
      if (told.saved) say("sent");
      else say(told.reason in JSON.parse(live().dataset.said) ? told.reason : "stranger", true);
    } catch {
      say("offline", true);
      setTimeout(send, pause);
      pause = Math.min(pause * 2, 8000);
    }
    sending = false;
    if (pending && pending !== now) send();
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-answer]");
    if (form && event.target.type === "radio") answer(form);
  });
  addEventListener("online", () => send());
  addEventListener("beforeunload", (event) => {
    if (pending) event.preventDefault();
  });

  // --- the console ------------------------------------------------------------------

  async function act(form) {
    if (acting) return;
    acting = true;
    try {
      await part(form.action, { method: "POST", body: new FormData(form) });
      lost(false);
    } catch {
      lost(true);
    }
    acting = false;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form[data-answer]")) {
      event.preventDefault();
      answer(form);
    } else if (form.matches("form[data-act]")) {
      event.preventDefault();
      act(form);
    }
  });

  document.addEventListener("click", (event) => {
    const next = event.target.closest("a[data-next]");
    if (!next || pending) return;
    event.preventDefault();
    history.replaceState(null, "", next.href);
    part(next.href).catch(() => lost(true));
    scrollTo(0, 0);
  });

  const KEYS = {
    Space: "on", ArrowRight: "on", PageDown: "on", ArrowLeft: "back", PageUp: "back",
    KeyO: "open", KeyC: "close", KeyS: "show",
  };
  const keys = find("[data-keys]");
  if (keys) {
    const on = keys.querySelector("[data-keys-on]");
    keys.hidden = false;
    on.checked = localStorage.getItem("dd-keys") !== "off";
    on.addEventListener("change", () => localStorage.setItem("dd-keys", on.checked ? "on" : "off"));
    document.addEventListener("keydown", (event) => {
      const where = event.target;
      if (!on.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if (where.closest("input, textarea, select, [contenteditable], dialog")) return;
      if (event.code === "Space" && where.closest("button, a, summary")) return;
      const wanted = KEYS[event.code];
      if (!wanted) return;
      event.preventDefault();
      const button = find(`[data-key="${wanted}"]:not(:disabled)`);
      if (button) act(button.form);
    });
  }

  // The list of steps stands where the room is.
  function reach() {
    const here = find(".steps.long .here");
    if (here) here.parentElement.scrollTop = here.offsetTop - 80;
  }

  function tick() {
    const timing = find("[data-since]");
    if (!timing) return;
    const minute = Math.floor((Date.now() - new Date(timing.dataset.since)) / 60000);
    const words = timing.querySelector("[data-minute-words]");
    words.textContent = words.dataset.minuteWords.replace("{}", minute);
    timing.classList.toggle("late", minute > Number(timing.dataset.until));
  }

  // --- the projector ----------------------------------------------------------------

  function fit() {
    const main = find("[data-fits] main");
    if (!main) return;
    for (let size = 1; size >= 0.4; size -= 0.03) {
      root.style.setProperty("--fit", size);
      if (main.scrollHeight <= main.clientHeight + 1) return;
    }
  }

  addEventListener("resize", fit);
  document.fonts.ready.then(fit);
  const full = find("[data-full-screen]");
  if (full && document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", () => root.requestFullscreen());
  }

  // --- joining ----------------------------------------------------------------------

  // A scanned code stands behind "#", which browsers never send by themselves.
  const joining = find("form[data-join]");
  if (joining && location.hash.length > 4) {
    joining.elements.code.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
    joining.submit();
  }

  dress();
  if (live()) setTimeout(look, 500);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) send();
  });
}
