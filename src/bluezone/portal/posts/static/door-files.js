/* Carries sealed rows from a device that never has a network to one that has: a file of rows there, a receipt back. The
   first device forgets a row when the receipt names it. Both files hold nothing that anybody at a door can read. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var MOST_BYTES = 30000000;
  var ROW = /^[A-Za-z0-9_-]{22}$/;

  function save(page, name, what) {
    var made = JSON.stringify(Object.assign({ v: 1, post: door.postOf(page.device) }, what));
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([made], { type: "application/json" }));
    link.download = name + "-" + page.today() + ".json";
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  function saveRows(page) {
    return page.store.all("rows").then(function (kept) {
      var post = door.postOf(page.device);
      var rows = kept.filter(function (one) { return one.post === post; }).map(function (one) { return one.row; });
      if (!rows.length) { return page.word("file-empty"); }
      save(page, "bluezone-rows", { rows: rows });
      return page.word("file-saved");
    });
  }

  /* Of what was taken over, what the portal has by now: what waits here, or was refused, is on no receipt. */
  function saveReceipt(page) {
    var kept = [page.store.get("carried"), page.store.all("rows"), page.store.all("refused")];
    return Promise.all(kept).then(function (found) {
      var here = found[1].concat(found[2]).map(function (one) { return one.id; });
      var arrived = found[0].ids.filter(function (id) { return here.indexOf(id) < 0; });
      save(page, "bluezone-receipt", { arrived: arrived });
      return "";
    });
  }

  function take(page, text) {
    var given = readFile(text);
    if (!given || given.post !== door.postOf(page.device)) { return Promise.resolve(page.word("file-wrong")); }
    return given.rows ? takeRows(page, given.rows) : takeReceipt(page, given.arrived);
  }

  function readFile(text) {
    var given = null;
    try { given = JSON.parse(text); } catch (error) { return null; }
    if (!given || given.v !== 1) { return null; }
    if (isList(given.rows, function (one) { return one && ROW.test(one.id); })) { return given; }
    return isList(given.arrived, function (one) { return ROW.test(one); }) ? given : null;
  }

  function isList(list, isOne) { return Array.isArray(list) && list.every(isOne); }

  function takeRows(page, rows) {
    var seen = {};
    var each = rows.filter(function (one) { var is = !seen[one.id]; seen[one.id] = true; return is; });
    return page.store.takeOver(each, door.postOf(page.device)).then(function (count) {
      return page.store.put({ key: "carried", ids: Object.keys(seen) }).then(function () {
        page.sending.send();
        document.querySelector("[data-save='receipt']").hidden = false;
        return page.show();
      }).then(function () { return page.word("file-taken", { n: count }); });
    });
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
    page.store.get("carried").then(function (found) { document.querySelector("[data-save='receipt']").hidden = !found; });
  };
})();
