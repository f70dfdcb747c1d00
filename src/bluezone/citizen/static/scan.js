/* Reads a code with the camera (scanner.js, joined before this) where the browser has a camera, and a reader of its own
   or WebAssembly; otherwise the button stays hidden and the field remains. Runs before the first paint
   (blocking="render"), so that the button stands in its place from the beginning. */
(function () {
  "use strict";
  var from = document.currentScript.dataset;
  var button = document.querySelector("[data-scan]");
  var place = document.querySelector("[data-scanner]");
  var reads = "BarcodeDetector" in window || (from.worker && "WebAssembly" in window);
  if (!button || !place || !reads || !navigator.mediaDevices) { return; }
  document.documentElement.classList.add("can-scan");
  var field = document.getElementById(button.dataset.scan);
  var video = place.querySelector("video");
  var says = place.querySelector("[data-denied]");
  var watching = null;

  button.addEventListener("click", function () {
    button.disabled = true;
    place.hidden = false;
    video.hidden = false;
    says.textContent = "";
    watching = window.bluezoneScanner.watch(video, found);
    watching.catch(function () {
      button.disabled = false;
      video.hidden = true;
      says.textContent = says.dataset.denied;
    });
  });

  function found(text) {
    watching.then(function (end) {
      end();
      button.disabled = false;
      place.hidden = true;
      field.value = text;
      if ("submits" in button.dataset) { field.form.submit(); } else { field.focus(); }
    });
  }
})();
