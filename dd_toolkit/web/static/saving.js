// Saves each answer as it is given, and loses none without a word.
//
// What was chosen and is not acknowledged stays in this page's memory only: computers are
// shared, so nothing is written into the browser's storage. Closing the page then warns.
"use strict";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;
const PATIENCE = 20000; // milliseconds for one request on a weak network
const UNSAVED = ".question:not([hidden]):is(.refused, .unsaved)";

class Saver {
  // One request at a time. What may have reached the server is sent again unchanged until
  // it is acknowledged (the server writes the same answer once); only then comes what was
  // chosen since. So nobody is told of his own answer as if it were another's.
  constructor(form) {
    this.form = form;
    this.waiting = new Set();
    this.confirmed = new Set(); // fieldsets whose answer of last time was given again
    this.sending = null;
    this.running = false;
    this.pause = FIRST_PAUSE;
    this.trouble = "";
    this.next = null; // what was asked for while answers waited: submit, or a link
    this.told = new Map(); // fieldset -> revision of somebody else's answer to it
    this.line = form.querySelector("[data-save-state]");
    const field = form.elements.seen;
    this.seen = new Map(field.value.split(" ").filter(Boolean).map((one) => one.split(":")));
    this.wake = () => {};
    addEventListener("online", () => {
      this.pause = FIRST_PAUSE;
      this.wake();
    });
    this.show();
  }

  get unsent() {
    return this.waiting.size > 0 || this.sending !== null;
  }

  get atRisk() {
    return this.unsent || this.form.querySelector(UNSAVED) !== null;
  }

  add(fieldset) {
    // Whoever answers again after having been told replaces the other answer knowingly.
    if (this.told.has(fieldset)) {
      this.seen.set(fieldset.dataset.question, this.told.get(fieldset));
      this.told.delete(fieldset);
    }
    this.next = null;
    this.waiting.add(fieldset);
    fieldset.classList.remove("unsaved");
    say(fieldset, "waiting");
    this.run();
  }

  // Do it now, or when everything is sent.
  afterwards(act) {
    if (!this.unsent) return act();
    this.next = act;
    this.wake();
    if (again.waits) again.show();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    while (this.unsent) {
      this.sending ??= this.takeOne();
      this.show();
      if (await this.send(this.sending)) {
        this.sending = null;
        this.trouble = "";
        this.pause = FIRST_PAUSE;
      } else {
        this.show();
        await this.rest();
      }
    }
    this.running = false;
    this.show();
    const act = this.next;
    this.next = null;
    if (act) act();
  }

  takeOne() {
    const [fieldset] = this.waiting;
    this.waiting.delete(fieldset);
    const question = fieldset.dataset.question;
    const body = new URLSearchParams({ seen: `${question}:${this.seen.get(question) || 0}` });
    for (const field of fieldset.elements) {
      const box = field.type === "radio" || field.type === "checkbox";
      // A form sends a button only when it was pressed.
      if (!field.name || field.type === "submit" || (box && !field.checked)) continue;
      body.append(field.name, field.value);
    }
    for (const field of this.form.querySelectorAll("[data-later]")) {
      if (field.dataset.later !== question) continue;
      body.append(field.name, field.checked ? "yes" : "no");
    }
    if (this.confirmed.delete(fieldset)) body.append("still", question);
    return { fieldset, body };
  }

  rest() {
    const pause = this.pause;
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    return new Promise((done) => {
      this.wake = done;
      setTimeout(done, pause);
    });
  }

