/* Sharing, copying, printing. Each button is shown only where the browser can do it.
   Runs before the first paint (blocking="render"), so that the buttons stand in their places from the beginning. */
(function () {
  "use strict";
  var can = { "can-share": Boolean(navigator.share), "can-copy": Boolean(navigator.clipboard), "can-print": true };
  Object.keys(can).forEach(function (name) { if (can[name]) { document.documentElement.classList.add(name); } });

  function text(id) { return document.getElementById(id).textContent.trim(); }

  document.querySelectorAll("[data-share]").forEach(function (button) {
    button.addEventListener("click", function () { navigator.share({ text: text(button.dataset.share) }).catch(function () { /* the owner thought better of it */ }); });
  });

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.addEventListener("click", async function () {
      await navigator.clipboard.writeText(text(button.dataset.copy));
      button.textContent = button.dataset.done;
    });
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { window.print(); });
  });
})();
