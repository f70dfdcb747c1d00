/* Reads codes from pixels, in a worker that may compile WebAssembly and do nothing else: no network, no page, no store.
   zxing's own script is joined behind this one (webui/scanning.py), and its WebAssembly comes as bytes from the page.
     { wasm }                               answered { ready: true } or { failed: true }; then, unless a picture comes sooner, { warm: texts }
     { id, width, height, pixels }          answered { id, text }: a picture of which there is no other one; every way is tried
     { id, width, height, pixels, isLook }  the same of a moving picture: one way a look, the next one with the next look */
"use strict";
if (!Object.hasOwn) { /* zxing asks for it; Chrome 93 and Firefox 92 brought it */
  Object.hasOwn = function (thing, name) { return Object.prototype.hasOwnProperty.call(thing, name); };
}
/* No way reads all that some other one reads (tests/webui/test_scanner.py): the first, at half the size too, most of what
   is dim or blurred; the second, with one threshold for the whole picture, and the third, with specks closed, what lies
   under a lamp. A look is short with one of them, and looks follow each other: every second one is of the first way. */
var FIRST = { binarizer: "LocalAverage", downscaleFactor: 2 };
var WAYS = [FIRST, { binarizer: "GlobalHistogram" }, FIRST, { binarizer: "LocalAverage", tryDenoise: true }];
var TRIED = [0, 1, 3]; /* each way once */
var STEP = 7; /* of so many pixels one says how dark and bright a picture is */
var OUTLIERS = 0.001; /* the share of darkest and brightest pixels that are noise */
var FULL = 200; /* between dark and bright, from which on a picture is read as it is */
var WIDTH = 1280;
var HEIGHT = 720;
var MODULE = 6;
var SIDE = 25 * MODULE;
/* The code of "bluezone: nobody here" (version 2), a row of modules in seven hexadecimal digits. */
var OURS = "1fcde7f1052a41174a55d174565d175b75d1043f411fd557f0003e001547a120827de115e9d4f0294bb2085a9e201829e315e40bf0f22dc3167d7f9" +
  "001bb1f1fc7753104d91017525f3174a334175c93910423721fd93a3";
var turn = 0;
var isAsked = false;

self.onmessage = function (event) {
  var given = event.data;
  if (given.wasm) {
    self.ZXingWASM.prepareZXingModule({ overrides: { wasmBinary: given.wasm }, fireImmediately: true }).then(
      function () { self.postMessage({ ready: true }); warm([]); },
      function () { self.postMessage({ failed: true }); }
    );
    return;
  }
  isAsked = true;
  var picture = stretched(new ImageData(new Uint8ClampedArray(given.pixels), given.width, given.height));
  (given.isLook ? looked(picture) : tried(picture, TRIED)).then(
    function (text) { self.postMessage({ id: given.id, text: text }); },
    function () { self.postMessage({ id: given.id, text: "" }); }
  );
};

/* The way that read something is the first one of the next look. */
function looked(picture) {
  return read(picture, WAYS[turn]).then(function (text) {
    if (!text) { turn = (turn + 1) % WAYS.length; }
    return text;
  });
}

function tried(picture, ways) {
  return read(picture, WAYS[ways[0]]).then(function (text) {
    return text || ways.length === 1 ? text : tried(picture, ways.slice(1));
  });
}

function read(picture, way) {
  var how = Object.assign({ formats: ["QRCode"], tryHarder: true, tryInvert: false, maxNumberOfSymbols: 1, textMode: "Plain" }, way);
  return self.ZXingWASM.readBarcodes(picture, how).then(function (found) { return found.length ? found[0].text : ""; });
}

/* Makes a dim picture's greys as far apart as a bright one's, in place: zxing takes parts whose greys are within 24 of each
   other for blank. A pixel is one number here, its red in the lowest byte: every processor that runs a browser has it so. */
function stretched(picture) {
  var seen = new Uint32Array(picture.data.buffer);
  var range = rangeOf(seen);
  var span = range[1] - range[0];
  if (span <= 0 || span >= FULL) { return picture; }
  var greys = new Uint32Array(256);
  for (var shade = 0; shade < 256; shade += 1) {
    greys[shade] = 0x010101 * Math.min(255, Math.max(0, Math.round((shade - range[0]) * 255 / span)));
  }
  for (var at = 0; at < seen.length; at += 1) { seen[at] = greys[greyOf(seen[at])]; }
  return picture;
}

function rangeOf(seen) {
  var counts = new Uint32Array(256);
  for (var at = 0; at < seen.length; at += STEP) { counts[greyOf(seen[at])] += 1; }
  var most = seen.length / STEP * OUTLIERS;
  return [beyond(counts, 0, 1, most), beyond(counts, 255, -1, most)];
}

/* The first shade from this end behind which there are more pixels than outliers. */
function beyond(counts, end, step, most) {
  var count = counts[end];
  while (count <= most && end + step >= 0 && end + step < 256) { end += step; count += counts[end]; }
  return end;
}

/* With zxing's own shares of the colours. */
function greyOf(pixel) { return (306 * (pixel & 255) + 601 * (pixel >> 8 & 255) + 117 * (pixel >> 16 & 255) + 512) >> 10; }

/* A code read for the first time takes several times as long as later ones, for what reads it is compiled meanwhile. So
   each way reads one of ours before the camera is open; once a picture is there, it is what warms. */
function warm(texts) {
  if (isAsked) { return; }
  if (texts.length === TRIED.length) { self.postMessage({ warm: texts }); return; }
  read(stretched(ours()), WAYS[TRIED[texts.length]]).then(function (text) {
    self.setTimeout(function () { warm(texts.concat(text)); }, 0);
  });
}

/* In the middle of a picture as large as a camera's, six pixels a module; dim, so that nothing is left out. */
function ours() {
  var picture = new ImageData(WIDTH, HEIGHT);
  var seen = new Uint32Array(picture.data.buffer).fill(0x333333);
  for (var y = 0; y < SIDE; y += 1) {
    var row = parseInt(OURS.substr(Math.floor(y / MODULE) * 7, 7), 16);
    for (var x = 0; x < SIDE; x += 1) {
      if (row >> (24 - Math.floor(x / MODULE)) & 1) { seen[((HEIGHT - SIDE) / 2 + y) * WIDTH + (WIDTH - SIDE) / 2 + x] = 0; }
    }
  }
  return picture;
}
