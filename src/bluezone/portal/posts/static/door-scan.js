/* What is scanned at a door: by the camera, or by a scanner that types. Everything is something, and is told in one
   sentence; only a visit's code writes a row by itself. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var SAME_MS = 4000; /* a code that stays before the camera is one scan */
  var JUST_MS = 30000; /* nobody goes so soon: it is the same code, lost for a moment and seen again */
  var KEYS_MS = 60; /* a scanner types faster than a hand */
  var SHORTEST = 8;
  var QUIET_MS = 2000; /* the desk is in use by then */
  var BADGE = /^BZN1:([0-9A-HJKMNP-TV-Z]{8}):([A-Za-z0-9_-]{22})$/;

  /* Resolves once a row is written, where this writes one. */
  function scanned(page, text) {
    var now = Date.now();
    if (page.scan && page.scan.text === text && now - page.scan.at < SAME_MS) { page.scan.at = now; return null; }
    page.scan = { text: text, at: now };
    var found = window.doorCodes.read(text, now + page.sending.state.offset);
    if (navigator.vibrate) { navigator.vibrate(20); }
    if (found.what === "mark") { return mark(page, found); }
    if (text.indexOf("BZN1:") === 0) { return badge(page, text); }
    if (text.indexOf("BZH1:") === 0) { return say(page, page.word("moving-elsewhere"), false); }
    if (found.what === "visit" && found.verdict === "ok") { return visit(page, found.token); }
    if (found.what === "declaration" && found.verdict === "ok") { return declared(page, text); }
    return say(page, wordFor(page, found), false);
  }

  function mark(page, found) {
    var isLive = found.verdict === "live" && found.state === "on";
    page.mark = isLive ? Date.now() : 0;
    var name = isLive ? "mark-live" : found.verdict === "live" ? "mark-off" : "mark-" + found.verdict;
    say(page, page.word(name), isLive);
    page.part("drop").hidden = !isLive;
  }

  /* Somebody with the app and no name: in, and out when the same code comes again later. A phone shows another one each quarter
     of an hour, from which nobody knows it again: then they leave by the list, and the page says so. */
  function visit(page, token) {
    if (!page.takes) { return say(page, page.word("takes-none"), false); }
    return door.noteOf(token).then(function (note) {
      var inside = page.inside.filter(function (one) { return one.alert === note; })[0];
      if (inside && Date.now() - inside.at_ms < JUST_MS) { return say(page, page.word("visit-in"), true); }
      if (inside) {
        page.said("scanned", false);
        return door.writeOut(page, Object.assign({}, inside, page.book.people[inside.id]));
      }
      var entry = { who: "app", app: "shown", party: 1, advised: false, token: token, alert: note };
      return door.writeVisitor(page, entry).then(function (isKept) {
        if (isKept) { say(page, page.word("visit-in"), true); }
      });
    });
  }

  /* A proof of today: whether the health authority has its declaration, as far as this device was told. */
  function declared(page, text) {
    var known = page.device.declared;
    return door.arrivedMark(text.trim()).then(function (mark) {
      var word = declaredWord(known, page.today(), mark);
      say(page, page.word(word, { t: known ? door.timeOf(known.at) : "" }), word === "declared");
    });
  }

  function declaredWord(known, day, mark) {
    if (!known || known.day !== day || !known.at) { return "declared-unasked"; }
    return known.marks.indexOf(mark) === -1 ? "declared-unknown" : "declared";
  }

  door.declaredWord = declaredWord;

  /* A badge of own staff: in, and out when it comes again. It is nobody's name, and stands in no row. */
  function badge(page, text) {
    if (!page.takes) { return say(page, page.word("takes-none"), false); }
    var found = BADGE.exec(text.trim());
    return badgeIsOfHere(page.device.post, found).then(function (isOfHere) {
      if (!isOfHere) { return say(page, page.word("badge-elsewhere"), false); }
      var id = page.book.withBadge(found[1]);
      var inside = page.inside.filter(function (one) { return one.id === id; })[0];
      if (inside) { return door.writeOut(page, Object.assign({}, inside, page.book.people[id])); }
      return door.writeIn(page, { who: "staff", app: "unasked", party: 1, advised: false, badge: found[1] });
    });
  }

  /* Whether one of the place's keys proves it: a place that was entered twice has one for each entry. A portal of before
     told one alone, and one of before that none. */
  function badgeIsOfHere(post, found) {
    var keys = post.badges || (post.badge ? [post.badge] : []);
    if (!found) { return Promise.resolve(false); }
    return Promise.all(keys.map(function (key) {
      return door.proofOf(key, "bluezone/door-badge/1 " + found[1]);
    })).then(function (proofs) {
      return proofs.some(function (proof) { return proof.slice(0, 22) === found[2]; });
    });
  }

  door.badgeIsOfHere = badgeIsOfHere;

  function wordFor(page, found) {
    if (found.what === "foreign") { return page.word("foreign-" + found.kind); }
    if (found.what === "declaration") { return declarationSaid(page, found); }
    return page.word(found.what === "visit" ? "visit-forged" : found.what);
  }

  function declarationSaid(page, found) {
    if (found.verdict === "expired") { return page.word("declared-before", { d: door.shortDay(found.day) }); }
    return page.word("declaration-forged");
  }

  function say(page, words, isGood) {
    var notice = document.querySelector("[data-said='scanned']");
    notice.className = "notice " + (isGood ? "notice--ok" : "notice--attention");
    page.part("scanned").textContent = words;
    page.part("drop").hidden = true;
    notice.hidden = false;
  }

  function start(page) {
    var place = page.part("scanner");
    place.hidden = false;
    page.part("scan").setAttribute("aria-expanded", "true");
    page.part("video").hidden = false;
    page.part("camera").textContent = page.word("camera-on");
    var begun = window.bluezoneScanner.watch(page.part("video"), function (text) { return scanned(page, text); });
    page.watching = begun;
    warm(page);
    begun.catch(function (problem) {
      page.part("video").hidden = true;
      page.part("camera").textContent = door.whyNoCamera(page, problem);
      document.getElementById("wedge").focus();
    });
  }

  /* A device that lost its network before it had the reader of codes is not told that its camera was forbidden. */
  door.whyNoCamera = function (page, problem) {
    return page.word(problem === window.bluezoneScanner.notFetched ? "camera-unread" : "camera-denied");
  };

  /* Has the reader of codes compiled and warm before anybody presses for the camera: once, when the desk is in use. */
  door.readyToScan = function (page) {
    if (page.isReadyToScan || !navigator.mediaDevices) { return; }
    page.isReadyToScan = true;
    window.setTimeout(function () {
      window.bluezoneScanner.prepare().catch(function () { /* whoever presses for the camera is told */ });
    }, QUIET_MS);
  };

  /* Does once for nobody what the first row waits for, while the camera opens: their note and their seal are compiled, the
     store is at hand. Nothing is written. */
  function warm(page) {
    var token = window.doorCodes.read(window.doorCodes.NOBODYS, 0).token;
    door.noteOf(token).then(function () {
      door.seal({ at_ms: 0, token: token }, page.device.seal.public);
      return page.store.opened();
    }).catch(function () { /* the first row says what does not work */ });
  }

  door.stopScanning = function (page) {
    page.part("scanner").hidden = true;
    page.part("scan").setAttribute("aria-expanded", "false");
    if (page.watching) { page.watching.then(function (end) { end(); }, function () { /* there was no camera */ }); }
    page.watching = null;
  };

  /* A scanner that types is heard wherever nobody else types. */
  function listen(page) {
    var typed = "";
    var last = 0;
    document.addEventListener("keydown", function (event) {
      if (page.view !== "desk" || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { return; }
      var now = event.timeStamp;
      if (now - last > KEYS_MS) { typed = ""; }
      last = now;
      if (event.key.length === 1) { typed += event.key; return; }
      if (event.key === "Enter" && typed.length >= SHORTEST) { event.preventDefault(); scanned(page, typed); }
      if (event.key === "Enter") { typed = ""; }
    });
  }

  door.wireScan = function (page) {
    page.part("scan").addEventListener("click", function () {
      if (page.part("scanner").hidden) { start(page); } else { door.stopScanning(page); }
    });
    document.getElementById("wedge").addEventListener("keydown", function (event) {
      if (event.key !== "Enter") { return; }
      event.preventDefault();
      if (event.target.value.trim()) { scanned(page, event.target.value); }
      event.target.value = "";
    });
    listen(page);
  };
})();