  // True when the server has decided, false when it has to be sent again.
  async send(sending) {
    let response, told;
    try {
      response = await fetch(this.form.action, {
        method: "POST",
        body: sending.body,
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          Accept: "application/json",
          "X-CSRFToken": this.form.elements.csrf_token.value,
        },
      });
      told = await response.json();
    } catch {
      return this.failed(sending, navigator.onLine ? words.failed : words.offline);
    }
    if (response.status === 401 && told.sign_in) {
      this.failed(sending, told.message);
      this.show();
      await again.ask(told.message);
      return this.send(sending);
    }
    if (response.status === 429 || response.status >= 500) {
      return this.failed(sending, told.message || words.failed);
    }
    this.decided(sending.fieldset, response.status, told);
    return true;
  }

  failed(sending, trouble) {
    this.trouble = trouble;
    say(sending.fieldset, "failed");
    return false;
  }

  decided(fieldset, status, told) {
    const question = fieldset.dataset.question;
    const other = (told.conflicts || {})[question];
    const refused = other ? "" : (told.errors || {})[question] || told.message || "";
    say(fieldset, this.waiting.has(fieldset) ? "waiting" : status === 200 ? "saved" : "");
    refuse(fieldset, refused, other);
    this.told.delete(fieldset);
    if (other) this.told.set(fieldset, other.seen);
    for (const [id, revision] of Object.entries(told.seen || {})) this.seen.set(id, revision);
    this.form.elements.seen.value = [...this.seen].map((one) => one.join(":")).join(" ");
    if (told.applies) this.apply(told);
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

  // The state of saving is always to be read; only trouble is read out.
  show() {
    const undecided = !this.unsent && this.form.querySelector(UNSAVED);
    const calm = this.unsent ? words.waiting : words.all_saved;
    const text = this.trouble || (undecided ? words.undecided : calm);
    this.line.setAttribute("aria-live", this.trouble ? "assertive" : "off");
    this.line.classList.toggle("failed", Boolean(this.trouble || undecided));
    if (this.line.textContent !== text) this.line.textContent = text;
  }
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

function refuse(fieldset, reason, other) {
  const line = fieldset.querySelector(".error");
  line.textContent = reason;
  fieldset.classList.toggle("refused", Boolean(reason || other));
  fieldset.querySelector(".meanwhile")?.remove();
  if (!other) return;
  const box = meanwhile(other);
  line.after(box);
  // It may stand below the fold; but who went on to another question stays there.
  if (fieldset.contains(document.activeElement)) box.scrollIntoView({ block: "nearest" });
}

function meanwhile(other) {
  const box = document.getElementById("meanwhile").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-said]").textContent = other.said;
  box.querySelector("[data-keep]").href = other.keep;
  box.querySelector("[data-history]").href = other.history;
  const line = box.querySelector("blockquote p");
  for (const text of other.lines) {
    const next = line.cloneNode();
    next.textContent = text;
    line.before(next);
  }
  line.remove();
  return box;
}

// --- a visit that ended while the page was open ----------------------------------------

class Again {
  constructor(dialog, open) {
    this.dialog = dialog;
    this.open = open;
    this.wrong = dialog.querySelector("[data-wrong]");
    this.waits = false;
    this.done = () => {};
    open.addEventListener("click", () => this.show());
    dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      saver.line.after(open);
      open.hidden = !this.waits;
    });
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.target);
    });
  }

  // Resolves when the server knows the person again; closing the dialog only hides it.
  ask(why) {
    this.dialog.querySelector("[data-why]").textContent = why;
    this.waits = true;
    this.show();
    return new Promise((done) => (this.done = done));
  }

  show() {
    this.open.hidden = true;
    this.wrong.textContent = "";
    this.dialog.showModal();
  }

  async send(form) {
    this.wrong.textContent = "";
    try {
      const response = await fetch(this.dialog.dataset.address, {
        method: "POST",
        body: JSON.stringify(Object.fromEntries(new FormData(form))),
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-Requested-With": "dd",
        },
      });
      const told = await response.json();
      if (response.status === 200) return this.known(form, told.csrf);
      this.wrong.textContent = told.message || words.failed;
    } catch {
      this.wrong.textContent = navigator.onLine ? words.failed : words.offline;
    }
    form.querySelector("input:not([type=hidden])").focus();
  }

  known(form, token) {
    for (const field of document.getElementsByName("csrf_token")) field.value = token;
    form.reset();
    this.waits = false;
    this.dialog.close();
    this.done();
  }
}

// --- the page --------------------------------------------------------------------------

const form = document.querySelector("form[data-autosave]");
const saver = new Saver(form);
const again = new Again(
  document.getElementById("again"),
  document.getElementById("again-open"),
);
let leaving = false;

form.addEventListener("input", (event) => {
  const typed = !event.target.matches("[type=radio], [type=checkbox]");
  if (typed) event.target.closest(".question").classList.add("unsaved");
  saver.show();
});

form.addEventListener("change", (event) => {
  const later = event.target.dataset.later;
  const fieldset = later
    ? document.getElementById(later)
    : event.target.closest("[data-question]");
  if (!fieldset) return;
  const na = fieldset.querySelector(".na input");
  const reason = fieldset.querySelector(".reason input");
  if (event.target === na && reason && !reason.value) {
    fieldset.classList.add("unsaved");
    saver.show();
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

form.addEventListener("click", (event) => {
  if (event.target.closest("[data-keep]")) leaving = true;
  if (!event.target.closest("[data-mine]")) return;
  event.preventDefault();
  saver.add(event.target.closest("[data-question]"));
});

form.addEventListener("submit", (event) => {
  leaving = !saver.unsent;
  if (leaving) return;
  event.preventDefault();
  saver.afterwards(() => form.requestSubmit(event.submitter));
});

// A link waits for what is on its way; where sending fails, the browser asks instead.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
  if (!link || link.target || elsewhere || !saver.unsent || saver.trouble) return;
  event.preventDefault();
  saver.afterwards(() => link.click());
});

addEventListener("beforeunload", (event) => {
  if (!leaving && saver.atRisk) event.preventDefault();
});

addEventListener("pageshow", (event) => {
  leaving = false;
  // Taken out of the browser's memory, the page would not know what was saved since.
  if (event.persisted && !saver.atRisk) location.reload();
});
