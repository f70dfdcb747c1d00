/* The desk at a door: who comes in, who goes out, the list of today. Whatever it writes is sealed and on the device's
   disk before it says so. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var MARK_LASTS_MS = 90000; /* a mark that was scanned is for whoever is written next, not for somebody later */
  var SHOWN = 60;

  /* Keeps a change, and says what was written; it can be taken back until it is sent. Resolves with whether it is kept:
     what the disk did not take is not on the list either. */
  function write(page, change, one, onList) {
    return page.store.keep(change).then(function () {
      onList();
      page.isFull = false;
      page.last = change;
      page.sending.hold(change.row.id);
      if (navigator.vibrate) { navigator.vibrate(20); }
      say(page, function () {
        return page.word("wrote", { who: nameOf(page, one), way: page.word(change.row.way), t: page.time(change.row.at_ms) });
      });
      return page.show().catch(function () { page.sayLast(); }).then(function () { return true; }); /* it is kept all the same */
    }, function () {
      page.isFull = true;
      return page.show().then(function () { return false; });
    });
  }

  /* Says something about the last row once the page is shown anew, beside what waits by then, and again each time after
     that: perhaps in another language. */
  function say(page, inWords) {
    page.sayLast = function () {
      var shown = page.part("last-said");
      if (shown.textContent !== inWords()) { shown.textContent = inWords(); }
      page.part("last").hidden = false;
    };
  }

  /* With `was`, of somebody who left today and comes again. */
  function writeIn(page, entry, was) {
    var now = Date.now();
    var row = door.comesIn(entry, page.device.seal, page.shift.keeper, now);
    var change = {
      row: row, post: door.postOf(page.device), day: page.today(),
      inside: insideOf({ id: row.id, at_ms: now, party: entry.party, who: entry.who, alert: entry.alert }),
      was: was || null
    };
    return write(page, change, entry, function () { page.book.enter(row.id, entry, now, was); });
  }

  function writeOut(page, one) {
    var now = Date.now();
    var change = {
      row: door.goesOut(one, one ? one.who : "visitor", page.shift.keeper, now), post: door.postOf(page.device),
      day: page.today(), inside: one ? insideOf(one) : null,
      was: one ? page.book.people[one.id] : null
    };
    return write(page, change, one, function () { if (one) { page.book.leave(one.id, now); } });
  }

  /* What the disk keeps of somebody inside: no name. Whoever showed a code has what was made of it, so that the same code
     is known again after the page was loaded anew. */
  function insideOf(one) {
    var inside = { id: one.id, at_ms: one.at_ms, party: one.party, who: one.who };
    if (one.alert) { inside.alert = one.alert; }
    return inside;
  }

  function undo(page) {
    var change = page.last;
    page.part("undo").hidden = true;
    if (!change || page.sending.held !== change.row.id) { return; } /* it may be on its way already */
    page.store.takeBack(change).then(function (isBack) {
      if (!isBack) {
        page.sending.release();
        say(page, function () { return page.word("took-not-back"); });
        return page.show();
      }
      page.last = null;
      page.book.undo(change);
      say(page, function () { return page.word("took-back"); });
      return page.show();
    });
  }

  function nameOf(page, one) {
    if (one && one.name) { return one.name; }
    if (one && one.who === "staff") { return page.word("staff"); }
    return page.word(one && one.who === "app" ? "app-visitor" : "visitor");
  }

  /* --- the list --- */

  function showList(page) {
    var sought = document.getElementById("sought").value;
    var here = page.book.inside(page.inside).filter(function (one) { return one.who !== "staff"; });
    var left = page.book.left;
    if (sought.trim()) {
      here = here.filter(function (one) { return door.matches(one, sought); });
      left = left.filter(function (one) { return door.matches(one, sought); });
    }
    fillList(page, page.part("list"), here.slice(0, SHOWN), { word: "goes-out", act: function (one) { writeOut(page, one); } });
    fillList(page, page.part("left"), left.slice(0, SHOWN), { word: "comes-again", act: function (one) { again(page, one); } });
    page.part("list").hidden = here.length === 0;
    page.part("none").hidden = here.length > 0;
    page.part("left-part").hidden = left.length === 0;
    page.part("undo").hidden = !page.last || page.sending.held !== page.last.row.id;
  }

  function fillList(page, list, people, way) {
    list.textContent = "";
    people.forEach(function (one) {
      var row = list.appendChild(document.createElement("li"));
      row.className = "door__person";
      var text = row.appendChild(document.createElement("span"));
      text.className = "row__text";
      text.appendChild(document.createElement("strong")).textContent = nameOf(page, one);
      var note = text.appendChild(document.createElement("span"));
      note.className = "row__note";
      note.textContent = noteOf(page, one);
      if (way) { addWay(page, row, one, way); }
    });
  }

  function addWay(page, row, one, way) {
    var button = row.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = page.word(way.word);
    button.setAttribute("aria-label", page.word(way.word) + ": " + nameOf(page, one));
    button.disabled = !page.takes;
    button.addEventListener("click", function () { button.disabled = true; way.act(one); });
  }

  function noteOf(page, one) {
    var at = one.at_ms || one.at;
    var day = door.dayOf(at + page.sending.state.skew);
    var time = page.time(at) + (day === page.today() ? "" : ", " + door.shortDay(day));
    var notes = [page.word("since", { t: time })];
    if (one.until) { notes.push(page.word("until", { t: page.time(one.until) })); }
    if (one.plate) { notes.push(one.plate); }
    if (one.party > 1) { notes.push(page.word("party", { n: one.party })); }
    return notes.join(" · ");
  }

  /* Somebody who was here today: what was typed then, and what was scanned now. */
  function again(page, one) {
    var entry = Object.assign({}, one, { app: one.app === "none" ? "none" : "unasked", advised: false });
    delete entry.id;
    delete entry.until;
    writeVisitor(page, entry, one);
  }

  /* The day is over: no name that was typed stands anywhere on this page, shown or not. */
  function forgetNames(page) {
    page.book = new door.Book();
    page.last = null;
    page.sayLast = function () { /* nothing was written by the next shift yet */ };
    page.part("last-said").textContent = "";
    page.part("last").hidden = true;
    page.part("unleft").textContent = "";
    page.part("entry").reset();
    document.getElementById("sought").value = "";
    dropMark(page);
  }

  /* Writes the mark that was scanned, if any, to this visitor, and to nobody after them; unless the disk takes no row. */
  function writeVisitor(page, entry, was) {
    var mark = page.mark;
    if (isFresh(mark)) { entry.app = "live"; }
    dropMark(page);
    return writeIn(page, entry, was).then(function (isKept) {
      if (!isKept && !page.mark && isFresh(mark)) { page.mark = mark; page.said("scanned", true); }
      return isKept;
    });
  }

  function isFresh(mark) { return Boolean(mark) && Date.now() - mark < MARK_LASTS_MS; }

  function dropMark(page) {
    page.mark = 0;
    page.said("scanned", false);
  }

  /* --- a new visitor --- */

  function openEntry(page) {
    var form = page.part("entry");
    form.reset();
    party(page, 0);
    page.part("entry-said").hidden = true;
    page.part("symptoms").hidden = true;
    var isLive = isFresh(page.mark);
    page.part("entry-app").hidden = !isLive;
    page.part("apps").hidden = isLive;
    document.querySelector("[data-field='phone']").hidden = !page.device.post.asks_phone;
    page.go("entry");
    form.elements.name.focus();
  }

  function party(page, step) {
    var shown = page.part("party-count");
    var count = step ? Number(shown.textContent) + step : 1;
    shown.textContent = Math.min(99, Math.max(1, count));
  }

  function saveEntry(page, event) {
    event.preventDefault();
    var form = event.currentTarget;
    function over(isKept) {
      page.isSaving = false;
      if (isKept) { dropMark(page); form.reset(); page.go("desk"); }
    }
    var isMarked = !page.part("entry-app").hidden; /* what the form says is written, however long the typing took */
    if (page.isSaving) { return; } /* tapped twice: one visitor */
    if (!page.takes) { wrong(page, "takes-none", form); return; } /* it may have run out while this was typed */
    var entry = { who: "visitor", app: isMarked ? "live" : form.app.value, party: Number(page.part("party-count").textContent), advised: form.advised.checked };
    ["name", "phone", "plate", "host", "address", "note"].forEach(function (name) { entry[name] = form.elements[name].value.trim(); });
    entry.symptoms = form.symptoms.value;
    if (!entry.name) { wrong(page, "need-name", form); return; }
    var saved = writeIn(page, entry);
    page.isSaving = true;
    saved.then(over, function () { over(false); });
  }

  function wrong(page, word, form) {
    page.part("entry-said").textContent = page.word(word);
    page.part("entry-said").hidden = false;
    form.elements.name.focus();
  }

  function staff(page, way) {
    if (way === "in") { writeIn(page, { who: "staff", app: "unasked", party: 1, advised: false }); return; }
    var oldest = page.inside.filter(function (one) { return one.who === "staff"; }).sort(function (a, b) { return a.at_ms - b.at_ms; })[0];
    if (oldest) { writeOut(page, oldest); return; }
    writeOut(page, null);
  }

  door.wireDesk = function (page) {
    page.part("new").addEventListener("click", function () { openEntry(page); });
    page.part("entry").addEventListener("submit", function (event) { saveEntry(page, event); });
    page.parts("party").forEach(function (one) { one.addEventListener("click", function () { party(page, Number(one.dataset.party)); }); });
    page.parts("staff").forEach(function (one) { one.addEventListener("click", function () { staff(page, one.dataset.staff); }); });
    page.part("somebody").addEventListener("click", function () { writeOut(page, null); });
    page.part("undo").addEventListener("click", function () { undo(page); });
    page.part("drop").addEventListener("click", function () { dropMark(page); });
    document.getElementById("sought").addEventListener("input", function () { showList(page); });
    page.part("entry").addEventListener("change", function (event) {
      if (event.target.name === "symptoms") { page.part("symptoms").hidden = event.target.value !== "yes"; }
    });
  };
  door.showList = showList;
  door.fillList = fillList;
  door.writeIn = writeIn;
  door.writeOut = writeOut;
  door.writeVisitor = writeVisitor;
  door.forgetNames = forgetNames;
})();
