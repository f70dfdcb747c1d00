/* Keeps parts of a page true without loading it again: <div data-live="address" data-every="ms">.
   A part that did not change is not touched, one that holds the focus is left alone, and a hidden page asks nothing. */
(function () {
  "use strict";

  function watch(part) {
    var every = Number(part.dataset.every) || 5000;
    var shown = null;

    async function look() {
      if (!document.hidden && !part.contains(document.activeElement)) {
        try {
          var answer = await fetch(part.dataset.live, { credentials: "same-origin", cache: "no-store", redirect: "error" });
          if (answer.ok) { show(await answer.text()); }
          document.documentElement.classList.remove("is-cut-off");
        } catch (error) {
          document.documentElement.classList.add("is-cut-off");
        }
      }
      window.setTimeout(look, every);
    }

    function show(text) {
      if (text === shown) { return; }
      if (shown !== null || part.dataset.first !== "kept") { part.innerHTML = text; }
      shown = text;
      part.dispatchEvent(new CustomEvent("bluezone:shown", { bubbles: true }));
      var next = part.querySelector("[data-go]");
      if (next) { window.location.assign(next.dataset.go); }
    }

    window.setTimeout(look, every);
  }

  document.querySelectorAll("[data-live]").forEach(watch);
})();
