/* The grid of samples: a scanner ends each barcode with Enter, which goes on to the next person instead of sending the
   whole form; in the last field it goes to the button. Without this script the tabulator does the same.
   Chrome 80, Safari 12, Firefox 78. */
(function () {
  "use strict";
  var form = document.querySelector("[data-grid]");
  if (!form) { return; }
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.hasAttribute("data-barcode")) { return; }
    event.preventDefault();
    var fields = form.querySelectorAll("[data-barcode]");
    var at = Array.prototype.indexOf.call(fields, event.target);
    (fields[at + 1] || form.querySelector("button[type=submit]")).focus();
  });
}());
