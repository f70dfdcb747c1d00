/* Runs before the first paint: says what this browser can do, so that buttons appear in their place or not at all;
   and registers the service worker, with which the pages open even when the phone's engine is just starting. */
(function () {
  "use strict";
  var own = document.currentScript;
  var can = {
    "can-scan": "BarcodeDetector" in window && Boolean(navigator.mediaDevices),
    "can-share": Boolean(navigator.share),
    "can-copy": Boolean(navigator.clipboard),
    "can-print": true
  };
  Object.keys(can).forEach(function (name) { if (can[name]) { document.documentElement.classList.add(name); } });

  if ("serviceWorker" in navigator) {
    window.addEventListener("load", function () {
      navigator.serviceWorker.register(own.dataset.worker, { scope: own.dataset.scope }).catch(function () { /* pages work without it */ });
    });
  }
})();
