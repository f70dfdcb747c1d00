/* Keeps parts of a page true without loading it again: <div data-live="address" data-every="ms">.
   A part that did not change is not touched, what holds the focus keeps it, one that is written in is left alone, and a
   hidden page asks nothing. A page whose language was switched elsewhere is loaded again as a whole. An engine that is
   silent, slow or refuses has not answered: the page then says so. */
(function () {
  "use strict";
  var PATIENCE_MS = 3000;
  var root = document.documentElement;

  function watch(part) {
    var every = Number(part.dataset.every) || 5000;
    var shown = null;

    async function look() {
      if (!document.hidden) {
        try {
          show(await ask(part.dataset.live));
          root.classList.remove("is-cut-off");
        } catch (error) {
          root.classList.add("is-cut-off");
        }
      }
      window.setTimeout(look, every);
    }

    function show(text) {
      if (text === shown || isWritten(part)) { return; }
      if (shown !== null || !isThere(part, text)) { replace(part, text); }
      shown = text;
      part.dispatchEvent(new CustomEvent("bluezone:shown", { bubbles: true }));
      var next = part.querySelector("[data-go]");
      if (next) { window.location.assign(next.dataset.go); }
    }

    window.setTimeout(look, every);
  }

  async function ask(address) {
    var patience = new AbortController();
    var timer = window.setTimeout(function () { patience.abort(); }, PATIENCE_MS);
    try {
      var answer = await fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "error", signal: patience.signal });
      if (!answer.ok) { throw new Error("refused"); }
      var spoken = answer.headers.get("content-language");
      if (spoken && spoken !== root.lang) { window.location.reload(); }
      return await answer.text();
    } finally {
      window.clearTimeout(timer);
    }
  }

  function isWritten(part) {
    var active = document.activeElement;
    return part.contains(active) && active.matches("input, textarea, select");
  }

  /* What came with the page is mostly what the first look brings: to put it there once more would have a screen reader
     say all of it again, and start what moves anew. */
  function isThere(part, text) {
    var made = document.createElement("template");
    made.innerHTML = text;
    return made.innerHTML.trim() === part.innerHTML.trim();
  }

  /* The same link or button has the focus afterwards: who walks with the keyboard is not thrown back to the top. Another
     one in its place never has it, or the next key would do what nobody wanted. */
  function replace(part, text) {
    var active = part.contains(document.activeElement) ? document.activeElement : null;
    var meant = active ? meaning(active) : "";
    part.innerHTML = text;
    if (!active) { return; }
    var stops = Array.prototype.slice.call(part.querySelectorAll("a[href], button, summary"));
    var same = stops.filter(function (stop) { return meaning(stop) === meant; })[0];
    (same || document.getElementById("main")).focus({ preventScroll: true });
  }

  function meaning(stop) { return stop.getAttribute("href") || stop.textContent.trim(); }

  document.querySelectorAll("[data-live]").forEach(watch);
})();
