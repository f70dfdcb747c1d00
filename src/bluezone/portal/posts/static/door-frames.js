/* Carries between two devices without any network what door-files.js carries as a file: codes that move on one screen,
   and the other one's camera. A frame says to which text it belongs, which one it is, of how many; the text is taken
   once all have been read and its digest is right. What it says of rows is closed under the key of the post's devices. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var FRAME = /^BZH1:([A-Za-z0-9_-]{12}):([0-9]{1,4})\/([0-9]{1,4}):([\x20-\x7e]+)$/;
  var SIGNS = 480;
  var ROWS = 60; /* at once: what was read in vain is read again */
  var STEP_MS = 330;

  function digestOf(text) {
    return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)).then(function (bits) {
      return door.written(new Uint8Array(bits).slice(0, 9));
    });
  }

  /* Resolves with the frames of a text in ASCII. */
  function framesOf(text) {
    var parts = text.match(new RegExp("[^]{1," + SIGNS + "}", "g"));
    return digestOf(text).then(function (digest) {
      return parts.map(function (part, at) { return "BZH1:" + digest + ":" + (at + 1) + "/" + parts.length + ":" + part; });
    });
  }

  /* What was read so far of the newest text. */
  function Gathering() {
    this.digest = "";
    this.parts = {};
    this.total = 0;
    this.over = [];
  }

  /* Takes what a camera read. Resolves with the text that is whole by it, else null. */
  Gathering.prototype.add = function (scanned) {
    var self = this;
    var found = FRAME.exec(scanned);
    if (!found || this.over.indexOf(found[1]) >= 0) { return Promise.resolve(null); }
    if (found[1] !== this.digest || Number(found[3]) !== this.total) {
      this.digest = found[1];
      this.total = Number(found[3]);
      this.parts = {};
    }
    if (Number(found[2]) >= 1 && Number(found[2]) <= this.total) { this.parts[found[2]] = found[4]; }
    return this.count() < this.total ? Promise.resolve(null) : this.whole(found[1]).then(function (text) {
      if (text === null) { self.parts = {}; } else { self.over.push(found[1]); }
      return text;
    });
  };

  Gathering.prototype.count = function () { return Object.keys(this.parts).length; };

  Gathering.prototype.whole = function (digest) {
    var text = "";
    for (var at = 1; at <= this.total; at += 1) { text += this.parts[at]; }
    return digestOf(text).then(function (made) { return made === digest ? text : null; });
  };

  /* --- showing --- */

  function showParts(page, texts, none) {
    stop(page);
    door.tellOfFiles(page, texts.length ? "" : none);
    if (!texts.length) { return; }
    page.part("moving").hidden = false;
    page.moving = { texts: texts, part: 0, timer: 0 };
    showPart(page);
  }

  function showPart(page) {
    var moving = page.moving;
    window.clearInterval(moving.timer);
    page.part("moving-next").hidden = moving.texts.length < 2;
    framesOf(moving.texts[moving.part]).then(function (frames) {
      var at = 0;
      if (page.moving !== moving) { return; }
      function next() {
        window.qrCode.draw(page.part("moving-code"), frames[at % frames.length]);
        at += 1;
      }
      page.part("moving-said").textContent = page.word("moving-shown", { n: frames.length, a: moving.part + 1, b: moving.texts.length });
      next();
      page.part("moving-code").hidden = false;
      moving.timer = window.setInterval(next, STEP_MS);
    });
  }

  function showRows(page) {
    door.rowsToCarry(page).then(function (rows) {
      var texts = [];
      for (var at = 0; at < rows.length; at += ROWS) { texts.push(door.carriedRows(page, rows.slice(at, at + ROWS))); }
      return Promise.all(texts);
    }).then(function (texts) {
      showParts(page, texts, page.word("file-empty"));
    });
  }

  function showReceipt(page) {
    door.receiptOf(page).then(function (receipt) {
      showParts(page, receipt.arrived.length ? [door.carried(page, receipt)] : [], page.word("receipt-empty"));
    });
  }

  /* --- reading --- */

  function gather(page) {
    stop(page);
    var gathering = new Gathering();
    var said = page.part("moving-said");
    page.part("moving").hidden = false;
    page.part("moving-video").hidden = false;
    said.textContent = page.word("camera-on");
    page.gathering = window.bluezoneScanner.watch(page.part("moving-video"), function (text) {
      gathering.add(text).then(function (whole) {
        if (whole === null) {
          if (gathering.over.indexOf(gathering.digest) < 0 && gathering.total) {
            said.textContent = page.word("moving-read", { n: gathering.count(), m: gathering.total });
          }
          return null;
        }
        if (navigator.vibrate) { navigator.vibrate(60); }
        return door.takeCarried(page, whole).then(function (words) { said.textContent = words; });
      });
    });
    page.gathering.catch(function (problem) { stop(page); door.tellOfFiles(page, door.whyNoCamera(page, problem)); });
  }

  function stop(page) {
    if (page.moving) { window.clearInterval(page.moving.timer); }
    if (page.gathering) { page.gathering.then(function (end) { end(); }, function () { /* there was no camera */ }); }
    page.moving = page.gathering = null;
    page.part("moving").hidden = true;
    page.part("moving-code").hidden = page.part("moving-video").hidden = true;
    page.part("moving-next").hidden = true;
    page.part("moving-said").textContent = "";
  }

  door.wireFrames = function (page) {
    document.querySelector("[data-frames='rows']").addEventListener("click", function () { showRows(page); });
    document.querySelector("[data-frames='receipt']").addEventListener("click", function () { showReceipt(page); });
    page.part("gather").addEventListener("click", function () { gather(page); });
    page.part("moving-stop").addEventListener("click", function () { stop(page); });
    page.part("moving-next").addEventListener("click", function () {
      page.moving.part = (page.moving.part + 1) % page.moving.texts.length;
      showPart(page);
    });
  };
  door.stopMoving = stop;
  door.Gathering = Gathering;
  door.framesOf = framesOf;
})();
