/* Sharing, copying, printing: each button appears only where the browser can do it. */
(function () {
  "use strict";
  function text(id) { return document.getElementById(id).textContent.trim(); }

  document.querySelectorAll("[data-share]").forEach(function (button) {
    if (!navigator.share) { return; }
    button.hidden = false;
    button.addEventListener("click", function () { navigator.share({ text: text(button.dataset.share) }).catch(function () { /* the owner thought better of it */ }); });
  });

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", async function () {
      await navigator.clipboard.writeText(text(button.dataset.copy));
      button.textContent = button.dataset.done;
    });
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
