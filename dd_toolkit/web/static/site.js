// Saves each answer as it is given. Everything here is a comfort: without this file the
// same pages work with "Save and continue".
"use strict";

const words = JSON.parse(document.body.dataset.words);

// --- answers -----------------------------------------------------------------------

class Saver {
  // One request at a time, in the order given; the newest answer of a question wins.
  constructor(form) {
    this.form = form;
    this.waiting = new Set();
    this.confirmed = new Set();
    this.busy = false;
    this.pause = 1000;
    this.line = form.querySelector("[data-save-state]");
  }

  add(fieldset) {
    this.waiting.add(fieldset);
    say(fieldset, "waiting");
    this.run();
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.size) {
      const fieldset = this.waiting.values().next().value;
      this.waiting.delete(fieldset);
      if (await this.send(fieldset)) {
        this.pause = 1000;
        continue;
      }
      this.waiting.add(fieldset);
      await new Promise((done) => setTimeout(done, this.pause));
      this.pause = Math.min(this.pause * 2, 15000);
    }
    this.busy = false;
  }

  async send(fieldset) {
    const body = new URLSearchParams();
    for (const field of fieldset.elements) {
      const box = field.type === "radio" || field.type === "checkbox";
      // A form sends a button only when it was pressed.
      if (!field.name || field.type === "submit" || (box && !field.checked)) continue;
      body.append(field.name, field.value);
    }
    for (const field of this.form.querySelectorAll("[data-later]")) {
      if (field.dataset.later !== fieldset.dataset.question) continue;
      body.append(field.name, field.checked ? "yes" : "no");
    }
    const still = this.confirmed.has(fieldset);
    if (still) body.append("still", fieldset.dataset.question);
    try {
      const response = await fetch(this.form.action, {
        method: "POST",
        body,
        headers: {
          Accept: "application/json",
          "X-CSRFToken": this.form.elements.csrf_token.value,
        },
      });
      const taken = this.answered(fieldset, response, await response.json());
      if (taken && still) this.confirmed.delete(fieldset);
      return taken;
    } catch {
      this.show(words.failed, true);
      say(fieldset, "failed");
      return false;
    }
  }

  answered(fieldset, response, told) {
    if (response.status === 200) {
      this.show("", false);
      say(fieldset, "saved");
      refuse(fieldset, "");
      this.apply(told);
      return true;
    }
    if (response.status === 422 && told.errors) {
      say(fieldset, "");
      refuse(fieldset, told.errors[fieldset.dataset.question] || "");
      return true;
    }
    this.show(told.message || words.failed, true);
    say(fieldset, "failed");
    return response.status === 409 || response.status === 404;
  }

  apply(told) {
    const applies = new Set(told.applies);
    for (const other of this.form.querySelectorAll("[data-question]")) {
      other.hidden = other.disabled = !applies.has(other.dataset.question);
    }
    put("[data-done]", told.done);
    put("[data-total]", told.total);
    const bar = document.querySelector("[data-bar]");
    if (bar && told.total) bar.setAttribute("width", (100 * told.done) / told.total);
  }

  show(text, failed) {
    this.line.textContent = text;
    this.line.classList.toggle("failed", failed);
  }
}

function put(where, text) {
  const place = document.querySelector(where);
  if (place) place.textContent = text;
}

function say(fieldset, state) {
  const line = fieldset.querySelector("[data-state]");
  line.textContent = state === "failed" ? "" : words[state] || "";
  line.classList.toggle("waiting", state === "waiting");
  fieldset.classList.toggle("saved", state === "saved" && answered(fieldset));
}

function answered(fieldset) {
  // "Come back later" is saved too, but leaves the question open.
  return [...fieldset.querySelectorAll("[name^='q-']")].some((field) =>
    ["radio", "checkbox"].includes(field.type) ? field.checked : field.value,
  );
}

function refuse(fieldset, reason) {
  fieldset.querySelector(".error").textContent = reason;
  fieldset.classList.toggle("refused", Boolean(reason));
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const saver = new Saver(form);
  form.addEventListener("change", (event) => {
    const later = event.target.dataset.later;
    const fieldset = later
      ? document.getElementById(later)
      : event.target.closest("[data-question]");
    if (!fieldset) return;
    const na = fieldset.querySelector(".na input");
    const reason = fieldset.querySelector(".reason input");
    if (event.target === na && reason && !reason.value) {
      reason.focus();
      return;
    }
    saver.confirmed.delete(fieldset);
    saver.add(fieldset);
  });
  form.addEventListener("click", (event) => {
    const still = event.target.closest("button[data-choices]");
    if (!still) return;
    event.preventDefault();
    const fieldset = still.closest("[data-question]");
    const chosen = still.dataset.choices.split(" ");
    for (const field of fieldset.querySelectorAll(".options input[value]")) {
      if (field.name.startsWith("q-")) field.checked = chosen.includes(field.value);
    }
    still.hidden = true;
    fieldset.querySelector("[name^='q-']:checked").focus();
    saver.confirmed.add(fieldset);
    saver.add(fieldset);
  });
  window.addEventListener("beforeunload", (event) => {
    if (saver.line.classList.contains("failed") && saver.waiting.size) event.preventDefault();
  });
  form.addEventListener("submit", () => saver.line.classList.remove("failed"));
}

// --- language ----------------------------------------------------------------------

// The page comes back in the other language at the place where the person was.
const place = "dd-place";
let last = "";
document.addEventListener("focusin", (event) => {
  const at = event.target;
  if (at.closest("main")) last = at.id || (at.name && `${at.name}=${at.value}`) || "";
});
for (const choice of document.querySelectorAll("[data-language]")) {
  choice.addEventListener("click", () => {
    sessionStorage.setItem(place, JSON.stringify([location.pathname, last, scrollY]));
  });
}
const [path, at, height] = JSON.parse(sessionStorage.getItem(place) || "[]");
sessionStorage.removeItem(place);
if (path === location.pathname) {
  const [name, value] = (at || "").split("=");
  const named = [...document.getElementsByName(name)];
  const found = document.getElementById(at) || named.find((field) => field.value === value);
  // After the browser has gone to the address's fragment, which would take the focus.
  addEventListener("load", () => {
    requestAnimationFrame(() => {
      if (found) found.focus({ preventScroll: true });
      scrollTo(0, height);
    });
  });
}

// --- small comforts ----------------------------------------------------------------

if (window.matchMedia("(min-width: 62rem)").matches) {
  for (const why of document.querySelectorAll("details.why")) why.open = true;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    put("[data-copied]", words.copied);
  });
}

// The private link holds its code behind "#", which browsers never send by themselves.
const back = document.querySelector("form[data-return]");
if (back && location.hash.length > 20) {
  back.elements.code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  back.submit();
}

// So does a mailed code; its page has more to fill in.
const mailed = document.querySelector("form[data-code]");
if (mailed && location.hash.length > 20) {
  mailed.elements.code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}

const wait = document.querySelector("[data-wait]");
if (wait) {
  const look = async () => {
    try {
      const response = await fetch(wait.dataset.wait, {
        headers: { Accept: "application/json" },
      });
      const told = await response.json();
      if (told.ready || told.failed) return location.reload();
    } catch {
      // the next look may succeed
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 800);
}
