// The auditor's desk: verdicts, notes and replies are saved as they are given, and none
// is lost without a word. Without this script the same forms work by their buttons.
//
// What an auditor typed and is not acknowledged waits in this tab's sessionStorage, under
// the account that typed it: a reload or a sign-in brings it back, closing the tab ends
// it. An employer's computer is shared: replies (without data-keeps) stay in the page.
"use strict";

const PAUSES = [1, 2, 4, 8, 15]; // seconds until something is sent again
const PATIENCE = 20000; // milliseconds for one request on a weak network
const TYPING = 1500; // milliseconds without a key until what was typed is sent

const NOT_TYPED = ["csrf_token", "seen"]; // what the page itself put into the form

// --- one form --------------------------------------------------------------------------

class Kept {
  // data-saves="changes": sent at each change. data-saves="press": when it is pressed.
  constructor(form) {
    this.form = form;
    this.line = document.querySelector(`[data-state-of="${form.id}"]`);
    this.errors = form.querySelector("[data-errors]");
    this.place = `dd-desk ${form.dataset.person} ${form.dataset.about}`;
    this.tries = 0;
    this.sending = false;
    this.again = false;
    this.touched = false;
    this.button = null; // what was pressed and is not answered yet
    this.trouble = "";
    this.waking = null;
    this.acknowledged = this.written();
    this.bring();
    form.addEventListener("input", (event) => this.typed(event));
    form.addEventListener("change", () => this.autosaves && this.save());
    form.addEventListener("submit", (event) => this.pressed(event));
    addEventListener("online", () => this.wake());
    this.show();
  }

  get autosaves() {
    return this.form.dataset.saves === "changes";
  }

  get unsaved() {
    return this.written() !== this.acknowledged;
  }

  fields() {
    return [...new FormData(this.form)].filter(([name]) => !NOT_TYPED.includes(name));
  }

  written() {
    return JSON.stringify(this.fields());
  }

  // What was typed before a reload comes back, and says that it is not saved.
  bring() {
    if (!("keeps" in this.form.dataset)) return;
    const kept = sessionStorage.getItem(this.place);
    if (!kept || kept === this.acknowledged) return;
    const values = JSON.parse(kept);
    for (const field of this.form.elements) {
      if (!field.name || NOT_TYPED.includes(field.name)) continue;
      const said = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) field.checked = said.includes(field.value);
      else if (said.length && field.type !== "submit") field.value = said[0];
    }
    if (this.unsaved) this.trouble = words.brought_back;
  }

  // A changed answer needs what is verified instead, and a finding.
  get unfinished() {
    const sent = new FormData(this.form);
    if (sent.get("verdict") !== "changed") return false;
    return !sent.get("chosen") || !sent.get("finding").trim();
  }

  keep() {
    if (!("keeps" in this.form.dataset)) return;
    if (this.unsaved) sessionStorage.setItem(this.place, this.written());
    else sessionStorage.removeItem(this.place);
  }

  typed(event) {
    this.touched = true;
    this.keep();
    this.show();
    if (!this.autosaves || !event.target.matches("textarea, input[type=text]")) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.save(), TYPING);
  }

  pressed(event) {
    event.preventDefault();
    this.save(event.submitter);
  }

  // One request at a time; what changed meanwhile follows it, and so does a button that
  // was pressed: leaving a field saves it, and the press comes a moment later.
  async save(button) {
    clearTimeout(this.pause);
    this.keep();
    this.button = button || this.button;
    if (this.sending) {
      this.again = true;
      return;
    }
    if (!this.button && (!this.unsaved || this.unfinished)) return this.show();
    this.sending = true;
    let decided = false;
    while (!decided) {
      this.again = false;
      const [written, pressed] = [this.written(), this.button];
      this.show();
      decided = await this.send(written, pressed);
      if (!decided) await this.rest();
      else if (this.button === pressed) this.button = null;
      if (decided && this.again) decided = !this.button && !this.unsaved;
    }
    this.sending = false;
    this.show();
  }

  async send(written, button) {
    const body = new URLSearchParams(new FormData(this.form));
    if (button?.name) body.append(button.name, button.value);
    let response, told;
    try {
      response = await fetch(button?.getAttribute("formaction") || this.form.action, {
        method: "POST",
        body,
        signal: AbortSignal.timeout(PATIENCE),
        headers: { Accept: "application/json" },
      });
      told = await response.json();
    } catch {
      this.trouble = navigator.onLine ? words.failed : words.offline;
      return false;
    }
    if (response.status === 429 || response.status >= 500) {
      this.trouble = told.message || words.failed;
      return false;
    }
    this.tries = 0;
    this.decided(response.status, told, written);
    return true;
  }

  decided(status, told, written) {
    this.trouble = "";
    this.tell(told.errors || []);
    document.getElementById("conflict")?.remove();
    if (told.seen !== undefined && !told.conflict) this.form.elements.seen.value = told.seen;
    if (status === 200) {
      this.acknowledged = written;
      this.keep();
      document.dispatchEvent(new CustomEvent("desk-saved", { detail: told }));
      if (told.next) this.leave(told.next);
      return;
    }
    this.trouble = told.message || words.undecided;
    if ([400, 401].includes(status)) this.line.after(signIn("keeps" in this.form.dataset));
    if (told.conflict) this.contradicted(told.conflict);
    const keep = this.form.querySelector("[data-keep-anyway]");
    if (keep) keep.hidden = !told.warned;
  }

  // Somebody else's newer verdict stands beside one's own; one more save replaces it.
  contradicted(conflict) {
    const box = document.getElementById("conflict-box").content.firstElementChild.cloneNode(true);
    box.id = "conflict";
    box.querySelector("[data-said]").textContent = conflict.said;
    const line = box.querySelector("blockquote p");
    for (const text of conflict.lines) {
      const next = line.cloneNode();
      next.textContent = text;
      line.before(next);
    }
    line.remove();
    box.querySelector("[data-mine]").addEventListener("click", () => {
      this.form.elements.seen.value = conflict.seen;
      box.remove();
      this.save();
    });
    box.querySelector("[data-theirs]").addEventListener("click", () => {
      this.acknowledged = this.written();
      sessionStorage.removeItem(this.place);
      location.reload();
    });
    this.form.before(box);
    box.scrollIntoView({ block: "nearest" });
  }

  tell(errors) {
    if (!this.errors) return;
    this.errors.replaceChildren(
      ...errors.map((text) => {
        const line = document.createElement("p");
        line.textContent = text;
        return line;
      }),
    );
  }

  rest() {
    const seconds = PAUSES[Math.min(this.tries, PAUSES.length - 1)];
    this.tries += 1;
    this.show();
    return new Promise((done) => {
      this.waking = done;
      setTimeout(done, seconds * 1000);
    });
  }

  wake() {
    this.tries = 0;
    this.waking?.();
  }

  leave(address) {
    this.acknowledged = this.written();
    sessionStorage.removeItem(this.place);
    const to = new URL(address, location);
    const here = to.pathname + to.search === location.pathname + location.search;
    location.assign(to);
    // To the same page a browser only jumps, and would not show what is new on it.
    if (here) location.reload();
  }

  // Always to be read; only trouble is read out.
  show() {
    if (!this.line) return;
    const open = this.unfinished ? words.unfinished : words.undecided;
    const calm = this.sending ? words.waiting : this.unsaved ? open : words.all_saved;
    // Of an empty reply nobody should read that it is saved.
    const tells = "verdict" in this.form.dataset || this.touched || this.unsaved;
    const text = this.trouble || (tells || this.sending ? calm : "");
    this.line.setAttribute("aria-live", this.trouble ? "assertive" : "off");
    this.line.classList.toggle("failed", Boolean(this.trouble));
    if (this.line.textContent !== text) this.line.textContent = text;
  }
}

