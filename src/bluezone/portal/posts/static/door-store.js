/* What a device at a door keeps, in IndexedDB: rows that wait, sealed, until the portal has them on disk; who is still
   inside, without names. Every change is one transaction, so that a device that dies in between loses or doubles nothing. */
(function () {
  "use strict";
  var NAME = "bluezone-door";
  var MOST_ROWS = 200;
  var MOST_SIGNS = 200000;
  var HELD_MS = 60000; /* a page that was closed in the seconds of its newest row keeps it from others no longer */

  function opened() {
    return new Promise(function (resolve, reject) {
      var asking = indexedDB.open(NAME, 1);
      asking.onupgradeneeded = function () {
        var base = asking.result;
        base.createObjectStore("kept", { keyPath: "key" }); /* the device, the shift, the day's sums */
        base.createObjectStore("rows", { keyPath: "turn", autoIncrement: true }).createIndex("id", "id", { unique: true });
        base.createObjectStore("inside", { keyPath: "id" });
        base.createObjectStore("refused", { keyPath: "id" });
      };
      asking.onsuccess = function () { resolve(asking.result); };
      asking.onerror = function () { reject(asking.error); };
    });
  }

  function Store(base) { this.base = base; }

  /* Runs `work` in one transaction, and resolves with what it put into `found` once that is on the disk. */
  Store.prototype.within = function (names, mode, work) {
    var base = this.base;
    return new Promise(function (resolve, reject) {
      var transaction = base.transaction(names, mode, { durability: "strict" });
      var found = {};
      try { work(transaction, found); } catch (problem) { transaction.abort(); throw problem; }
      transaction.oncomplete = function () { resolve(found.value); };
      transaction.onabort = transaction.onerror = function () { reject(transaction.error); };
    });
  };

  Store.prototype.get = function (key) {
    return this.within(["kept"], "readonly", function (t, found) {
      t.objectStore("kept").get(key).onsuccess = function (event) { found.value = event.target.result; };
    });
  };

  Store.prototype.put = function (value) {
    return this.within(["kept"], "readwrite", function (t) { t.objectStore("kept").put(value); });
  };

  /* What the portal said of a device, unless another one was enrolled here while it was asked. */
  Store.prototype.renew = function (device) {
    return this.within(["kept"], "readwrite", function (t) {
      t.objectStore("kept").get("device").onsuccess = function (event) {
        var now = event.target.result;
        if (now && now.token === device.token) { t.objectStore("kept").put(device); }
      };
    });
  };

  /* A device that was enrolled; no shift has begun. At another door than before nobody is inside yet, and the day has no
     sums. Resolves with whether it is another one. */
  Store.prototype.enrol = function (device, postOf) {
    return this.within(["kept", "inside"], "readwrite", function (t, found) {
      var kept = t.objectStore("kept");
      kept.get("device").onsuccess = function (event) {
        var before = event.target.result;
        found.value = Boolean(before) && postOf(before) !== postOf(device);
        kept.put(device);
        kept.delete("shift");
        if (found.value) { t.objectStore("inside").clear(); kept.delete("day"); }
      };
    });
  };

  Store.prototype.forget = function (key) {
    return this.within(["kept"], "readwrite", function (t) { t.objectStore("kept").delete(key); });
  };

  Store.prototype.all = function (name) {
    return this.within([name], "readonly", function (t, found) {
      t.objectStore(name).getAll().onsuccess = function (event) { found.value = event.target.result; };
    });
  };

  Store.prototype.count = function (name) {
    return this.within([name], "readonly", function (t, found) {
      t.objectStore(name).count().onsuccess = function (event) { found.value = event.target.result; };
    });
  };

  /* Keeps a row, with what it changes: who is inside, and the day's sums. No page sends it while it is held: two may be
     open on one device, and what one of them takes back must not be on its way from the other. */
  Store.prototype.keep = function (change) {
    return this.within(["rows", "inside", "kept"], "readwrite", function (t) {
      t.objectStore("rows").add({ id: change.row.id, post: change.post, row: change.row });
      t.objectStore("kept").put({ key: "held", id: change.row.id, until_ms: Date.now() + HELD_MS });
      move(t, change, 1);
    });
  };

  /* Opens what `keep` opens, and closes it without a change. */
  Store.prototype.opened = function () {
    return this.within(["rows", "inside", "kept"], "readwrite", function () { /* there is nothing to keep yet */ });
  };

  /* Takes a row back, if it is still here and held: one that is held no longer may be on its way. */
  Store.prototype.takeBack = function (change) {
    return this.within(["rows", "inside", "kept"], "readwrite", function (t, found) {
      t.objectStore("kept").get("held").onsuccess = function (event) {
        if (!event.target.result || event.target.result.id !== change.row.id) { return; }
        t.objectStore("kept").delete("held");
        remove(t, change, found);
      };
    });
  };

  function remove(t, change, found) {
    t.objectStore("rows").index("id").getKey(change.row.id).onsuccess = function (event) {
      if (event.target.result === undefined) { return; }
      found.value = true;
      t.objectStore("rows").delete(event.target.result);
      move(t, change, -1);
    };
  }

  /* Lets this row go, or without a number whichever is held. */
  Store.prototype.letGo = function (id) {
    return this.within(["kept"], "readwrite", function (t) {
      t.objectStore("kept").get("held").onsuccess = function (event) {
        var held = event.target.result;
        if (held && (!id || held.id === id)) { t.objectStore("kept").delete("held"); }
      };
    });
  };

  function move(t, change, sign) {
    var comes = (change.row.way === "in") === (sign > 0);
    if (change.inside) {
      if (comes) { t.objectStore("inside").put(change.inside); } else { t.objectStore("inside").delete(change.inside.id); }
    }
    var sums = t.objectStore("kept");
    sums.get("day").onsuccess = function (event) {
      var day = event.target.result;
      if (!day || day.day !== change.day) { day = { key: "day", day: change.day, in: 0, out: 0 }; }
      day[change.row.way] = Math.max(0, day[change.row.way] + sign * change.row.party);
      sums.put(day);
    };
  }

  /* The next rows in their order, as many as one parcel takes; none that is held, and none of another door. What was
     held for too long is let go before it is given out, so that no page takes it back from then on. */
  Store.prototype.next = function (post, most) {
    return this.within(["rows", "kept"], "readwrite", function (t, found) {
      t.objectStore("kept").get("held").onsuccess = function (event) {
        var held = event.target.result;
        var left = held ? held.until_ms - Date.now() : 0;
        if (held && (left <= 0 || left > HELD_MS)) { t.objectStore("kept").delete("held"); held = null; }
        gather(t, post, { held: held ? held.id : "", most: most }, found);
      };
    });
  };

  /* Whether rows of this door wait here. */
  Store.prototype.hasRows = function (post) {
    return this.within(["rows"], "readonly", function (t, found) {
      gather(t, post, { held: "", most: 1 }, found);
    }).then(function (rows) { return rows.length > 0; });
  };

  function gather(t, post, bounds, found) {
    var signs = 0;
    found.value = [];
    t.objectStore("rows").openCursor().onsuccess = function (event) {
      var cursor = event.target.result;
      if (!cursor || cursor.value.id === bounds.held) { return; }
      if (cursor.value.post === post) {
        signs += JSON.stringify(cursor.value.row).length;
        if (found.value.length && signs > MOST_SIGNS) { return; }
        found.value.push(cursor.value.row);
      }
      if (found.value.length < Math.min(bounds.most, MOST_ROWS)) { cursor.continue(); }
    };
  }

  /* The portal has these on its disk: they are forgotten. What it refused stays, sealed, with its reason. */
  Store.prototype.acknowledge = function (kept, refused) {
    return this.within(["rows", "refused"], "readwrite", function (t) {
      var rows = t.objectStore("rows");
      kept.forEach(function (id) {
        rows.index("id").getKey(id).onsuccess = function (event) {
          if (event.target.result !== undefined) { rows.delete(event.target.result); }
        };
      });
      refused.forEach(function (one) {
        rows.index("id").get(one.id).onsuccess = function (event) {
          var found = event.target.result;
          if (!found) { return; }
          t.objectStore("refused").put({ id: one.id, vi: one.vi, en: one.en, post: found.post, row: found.row });
          rows.delete(found.turn);
        };
      });
    });
  };

  /* Rows of another device of this door, from a file: each that is not here yet. Resolves with how many. */
  Store.prototype.takeOver = function (rows, post) {
    return this.within(["rows"], "readwrite", function (t, found) {
      found.value = 0;
      var here = t.objectStore("rows");
      rows.forEach(function (row) {
        here.index("id").getKey(row.id).onsuccess = function (event) {
          if (event.target.result !== undefined) { return; }
          here.add({ id: row.id, post: post, row: row });
          found.value += 1;
        };
      });
    });
  };

  Store.prototype.emptyInside = function () {
    return this.within(["inside"], "readwrite", function (t) { t.objectStore("inside").clear(); });
  };

  /* What was made of codes shown before this moment: none is shown again, so nobody is known by it any more. */
  Store.prototype.forgetNotes = function (beforeMs) {
    return this.within(["inside"], "readwrite", function (t) {
      t.objectStore("inside").openCursor().onsuccess = function (event) {
        var cursor = event.target.result;
        if (!cursor) { return; }
        if (cursor.value.alert && cursor.value.at_ms < beforeMs) { delete cursor.value.alert; cursor.update(cursor.value); }
        cursor.continue();
      };
    });
  };

  window.bluezoneDoor.openStore = function () { return opened().then(function (base) { return new Store(base); }); };
})();
