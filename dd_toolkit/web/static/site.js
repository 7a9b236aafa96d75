// Comforts of every page. Everything here is one: without scripts the same pages work.
// What saves each answer as it is given is in saving.js.
"use strict";

const words = JSON.parse(document.body.dataset.words);

function put(where, text) {
  const place = document.querySelector(where);
  if (place) place.textContent = text;
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
