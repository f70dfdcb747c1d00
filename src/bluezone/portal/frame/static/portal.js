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

  /* In a list, the arrows go from row to row: to the same kind of thing in the next one, a link, a button, a tick. */
  document.addEventListener("keydown", function (event) {
    var way = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    var row = way && event.target.closest("[data-list] tbody tr, [data-list] > li");
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    var next = row[way] && row[way].querySelector(event.target.tagName) || row[way] && row[way].querySelector("a, button");
    if (next) { event.preventDefault(); next.focus(); }
  });

  /* Buttons that need this script say so by appearing only with it. */
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-middle]").forEach(function (part) {
      part.scrollLeft = (part.scrollWidth - part.clientWidth) / 2;
      part.scrollTop = (part.scrollHeight - part.clientHeight) / 2;
    });
    var here = document.querySelector(".list-side [aria-current]");
    if (here && here.offsetParent) { here.closest(".list-side").scrollTop = here.offsetTop - 120; }
    document.querySelectorAll("[data-needs-script]").forEach(function (part) {
      part.hidden = part.dataset.copy !== undefined && !navigator.clipboard;
    });
  });
})();
