/* Carries sealed rows from a device that never has a network to one that has: a file of rows there, a receipt back. The
   first device forgets a row when the receipt names it. What was typed of anybody is sealed in both, and the rows around
   it are closed under the key of the post's devices. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var MOST_BYTES = 30000000;
  var ROW = /^[A-Za-z0-9_-]{22}$/;
  var MOST_CARRIED = 20000; /* numbers of rows that were taken over, for receipts; the oldest are dropped */

  var AT_ONCE = 60; /* rows in one box */

  function carried(page, what) {
    return JSON.stringify(Object.assign({ v: 1, post: door.postOf(page.device) }, what));
  }

  /* Rows as they are carried. A device that was enrolled before there was a key, and never had a network since, has none:
     its rows go as they went then. */
  function carriedRows(page, rows) {
    var key = page.device.post.carry;
    var boxes = [];
    if (!key) { return Promise.resolve(carried(page, { rows: rows })); }
    for (var at = 0; at < rows.length; at += AT_ONCE) {
      boxes.push(door.lock(key, JSON.stringify(rows.slice(at, at + AT_ONCE))));
    }
    return Promise.all(boxes).then(function (made) { return carried(page, { v: 2, boxes: made }); });
  }

  function save(page, name, made) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([made], { type: "application/json" }));
    link.download = name + "-" + page.today() + ".json";
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  /* The rows that wait here for this post. What is carried is not taken back any more. */
  function rowsToCarry(page) {
    page.sending.release();
    return page.store.letGo("").then(function () { return page.store.all("rows"); }).then(function (kept) {
      var post = door.postOf(page.device);
      return kept.filter(function (one) { return one.post === post; }).map(function (one) { return one.row; });
    });
  }

  function saveRows(page) {
    return rowsToCarry(page).then(function (rows) {
      if (!rows.length) { return page.word("file-empty"); }
      return carriedRows(page, rows).then(function (made) {
        save(page, "bluezone-rows", made);
        return page.word("file-saved");
      });
    });
  }

  /* Of what was taken over, what the portal has by now: what waits here, or was refused, is on no receipt. */
  function arrivedOf(page) {
    var kept = [page.store.get("carried"), page.store.all("rows"), page.store.all("refused")];
    return Promise.all(kept).then(function (found) {
      var here = {};
      found[1].concat(found[2]).forEach(function (one) { here[one.id] = true; });
      return found[0] ? found[0].ids.filter(function (id) { return !here[id]; }) : [];
    });
  }

  /* What has arrived, with the proof that a device of this post says so. */
  function receiptOf(page) {
    return arrivedOf(page).then(function (arrived) {
      return proven(page, arrived).then(function (proof) { return { arrived: arrived, proof: proof }; });
    });
  }

  /* A device that was enrolled before there were proofs, and never had a network since, makes none and asks for none. */
  function proven(page, arrived) {
    var key = page.device.post.receipt;
    return key ? door.proofOf(key, "bluezone/door-receipt/1 " + arrived.join(" ")) : Promise.resolve("");
  }

  function saveReceipt(page) {
    return receiptOf(page).then(function (receipt) {
      save(page, "bluezone-receipt", carried(page, receipt));
      return "";
    });
  }

  function take(page, text) {
    var given = readFile(text);
    if (!given || given.post !== door.postOf(page.device)) { return Promise.resolve(page.word("file-wrong")); }
    if (given.boxes) { return takeBoxes(page, given.boxes); }
    if (given.rows) { return takeRows(page, given.rows); }
    return proven(page, given.arrived).then(function (proof) {
      return !proof || proof === given.proof ? takeReceipt(page, given.arrived) : page.word("receipt-forged");
    });
  }

  function readFile(text) {
    var given = null;
    try { given = JSON.parse(text); } catch (error) { return null; }
    if (given && given.v === 2) { return isList(given.boxes, function (one) { return typeof one === "string"; }) ? given : null; }
    if (!given || given.v !== 1) { return null; }
    if (areRows(given.rows)) { return given; }
    return isList(given.arrived, function (one) { return ROW.test(one); }) ? given : null;
  }

  function isList(list, isOne) { return Array.isArray(list) && list.every(isOne); }

  function areRows(list) { return isList(list, function (one) { return one && ROW.test(one.id); }); }

  function takeBoxes(page, boxes) {
    var key = page.device.post.carry;
    if (!key) { return Promise.resolve(page.word("file-closed")); }
    return Promise.all(boxes.map(function (box) { return door.unlock(key, box); })).then(function (texts) {
      return [].concat.apply([], texts.map(function (text) { return JSON.parse(text); }));
    }).then(function (rows) {
      return areRows(rows) ? takeRows(page, rows) : page.word("file-wrong");
    }, function () { return page.word("file-closed"); });
  }

  function takeRows(page, rows) {
    var seen = {};
    var each = rows.filter(function (one) { var is = !seen[one.id]; seen[one.id] = true; return is; });
    return page.store.takeOver(each, door.postOf(page.device)).then(function (count) {
      return noteCarried(page, Object.keys(seen)).then(function () {
        page.sending.send();
        showReceipts();
        return page.show();
      }).then(function () { return page.word("file-taken", { n: count }); });
    });
  }

  /* Beside what was taken over before: its receipt may still be wanted. */
  function noteCarried(page, ids) {
    return page.store.get("carried").then(function (found) {
      var before = (found ? found.ids : []).filter(function (id) { return ids.indexOf(id) < 0; });
      return page.store.put({ key: "carried", ids: before.concat(ids).slice(-MOST_CARRIED) });
    });
  }

  function showReceipts() {
    ["save", "frames"].forEach(function (way) { document.querySelector("[data-" + way + "='receipt']").hidden = false; });
  }

  function takeReceipt(page, arrived) {
    return page.store.count("rows").then(function (before) {
      return page.store.acknowledge(arrived, []).then(function () { return page.store.count("rows"); }).then(function (after) {
        page.show();
        return page.word("file-receipt", { n: before - after });
      });
    });
  }

  function textOf(file) {
    return new Promise(function (resolve, reject) {
      var reader = new FileReader();
      reader.onload = function () { resolve(reader.result); };
      reader.onerror = function () { reject(reader.error); };
      reader.readAsText(file);
    });
  }

  door.wireFiles = function (page) {
    var said = page.part("file-said");
    function tell(words) { said.textContent = words; }
    document.querySelector("[data-save='rows']").addEventListener("click", function () { saveRows(page).then(tell); });
    document.querySelector("[data-save='receipt']").addEventListener("click", function () { saveReceipt(page).then(tell); });
    page.part("take").addEventListener("change", function (event) {
      var file = event.target.files[0];
      event.target.value = "";
      if (!file) { return; }
      if (file.size > MOST_BYTES) { tell(page.word("file-wrong")); return; }
      textOf(file).then(function (text) { return take(page, text); }).then(tell, function () { tell(page.word("file-wrong")); });
    });
    page.store.get("carried").then(function (found) { if (found) { showReceipts(); } });
  };
  door.carried = carried;
  door.carriedRows = carriedRows;
  door.rowsToCarry = rowsToCarry;
  door.receiptOf = receiptOf;
  door.takeCarried = take;
  door.tellOfFiles = function (page, words) { page.part("file-said").textContent = words; };
})();