let leaving = false; // to the sign-in, which brings what was typed back

function signIn(keeps) {
  document.getElementById("desk-sign-in")?.remove();
  const link = document.createElement("a");
  link.id = "desk-sign-in";
  link.className = "button quiet";
  link.href = `/account/sign-in?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = words.sign_in;
  link.addEventListener("click", () => (leaving = keeps));
  return link;
}

const kept = [...document.querySelectorAll("form[data-saves]")].map((form) => new Kept(form));

addEventListener("beforeunload", (event) => {
  if (!leaving && kept.some((one) => one.unsaved || one.sending)) event.preventDefault();
});

// --- keys ------------------------------------------------------------------------------

const KEYS_OFF = "dd-desk-keys-off"; // a preference of this browser, and of nobody's case
const LETTERS = { KeyJ: "j", KeyK: "k", KeyC: "c", KeyX: "x", KeyN: "n", KeyM: "m" };
const dialog = document.getElementById("keys");

function pressedKey(event) {
  if (event.key === "?" || event.key === "؟") return "?";
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const ahead = (event.key === "ArrowRight") === (document.dir !== "rtl");
    return ahead ? "j" : "k";
  }
  const letter = event.key.toLowerCase();
  // An Arabic keyboard gives Arabic letters: there the place of the key counts.
  return /^[a-z]$/.test(letter) ? letter : LETTERS[event.code] || "";
}

// The finding's field; while there is no verdict, the page for notes from the site.
function write() {
  const field = document.querySelector("form[data-verdict] [data-note-field]");
  if (field?.checkVisibility()) field.focus();
  else document.querySelector("a[data-go=note]")?.click();
}

function choose(verdict) {
  const choice = document.querySelector(`form[data-verdict] input[name=verdict][value=${verdict}]`);
  if (!choice || choice.disabled) return;
  choice.checked = true;
  choice.dispatchEvent(new Event("input", { bubbles: true }));
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  const more = document.querySelector(`[data-for="${verdict}"] :is(input, textarea)`);
  (more || choice).focus();
}

// Going on waits for what is on its way, and stays where something is not saved.
function go(where) {
  const link = document.querySelector(`a[data-go=${where}]`);
  if (!link) return;
  const waits = kept.find((one) => one.sending);
  if (waits) document.addEventListener("desk-saved", () => setTimeout(() => go(where)), { once: true });
  else if (kept.some((one) => one.unsaved)) kept.find((one) => one.unsaved).save();
  else link.click();
}

const ACTS = {
  j: () => go("next"),
  k: () => go("before"),
  c: () => choose("confirmed"),
  x: () => choose("changed"),
  n: () => choose("not-verifiable"),
  m: write,
  "?": () => dialog.showModal(),
};

if (dialog) {
  const off = dialog.querySelector("[name=keys-off]");
  off.checked = localStorage.getItem(KEYS_OFF) === "yes";
  off.addEventListener("change", () => localStorage.setItem(KEYS_OFF, off.checked ? "yes" : "no"));
  for (const opener of document.querySelectorAll("[data-keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("textarea, select, [contenteditable], dialog");
    const typing = field || event.target.matches("input:not([type=radio], [type=checkbox])");
    const changed = event.ctrlKey || event.metaKey || event.altKey;
    if (typing || changed || event.repeat || off.checked) return;
    // Arrows move between the choices of a group.
    if (event.key.startsWith("Arrow") && event.target.matches("input, summary")) return;
    const act = ACTS[pressedKey(event)];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
