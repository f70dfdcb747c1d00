/* Sharing, copying, printing. Each button is shown only where the browser can do it (app.js). */
(function () {
  "use strict";
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
