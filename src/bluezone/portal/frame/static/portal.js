/* Small conveniences; every page works without them. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy], [data-print]");
    if (!button) { return; }
    if (button.dataset.print !== undefined) { window.print(); return; }
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      button.querySelector("[data-words]").textContent = button.dataset.done;
    });
  });

  /* Buttons that need this script say so by appearing only with it. */
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-middle]").forEach(function (part) {
      part.scrollLeft = (part.scrollWidth - part.clientWidth) / 2;
      part.scrollTop = (part.scrollHeight - part.clientHeight) / 2;
    });
    document.querySelectorAll("[data-needs-script]").forEach(function (part) {
      part.hidden = part.dataset.copy !== undefined && !navigator.clipboard;
    });
  });
})();
