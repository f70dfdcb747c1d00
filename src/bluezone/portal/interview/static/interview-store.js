/* What is typed in an interview and has not arrived: in IndexedDB, each row sealed (AES-GCM) under a key that the portal
   gives to whoever is signed in, and that ends when they sign out or their shift is over. The key stays in memory and
   cannot be taken out of it. Every change is one transaction, so that a browser that dies in between loses or doubles
   nothing. Two windows may hold one row: each knows what it last read or wrote under a number, and writes over nothing
   else. Chrome 80, Firefox 78, Safari 12. */
(function () {
  "use strict";
  var NAME = "bluezone-interview";

  function opened() {
    return new Promise(function (resolve, reject) {
      var asking = indexedDB.open(NAME, 1);
      asking.onupgradeneeded = function () {
        asking.result.createObjectStore("rows", { keyPath: "id" }).createIndex("mark", "mark");
      };
      asking.onsuccess = function () { resolve(asking.result); };
      asking.onerror = function () { reject(asking.error); };
    });
  }

  function bytesOf(hex) {
    return new Uint8Array(hex.match(/../g).map(function (pair) { return parseInt(pair, 16); }));
  }

  function fresh() {
    var drawn = new Uint8Array(16);
    crypto.getRandomValues(drawn);
    return Array.prototype.map.call(drawn, function (byte) { return (byte < 16 ? "0" : "") + byte.toString(16); }).join("");
  }

  function version(row, iv) {
    return { iv: iv.join(), typed: JSON.stringify(row.typed), isNoted: row.state !== "draft" };
  }

  function isSame(known, there) { return Boolean(there) && there.iv.join() === known.iv; }

  function Store(base, key, said) {
    this.base = base;
    this.key = key;
    this.mark = said.mark;
    this.until = said.until_ms;
    this.isDoubted = said.doubted;
    this.ahead = said.now_ms - Date.now(); /* the portal's clock decides: an old telephone's may be years off */
    this.known = {}; /* by number: what this window last read or wrote of a row */
  }

  /* Runs `work` in one transaction, and resolves with what it put into `found` once that is on the disk. */
  Store.prototype.within = function (mode, work) {
    var base = this.base;
    return new Promise(function (resolve, reject) {
      var transaction = base.transaction(["rows"], mode, { durability: "strict" });
      var found = {};
      work(transaction.objectStore("rows"), found);
      transaction.oncomplete = function () { resolve(found.value); };
      transaction.onabort = transaction.onerror = function () { reject(transaction.error); };
    });
  };

  /* A row beside its number and state says nothing in clear: not whom it is about, nor which step. */
  Store.prototype.sealed = function (row) {
    var iv = new Uint8Array(12);
    crypto.getRandomValues(iv);
    var said = new TextEncoder().encode(JSON.stringify(row));
    var one = { row: row, known: version(row, iv), kept: { id: row.id, mark: this.mark, until: this.until, iv: iv } };
    return crypto.subtle.encrypt({ name: "AES-GCM", iv: iv, additionalData: new TextEncoder().encode(row.id) }, this.key, said).then(function (bytes) {
      one.kept.sealed = bytes;
      return one;
    });
  };

  Store.prototype.unsealed = function (kept) {
    var how = { name: "AES-GCM", iv: kept.iv, additionalData: new TextEncoder().encode(kept.id) };
    return crypto.subtle.decrypt(how, this.key, kept.sealed).then(function (bytes) {
      return JSON.parse(new TextDecoder().decode(bytes));
    });
  };

  /* Keeps these rows, and forgets those, together. What another window holds under the number of a draft stays as it is,
     and ours is kept under another number: resolves with the rows to which that happened. A part that was noted is not
     typed in any more, so whichever window did something about it is right. */
  Store.prototype.change = function (keep, forget) {
    var self = this;
    return Promise.all(keep.map(function (row) { return self.sealed(row); })).then(function (sealed) {
      return self.changed(sealed, forget).then(function (taken) {
        if (!taken.length) { return []; }
        return Promise.all(taken.map(function (one) { return self.isToMove(one); })).then(function (moves) {
          var moved = taken.filter(function (one, at) { return moves[at]; }).map(function (one) { return one.row; });
          moved.forEach(function (row) { row.id = fresh(); });
          return self.change(keep, forget).then(function (more) { return moved.concat(more); });
        });
      });
    });
  };

  /* Whether a row whose number is taken has to have another one: not where it is noted, and the other window holds the
     same words there; they are sent under one number, and count once. */
  Store.prototype.isToMove = function (one) {
    var self = this;
    if (!one.there || one.row.state === "draft") { return Promise.resolve(true); }
    return this.unsealed(one.there).then(function (other) {
      var known = version(other, one.there.iv);
      if (known.typed !== JSON.stringify(one.row.typed)) { return true; }
      self.known[other.id] = known;
      return false;
    });
  };

  /* One try: writes all of it, or nothing where a number stands for something else by now; resolves with those rows. */
  Store.prototype.changed = function (sealed, forget) {
    var self = this;
    return this.within("readwrite", function (rows, found) {
      rows.getAll().onsuccess = function (event) {
        var there = {};
        event.target.result.forEach(function (kept) { there[kept.id] = kept; });
        found.value = sealed.filter(function (one) { return self.isTaken(one, there[one.kept.id]); }).map(function (one) {
          return { row: one.row, there: there[one.kept.id] };
        });
        if (found.value.length) { return; }
        forget.forEach(function (id) { if (self.mayForget(id, there[id])) { rows.delete(id); } });
        sealed.forEach(function (one) { if (self.mayWrite(one.kept.id, there[one.kept.id])) { rows.put(one.kept); } });
      };
    }).then(function (taken) {
      if (!taken.length) { sealed.forEach(function (one) { self.known[one.kept.id] = one.known; }); }
      return taken;
    });
  };

  /* Whether the number of a draft stands for other words by now, or for nothing any more while ours are other words; the
     same words are sent under the same number, and count once. */
  Store.prototype.isTaken = function (one, there) {
    var known = this.known[one.kept.id];
    if (!known || known.isNoted || isSame(known, there)) { return false; }
    return Boolean(there) || known.typed !== one.known.typed;
  };

  Store.prototype.mayWrite = function (id, there) {
    var known = this.known[id];
    return !known || !known.isNoted || isSame(known, there);
  };

  Store.prototype.mayForget = function (id, there) {
    var known = this.known[id];
    return !known || known.isNoted || isSame(known, there);
  };

  /* Everything of this person that can be read, the oldest first; what no key opens any more is erased, but by a clock
     in doubt: the portal keeps others' keys then, too. */
  Store.prototype.all = function () {
    var self = this;
    return this.within("readwrite", function (rows, found) {
      rows.getAll().onsuccess = function (event) {
        found.value = event.target.result.filter(function (one) {
          var isOver = !self.isDoubted && one.until < Date.now() + self.ahead;
          if (isOver && one.mark !== self.mark) { rows.delete(one.id); }
          return one.mark === self.mark;
        });
      };
    }).then(function (kept) {
      return Promise.all(kept.map(function (one) {
        return self.unsealed(one).then(function (row) {
          self.known[row.id] = version(row, one.iv);
          return row;
        });
      }));
    }).then(function (found) {
      return found.sort(function (one, other) { return one.turn - other.turn; });
    });
  };

  /* Erases what this person's key opens. */
  Store.prototype.erase = function () {
    var self = this;
    return this.within("readwrite", function (rows) {
      rows.index("mark").getAllKeys(self.mark).onsuccess = function (event) {
        event.target.result.forEach(function (id) { rows.delete(id); });
      };
    });
  };

  window.bluezoneInterview = {
    fresh: fresh,
    /* `said` is the portal's answer: {"key", "mark", "now_ms", "until_ms", "doubted"}. */
    openStore: function (said) {
      return Promise.all([
        opened(), crypto.subtle.importKey("raw", bytesOf(said.key), "AES-GCM", false, ["encrypt", "decrypt"])
      ]).then(function (found) { return new Store(found[0], found[1], said); });
    }
  };
})();
