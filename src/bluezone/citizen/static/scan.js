/* Reads a code with the camera where the browser can; otherwise the button stays hidden and the field remains.
   Runs before the first paint (blocking="render"), so that the button stands in its place from the beginning. */
(function () {
  "use strict";
  var button = document.querySelector("[data-scan]");
  var place = document.querySelector("[data-scanner]");
  if (!button || !place || !("BarcodeDetector" in window) || !navigator.mediaDevices) { return; }
  document.documentElement.classList.add("can-scan");
  var field = document.getElementById(button.dataset.scan);
  var video = place.querySelector("video");
  var says = place.querySelector("[data-denied]");

  button.addEventListener("click", async function () {
    place.hidden = false;
    try {
      var stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      look(stream, new window.BarcodeDetector({ formats: ["qr_code"] }));
    } catch (error) {
      video.hidden = true;
      says.textContent = says.dataset.denied;
    }
  });

  async function look(stream, detector) {
    var found = await detector.detect(video).catch(function () { return []; });
    if (found.length === 0) { window.setTimeout(look, 200, stream, detector); return; }
    stream.getTracks().forEach(function (track) { track.stop(); });
    place.hidden = true;
    field.value = found[0].rawValue;
    if ("submits" in button.dataset) { field.form.submit(); } else { field.focus(); }
  }
})();
