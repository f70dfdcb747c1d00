/* Registers the service worker: with it the pages open even when the phone's engine is just starting. */
(function () {
  "use strict";
  var own = document.currentScript;
  if ("serviceWorker" in navigator) {
    window.addEventListener("load", function () {
      navigator.serviceWorker.register(own.dataset.worker, { scope: own.dataset.scope }).catch(function () { /* pages work without it */ });
    });
  }
})();
