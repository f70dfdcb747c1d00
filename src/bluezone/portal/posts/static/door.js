/* The page at a door: enrolled once, then in or out without a network: in two seconds whoever shows a code or stands on
   the list in sight, in more whoever is sought or written by hand (docs/performance.md). Here are its views and what they
   show; what is written stands in door-desk.js. Chrome 80, Firefox 78, Safari 12. */
(function () {
  "use strict";
  var NOTE_LASTS_MS = 86400000; /* a phone shows each code for a quarter of an hour; its owner may stay as long as a day */
  var door = window.bluezoneDoor;
  var body = document.body;
  var page = { store: null, sending: null, device: null, shift: null, book: null, inside: [], sayLast: function () { /* nothing was written yet */ } };

  page.part = function (name) { return document.querySelector("[data-" + name + "]"); };
  page.parts = function (name) { return Array.prototype.slice.call(document.querySelectorAll("[data-" + name + "]")); };
  page.word = function (name, values) {
    return door.filled(document.querySelector("[data-word='" + name + "']").textContent.trim(), values || {});
  };
  page.inWords = function (said) { return said[document.documentElement.lang]; };
  page.said = function (name, isSo) { document.querySelector("[data-said='" + name + "']").hidden = !isSo; };
  page.tell = function (words) { page.said("told", Boolean(words)); page.part("told").textContent = words || ""; };
  page.time = function (ms) { return door.timeOf(ms + page.sending.state.skew); };
  page.today = function () { return door.dayOf(Date.now() + page.sending.state.skew); };

  /* Shows one view, and sets the reader at its beginning. */
  page.go = function (view) {
    page.parts("view").forEach(function (section) { section.hidden = section.dataset.view !== view; });
    page.view = view;
    if (view === "desk") { door.readyToScan(page); } else { door.stopScanning(page); }
    if (view !== "more") { door.stopMoving(page); }
    if (view !== "entry") { page.part("entry").reset(); } /* a name that was not written stays in no field */
    if (view === "more") { facts(); }
    if (view === "close") { unleft(); }
    document.querySelector("[data-view='" + view + "'] h2").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  };

  /* What the store says, on the screen. */
  page.show = function () {
    var store = page.store;
    var sayLast = page.sayLast; /* what is written while the store is asked is in none of these figures yet */
    return Promise.all([
      store.get("device"), store.get("shift"), store.get("day"), store.all("inside"), store.count("rows"), store.all("refused"),
      page.device ? store.hasRows(door.postOf(page.device)) : false
    ]).then(function (found) {
      page.device = found[0] || null;
      page.shift = found[1] || null;
      page.inside = found[3];
      forgetNotes();
      page.waiting = found[4];
      head();
      figures(found[2]);
      line(found[4], found[6]);
      refused(found[5]);
      if (sayLast === page.sayLast) { sayLast(); }
      door.showList(page);
    });
  };

  /* A door that is kept day and night closes no day. */
  function forgetNotes() {
    var before = Date.now() - NOTE_LASTS_MS;
    if (page.inside.some(function (one) { return one.alert && one.at_ms < before; })) { page.store.forgetNotes(before); }
  }

  function head() {
    var device = page.device;
    page.parts("enrolled").forEach(function (one) { one.hidden = !device || !page.shift; });
    if (!device) { return; }
    page.part("post").textContent = device.post.name;
    page.part("place").textContent = device.post.place + (page.shift ? " · " + page.shift.label : "");
    page.said("ended", Boolean(device.ended));
    if (device.ended) { page.part("ended").textContent = page.inWords(device.ended); }
    page.isStale = Date.now() + device.skew > device.seal.until_ms;
    page.said("stale", page.isStale && !device.ended);
    clock(device.skew);
    page.takes = !device.ended && !page.isStale;
    page.parts("new").concat(page.parts("staff"), page.parts("somebody")).forEach(function (one) { one.disabled = !page.takes; });
  }

  function clock(skew) {
    page.said("clock", Boolean(skew));
    if (!skew) { return; }
    var minutes = Math.round(Math.abs(skew) / 60000);
    page.part("clock").textContent = page.word(skew > 0 ? "slow" : "fast", { m: amountOf(minutes) });
  }

  function amountOf(minutes) {
    if (minutes < 120) { return page.word("minutes", { n: minutes }); }
    var hours = Math.round(minutes / 60);
    return hours < 48 ? page.word("hours", { n: hours }) : page.word("days", { n: Math.round(hours / 24) });
  }

  function figures(day) {
    var isToday = day && day.day === page.today();
    var inside = page.inside.reduce(function (sum, one) { return sum + one.party; }, 0);
    var most = page.device ? page.device.post.capacity : null;
    page.part("inside").textContent = inside;
    page.part("in").textContent = isToday ? day.in : 0;
    page.part("out").textContent = isToday ? day.out : 0;
    page.part("capacity").textContent = most ? " / " + most : "";
    page.said("full", Boolean(most) && inside >= most);
  }

  function line(waiting, areOurs) {
    var shown = page.part("line");
    var state = page.sending.state;
    var name = "sending";
    if (waiting === 0) {
      name = "sent";
    } else if (page.device && page.device.ended) {
      name = "ended";
    } else if (!areOurs) {
      name = "kept-elsewhere";
    } else if (navigator.onLine === false) {
      name = "offline";
    } else if (state.failures || state.refusal) {
      name = "waiting";
    } else if (page.sending.rests()) {
      name = "turn";
    }
    shown.textContent = page.word(name, { n: waiting });
    shown.dataset.state = name;
    var isTold = state.refusal && page.device && !page.device.ended;
    page.tell(page.isFull ? page.word("disk") : isTold ? page.inWords(state.refusal) : "");
  }

  function refused(rows) {
    page.said("refused", rows.length > 0);
    page.part("refused-count").textContent = page.word("refused", { n: rows.length });
    var reasons = rows.map(function (row) { return page.inWords(row); });
    var list = page.part("refused");
    list.textContent = "";
    reasons.filter(function (one, at) { return reasons.indexOf(one) === at; }).forEach(function (reason) {
      list.appendChild(document.createElement("li")).textContent = reason;
    });
  }

  function facts() {
    var device = page.device;
    var values = {
      shift: page.shift ? page.shift.label : "",
      device: device.label,
      hours: openHours(device.post.hours),
      waiting: page.waiting,
      inside: insideSaid("inside")
    };
    Object.keys(values).forEach(function (name) { document.querySelector("[data-fact='" + name + "']").textContent = values[name]; });
  }

  /* A device that last sent before there were hours by weekday knows none until it sends again. */
  function openHours(hours) {
    if (hours === undefined) { return "–"; }
    return hours ? hours[document.documentElement.lang] : page.word("everywhere");
  }

  function insideSaid(name) {
    var count = page.inside.reduce(function (sum, one) { return sum + one.party; }, 0);
    return count ? page.word(name, { n: count }) : page.word("nobody");
  }

  function unleft() {
    page.part("close-said").textContent = insideSaid("unleft");
    door.fillList(page, page.part("unleft"), page.book.inside(page.inside), null);
    document.querySelector("[data-close='out']").hidden = page.inside.length === 0 || !page.takes;
    document.querySelector("[data-close-unseen]").hidden = page.inside.length === 0;
    document.querySelector("[data-close-empty]").hidden = page.inside.length > 0;
  }

  /* --- enrolling, and shifts --- */

  function enrol(event) {
    event.preventDefault();
    var said = page.part("enrol-said");
    var form = event.currentTarget;
    said.hidden = true;
    page.sending.enrol(form.code.value, form.label.value).then(function (made) {
      if (made.refusal) { said.textContent = page.inWords(made.refusal); said.hidden = false; return null; }
      form.reset();
      if (made.isElsewhere) { door.forgetNames(page); } /* of another door: nobody here has to do with them */
      return page.show().then(toShift).then(function () { page.sending.send(); });
    }).catch(function () { said.textContent = page.word("network"); said.hidden = false; });
  }

  function toShift() {
    var list = page.part("keepers");
    var keepers = page.device.keepers;
    list.textContent = "";
    keepers.forEach(function (keeper, at) {
      var label = list.appendChild(document.createElement("label"));
      var input = label.appendChild(document.createElement("input"));
      label.className = "door__answer";
      input.type = "radio";
      input.name = "keeper";
      input.value = keeper.id;
      input.checked = at === 0;
      label.appendChild(document.createElement("span")).textContent = keeper.label;
    });
    page.said("keeperless", keepers.length === 0);
    page.part("ask").hidden = keepers.length > 0;
    document.querySelector("[data-shifting] [type=submit]").disabled = keepers.length === 0;
    page.part("shift-said").hidden = true;
    page.go("shift");
  }

  function shift(event) {
    event.preventDefault();
    var form = event.currentTarget;
    var keeper = page.device.keepers.filter(function (one) { return String(one.id) === form.keeper.value; })[0];
    door.isPin(form.pin.value, keeper).then(function (is) {
      form.pin.value = "";
      page.part("shift-said").hidden = is;
      if (!is) { form.pin.focus(); return null; }
      var begun = { key: "shift", keeper: keeper.id, label: keeper.label, began_ms: Date.now() };
      return page.store.put(begun).then(page.show).then(function () { page.go("desk"); page.sending.send(); reader(); });
    });
  }

  function close(event) {
    var isOut = event.currentTarget.dataset.close === "out";
    function over() { page.isClosing = false; }
    if (page.isClosing) { return; } /* tapped twice: everybody goes out once */
    page.isClosing = true;
    var all = isOut ? page.book.inside(page.inside) : [];
    all.reduce(function (before, one) {
      return before.then(function (isWritten) { return isWritten && door.writeOut(page, one); });
    }, Promise.resolve(true)).then(function (isWritten) {
      if (!isWritten) { page.go("desk"); return null; } /* the disk is full: whoever is inside stays on the list */
      return page.store.emptyInside().then(function () {
        door.forgetNames(page);
        return page.store.forget("shift");
      }).then(page.show).then(function () { toShift(); page.sending.finish(); });
    }).then(over, over);
  }

  /* The reader of codes is a megabyte: it is fetched once the page is in use, once, and kept by the worker, also by one
     that was still being installed when the first shift began. */
  function reader() {
    if (!page.shift || !("serviceWorker" in navigator) || !window.bluezoneScanner) { return; } /* its script comes last */
    window.bluezoneScanner.readsByItself().then(function (does) {
      if (!does) { navigator.serviceWorker.ready.then(function (kept) { kept.active.postMessage("reader"); }); }
    });
  }

  /* A tap too many, by a glove or on a worn screen: by then another view, or the next person on the list, stands there and
     was not meant. On one and the same button every tap counts. */
  function oneTap() {
    var first = null;
    document.addEventListener("click", function (event) {
      var pressed = pressedBy(event.target);
      if (event.detail < 2) { first = pressed; }
      if (pressed === first) { return; }
      event.preventDefault();
      event.stopPropagation();
    }, true);
  }

  function pressedBy(target) { return target.closest("label") || target.closest("a, button, summary") || target; }

  function begin() {
    oneTap();
    page.parts("go").forEach(function (one) { one.addEventListener("click", function () { page.go(one.dataset.go); }); });
    page.part("enrolling").addEventListener("submit", enrol);
    page.part("shifting").addEventListener("submit", shift);
    page.part("ask").addEventListener("click", function () { page.sending.send(); });
    page.part("handover").addEventListener("click", function () { page.store.forget("shift").then(page.show).then(toShift); });
    page.part("send").addEventListener("click", function () { page.sending.state.failures = 0; page.sending.send(true); });
    page.parts("close").forEach(function (one) { one.addEventListener("click", close); });
    page.part("other").addEventListener("click", speak);
    window.addEventListener("online", function () { page.sending.state.failures = 0; page.sending.scattered(); page.show(); reader(); });
    window.addEventListener("offline", page.show);
    window.addEventListener("hashchange", codeScanned);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { page.sending.soon(); } });
    door.wireDesk(page);
    door.wireScan(page);
    door.wireFiles(page);
    door.wireFrames(page);
  }

  function speak(event) {
    event.preventDefault();
    door.speak(event.currentTarget.getAttribute("href")).then(told, function () { page.tell(page.word("network")); });
  }

  /* The code behind the # of the address, which no browser sends. */
  function codeGiven() {
    var found = /^#E-([0-9A-Za-z-]{26,40})$/.exec(location.hash);
    if (found) { history.replaceState(null, "", location.pathname); }
    return found ? found[1] : "";
  }

  function codeScanned() {
    var code = codeGiven();
    if (code) { document.getElementById("code").value = code; page.go("enrol"); }
    return Boolean(code);
  }

  function told() {
    if (!page.sending.state.failures) { reader(); } /* a browser whose network never went says nothing when the portal is back */
    return page.show().then(function () {
      if (page.view === "more") { facts(); }
      if (page.view === "close") { unleft(); }
      if (page.view === "shift" && document.querySelectorAll("[name=keeper]").length !== page.device.keepers.length) { toShift(); }
    });
  }

  if (!window.sealedBox || !window.crypto || !crypto.subtle || !window.indexedDB) { page.said("broken", true); return; }
  door.openStore().then(function (store) {
    page.store = store;
    page.book = new door.Book();
    page.sending = new door.Sending(store, body.dataset, told);
    begin();
    if (navigator.storage && navigator.storage.persist) { navigator.storage.persist(); }
    return store.get("device");
  }).then(function (device) {
    page.device = device || null;
    page.sending.state.skew = device ? device.skew : 0;
    page.sending.state.offset = device ? device.offset || device.skew : 0; /* a page of before kept none */
    return page.store.letGo("").then(page.show).then(function () {
      if (!codeScanned()) {
        if (!device) { page.go("enrol"); } else if (page.shift) { page.go("desk"); } else { toShift(); }
      }
      body.dataset.ready = "yes";
      page.sending.send();
      reader();
    });
  }).catch(function () { page.said("broken", true); });
  if ("serviceWorker" in navigator) {
    window.addEventListener("load", function () {
      navigator.serviceWorker.register(body.dataset.worker, { scope: body.dataset.scope }).catch(function () { /* it works without, while there is a network */ });
    });
  }
})();
