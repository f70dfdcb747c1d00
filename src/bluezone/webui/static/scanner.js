/* Reads codes from a picture or the camera: with the browser's own BarcodeDetector, else with zxing as WebAssembly in a
   worker, which is fetched when it is first wanted. Its own tag says where from: data-worker, data-wasm (webui/scanning.py).
     bluezoneScanner.prepare()            resolves once codes can be read; rejects where they never can
     bluezoneScanner.readsByItself()      resolves with whether the browser reads codes and nothing is fetched for it
     bluezoneScanner.readCodes(picture)   resolves with the text of one code, or "" (a video, image or canvas)
     bluezoneScanner.watch(video, found)  opens the camera, calls found(text) for what it sees, and looks on once what that
                                          gives back, if anything, is over; resolves with a function that ends it; rejects
                                          where there is no camera or it may not be used, and with bluezoneScanner.notFetched
                                          where the reader could not be fetched, which a network mends */
(function () {
  "use strict";
  var REST_MS = 60;
  var from = document.currentScript.dataset;
  var worker = null;
  var asked = {};
  var number = 0;
  var canvas = null;
  var way = null;
  var notFetched = new Error("the reader is not there");

  function prepare() {
    if (!way) {
      way = native().catch(compiled);
      way.catch(function () { way = null; }); /* without a network today, perhaps with one tomorrow */
    }
    return way;
  }

  function native() {
    if (!("BarcodeDetector" in window)) { return Promise.reject(new Error("none")); }
    return Promise.resolve(window.BarcodeDetector.getSupportedFormats()).then(function (formats) {
      if (formats.indexOf("qr_code") < 0) { throw new Error("no QR"); }
      var detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      return function (picture) {
        return detector.detect(picture).then(function (found) { return found.length ? found[0].rawValue : ""; });
      };
    });
  }

  function readsByItself() { return native().then(function () { return true; }, function () { return false; }); }

  function compiled() {
    if (!from.worker || !("WebAssembly" in window)) { return Promise.reject(new Error("none")); }
    return fetch(from.wasm).then(function (answer) {
      if (!answer.ok) { throw notFetched; }
      return answer.arrayBuffer();
    }).catch(function () { throw notFetched; }).then(started).then(function () { return readPixels; });
  }

  function started(wasm) {
    return new Promise(function (resolve, reject) {
      worker = new Worker(from.worker);
      worker.onerror = function () { reject(notFetched); forgotten(); };
      worker.onmessage = function (event) {
        var said = event.data;
        if (said.ready) { resolve(); return; }
        if (said.failed) { reject(new Error("not compiled")); return; }
        if (said.warm) { return; }
        asked[said.id](said.text);
        delete asked[said.id];
      };
      worker.postMessage({ wasm: wasm }, [wasm]);
    });
  }

  /* A worker that fell is started anew with the next picture; whoever waits for it is told of no code. */
  function forgotten() {
    Object.keys(asked).forEach(function (id) { asked[id](""); });
    asked = {};
    way = null;
  }

  function readPixels(picture, isLook) {
    var width = picture.videoWidth || picture.naturalWidth || picture.width;
    var height = picture.videoHeight || picture.naturalHeight || picture.height;
    if (!width || !height) { return Promise.resolve(""); }
    canvas = canvas || document.createElement("canvas");
    if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
    var drawing = canvas.getContext("2d", { willReadFrequently: true });
    drawing.drawImage(picture, 0, 0, width, height);
    var pixels = drawing.getImageData(0, 0, width, height).data.buffer;
    number += 1;
    return new Promise(function (resolve) {
      asked[number] = resolve;
      worker.postMessage({ id: number, width: width, height: height, pixels: pixels, isLook: isLook }, [pixels]);
    });
  }

  function readCodes(picture) { return readNow(picture, false); }

  function readNow(picture, isLook) {
    return prepare().then(function (read) { return read(picture, isLook); }).catch(function () { return ""; });
  }

  function watch(video, found) {
    if (!navigator.mediaDevices) { return Promise.reject(new Error("no camera")); }
    var wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    return prepare().then(function () {
      return navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    }).then(function (stream) {
      var goes = true;
      video.srcObject = stream;
      function end() {
        goes = false;
        stream.getTracks().forEach(function (track) { track.stop(); });
        video.srcObject = null;
      }
      function look() {
        if (!goes) { return; }
        readNow(video, true).then(function (text) { return goes && text ? found(text) : null; }).then(rest, rest);
      }
      function rest() { window.setTimeout(look, REST_MS); }
      return video.play().then(function () { look(); return end; }, function (problem) { end(); throw problem; });
    });
  }

  window.bluezoneScanner = {
    prepare: prepare, readsByItself: readsByItself, readCodes: readCodes, watch: watch, notFetched: notFetched
  };
})();
