/* A page that the browser had put aside is asked for again when it comes back: what it shows may be erased by now. One
   that keeps a form stays as it was left, with what was typed and with the number that its tap goes by.
   Registers the service worker, with which the browser shows a page of ours that says so when the phone's engine does
   not answer. Last of all, when the page is shown and takes taps. */
(function () {
  "use strict";
  var own = document.currentScript;
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && !document.getElementById("kept")) { window.location.reload(); }
  });
  if (!("serviceWorker" in navigator)) { return; }
  window.addEventListener("load", function () {
    navigator.serviceWorker.register(own.dataset.worker, { scope: own.dataset.scope }).catch(function () { /* pages work without it */ });
  });
})();
