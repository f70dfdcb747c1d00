/* The counting page: taps are kept on the phone first, then sent until the office says that it has them on disk.
   The token stands behind the # of the address and travels only in a header. Chrome 80, Safari 12, Firefox 78. */
(function () {
  "use strict";
  var AT_ONCE = 100;
  var RESTS_MS = 4000; /* so long a tap can be taken back before it is sent */
  var PATIENCE_MS = 180000; /* a photo of 200 kB over 64 kbit/s takes half a minute */
  var PAUSES_MS = [2000, 5000, 15000, 30000, 60000];
  var MOST_BYTES = 200000;
  var LONGEST_SIDE = 1280;
  var TOKEN = /^BT1\.[a-z0-9-]{1,64}\.([A-Z0-9]{2,6})\.([0-9]{4})([0-9]{2})([0-9]{2})\.([0-9]{1,12})\.[A-Z2-7]{24}$/;
  var field = window.bluezoneField;
  var body = document.body;
  var store = null;
  var token = "";
  var scope = "";
  var last = null;
  var sending = false;
  var failures = 0;
  var shut = {}; /* days of which the office takes no more, and why */
  var photosShut = {};
  var timer = 0;

  function part(name) { return document.querySelector("[data-" + name + "]"); }
  function all(name) { return Array.prototype.slice.call(document.querySelectorAll("[data-" + name + "]")); }

  field.openStore().then(function (made) {
    store = made;
    var given = location.hash.slice(1);
    return TOKEN.test(given) ? store.choose(given).then(function () { return given; }) : store.chosen();
  }).then(function (chosen) {
    token = chosen;
    if (!TOKEN.test(token)) { said("none"); return; }
    scope = field.scope(token);
    name();
    all("count").forEach(function (button) { button.disabled = false; button.addEventListener("click", tap); });
    part("undo").addEventListener("click", undo);
    part("photo").disabled = false;
    part("photo").addEventListener("change", photo);
    if (navigator.storage && navigator.storage.persist) { navigator.storage.persist(); }
    show().then(send);
  }).catch(function () { said("full"); });

  window.addEventListener("online", function () { failures = 0; send(); });
  window.addEventListener("offline", show);
  window.addEventListener("hashchange", function () { location.reload(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { send(); } });
  part("other").addEventListener("click", function () { this.hash = token; });
  if ("serviceWorker" in navigator) {
    window.addEventListener("load", function () {
      navigator.serviceWorker.register(body.dataset.worker, { scope: body.dataset.scope }).catch(function () { /* the page works without it, while there is a network */ });
    });
  }

  /* The team and its day, as the token says them. */
  function name() {
    var found = TOKEN.exec(token);
    var day = part("day");
    part("team").textContent = day.dataset.word + " " + found[1];
    var until = new Date(Number(found[5]) * 1000 + 7 * 3600000);
    day.textContent = Number(found[4]) + "/" + Number(found[3]) + "/" + found[2] + " · " + day.dataset.until + " " + until.getUTCDate() + "/" + (until.getUTCMonth() + 1);
  }

  function said(which, why) {
    all("said").forEach(function (section) { section.hidden = section.dataset.said !== which; });
    if (why) { part("why").textContent = why; }
  }

  function tap(event) {
    var kind = event.currentTarget.dataset.count;
    store.count(scope, kind, Date.now()).then(function (id) {
      last = id;
      if (navigator.vibrate) { navigator.vibrate(20); }
      return show();
    }).then(function () { later(RESTS_MS); }).catch(function () { said("full"); });
  }

  function undo() {
    if (!last) { return; }
    store.undo(last).then(function () { last = null; return show(); });
  }

  function show() {
    return Promise.all([store.all("entries", scope), store.waiting("photos", scope), store.arrived(scope)]).then(function (found) {
      var kept = found[0];
      var sum = found[2];
      var total = field.zero(scope);
      kept.forEach(function (entry) { field.add(total, entry.kind); });
      part("kept").textContent = kept.length;
      part("arrived").textContent = sum.entries;
      part("photos-kept").textContent = found[1];
      part("photos-arrived").textContent = sum.photos;
      var shown = {
        installed: total.installed + sum.installed,
        helped: total.helped - total.installed + sum.helped - sum.installed,
        no_smartphone: total.no_smartphone + sum.no_smartphone,
        refused: total.refused + sum.refused
      };
      all("figure").forEach(function (figure) { figure.textContent = shown[figure.dataset.figure]; });
      var may = kept.some(function (entry) { return entry.id === last && !entry.left; });
      part("undo").disabled = !may;
      line(kept.length + found[1], sum.entries + sum.photos);
    });
  }

  function line(waiting, done) {
    var shown = part("line");
    var words = shown.dataset;
    if (waiting === 0) { shown.textContent = done ? words.done : words.empty; return; }
    shown.textContent = navigator.onLine === false ? words.offline : failures ? words.waiting : words.sending;
  }

  function later(milliseconds) {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, milliseconds);
  }

  /* Everything that this phone has counted, of whatever day; one day that is refused does not hold up another. */
  function send() {
    if (sending || !store || !token) { return; }
    sending = true;
    store.links().then(function (links) {
      return links.reduce(function (before, link) {
        return before.then(function (rest) {
          return shut[link.key] ? rest : day(link).then(function (more) { return Math.max(rest, more); });
        });
      }, Promise.resolve(0));
    }).then(function (rest) {
      sending = false;
      failures = 0;
      show();
      if (rest) { later(rest); }
    }).catch(function () {
      sending = false;
      failures += 1;
      show();
      later(PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1]);
    });
  }

  function day(link) {
    return entries(link).catch(function (problem) {
      refusedFor(shut, link, problem);
      if (link.key === scope) { said("shut", problem.why); }
      return 0;
    }).then(function (rest) {
      if (shut[link.key] || photosShut[link.key]) { return rest; }
      return photos(link).catch(function (problem) {
        refusedFor(photosShut, link, problem); /* too many photos are no reason to hold back what was counted */
        if (link.key === scope) { part("photo-said").textContent = problem.why; }
      }).then(function () { return rest; });
    });
  }

  /* Remembers a refusal; whatever else went wrong is tried again. */
  function refusedFor(days, link, problem) {
    if (!problem || !problem.why) { throw problem; }
    days[link.key] = problem.why;
  }

  /* Sends what has rested, in parcels; resolves with how long the newest still has to rest. */
  function entries(link) {
    return store.all("entries", link.key).then(function (kept) {
      var now = Date.now();
      var rested = kept.filter(function (entry) { return Math.abs(now - entry.at) >= RESTS_MS; });
      if (rested.length === 0) { return kept.length ? RESTS_MS : 0; }
      return store.leave(rested.slice(0, AT_ONCE).map(idOf)).then(function (parcel) {
        return parcel.length ? show().then(function () { return carry(link, parcel); }) : undefined;
      }).then(show).then(function () { return entries(link); });
    });
  }

  function carry(link, parcel) {
    var lines = parcel.map(function (entry) {
      var counts = field.counts(entry.kind);
      return { id: entry.id, helped: counts[0], installed: counts[1], no_smartphone: counts[2], refused: counts[3] };
    });
    return post(link.token, body.dataset.entries, "application/json", JSON.stringify(lines)).then(function () {
      return store.acknowledge("entries", link.key, parcel.map(idOf));
    });
  }

  function idOf(entry) { return entry.id; }

  function photos(link) {
    return store.nextPhoto(link.key).then(function (found) {
      if (!found) { return undefined; }
      return post(link.token, body.dataset.photos.replace(/0$/, found.id), "image/jpeg", found.bytes).then(function () {
        return store.acknowledge("photos", link.key, [found.id]);
      }).then(show).then(function () { return photos(link); });
    });
  }

  /* Resolves when the office has it on disk. Rejects with `why` when it never will take it, else with nothing. */
  function post(under, address, type, content) {
    return new Promise(function (resolve, reject) {
      var request = new XMLHttpRequest();
      request.open("POST", address);
      request.timeout = PATIENCE_MS;
      request.setRequestHeader("Content-Type", type);
      request.setRequestHeader("Authorization", "Bearer " + under);
      request.onload = function () {
        if (request.status === 200) { resolve(); return; }
        reject(refusal(request));
      };
      request.onerror = request.ontimeout = request.onabort = function () { reject(); };
      request.send(content);
    });
  }

  function refusal(request) {
    try {
      var answer = JSON.parse(request.responseText);
      return { why: answer[document.documentElement.lang] };
    } catch (error) {
      return undefined; /* something in between answered, not the office: try again */
    }
  }

  function photo(event) {
    var input = event.currentTarget;
    var file = input.files[0];
    var says = part("photo-said");
    says.textContent = "";
    if (!file) { return; }
    drawn(file).then(shrunk).then(function (bytes) { return store.keepPhoto(scope, bytes); }).then(show).then(send).catch(function () {
      says.textContent = says.dataset.broken;
    }).then(function () { input.value = ""; });
  }

  function drawn(file) {
    if (window.createImageBitmap) { return window.createImageBitmap(file); }
    return new Promise(function (resolve, reject) {
      var image = new Image();
      image.onload = function () { URL.revokeObjectURL(image.src); resolve(image); };
      image.onerror = reject;
      image.src = URL.createObjectURL(file);
    });
  }

  /* As a JPEG of at most 200 kB, from pixels alone: smaller until it fits. */
  function shrunk(image, side, quality) {
    side = side || LONGEST_SIDE;
    quality = quality || 0.8;
    var scale = Math.min(1, side / Math.max(image.width, image.height));
    var canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    var pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise(function (resolve) { canvas.toBlob(resolve, "image/jpeg", quality); }).then(function (blob) {
      if (!blob) { throw new Error("no picture"); }
      if (blob.size > MOST_BYTES) { return quality > 0.5 ? shrunk(image, side, quality - 0.15) : shrunk(image, Math.round(side * 0.75), 0.8); }
      return new Promise(function (resolve, reject) {
        var reader = new FileReader();
        reader.onload = function () { resolve(reader.result); };
        reader.onerror = reject;
        reader.readAsArrayBuffer(blob);
      });
    });
  }
})();
