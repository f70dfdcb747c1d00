/* Reads codes from pixels, in a worker that may compile WebAssembly and do nothing else: no network, no page, no store.
   zxing's own script is joined behind this one (webui/scanning.py), and its WebAssembly comes as bytes from the page. */
"use strict";
if (!Object.hasOwn) { /* zxing asks for it; Chrome 93 and Firefox 92 brought it */
  Object.hasOwn = function (thing, name) { return Object.prototype.hasOwnProperty.call(thing, name); };
}
var HOW = { formats: ["QRCode"], tryHarder: true, tryInvert: false, maxNumberOfSymbols: 1, textMode: "Plain" };

self.onmessage = function (event) {
  var given = event.data;
  if (given.wasm) {
    self.ZXingWASM.prepareZXingModule({ overrides: { wasmBinary: given.wasm }, fireImmediately: true }).then(
      function () { self.postMessage({ ready: true }); },
      function () { self.postMessage({ failed: true }); }
    );
    return;
  }
  var picture = new ImageData(new Uint8ClampedArray(given.pixels), given.width, given.height);
  self.ZXingWASM.readBarcodes(picture, HOW).then(
    function (found) { self.postMessage({ id: given.id, text: found.length ? found[0].text : "" }); },
    function () { self.postMessage({ id: given.id, text: "" }); }
  );
};
