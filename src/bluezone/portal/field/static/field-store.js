/* What a team counted, on this phone: in IndexedDB until the office has it on disk, then only as sums.
   Every change is one transaction, so that a phone that dies in between loses or doubles nothing. */
(function () {
  "use strict";
  var NAME = "bluezone-field";
  var KINDS = { helped: [1, 0, 0, 0], installed: [1, 1, 0, 0], no_smartphone: [0, 0, 1, 0], refused: [0, 0, 0, 1] };

  function opened() {
    return new Promise(function (resolve, reject) {
      var asking = indexedDB.open(NAME, 1);
      asking.onupgradeneeded = function () {
        var base = asking.result;
        base.createObjectStore("entries", { keyPath: "id" }).createIndex("scope", "scope");
        base.createObjectStore("photos", { keyPath: "id" }).createIndex("scope", "scope");
        base.createObjectStore("arrived", { keyPath: "scope" });
        base.createObjectStore("current", { keyPath: "key" });
      };
      asking.onsuccess = function () { resolve(asking.result); };
      asking.onerror = function () { reject(asking.error); };
    });
  }

  /* Runs `work` in one transaction, and resolves with what it returns once that is written. */
  function within(base, names, mode, work) {
    return new Promise(function (resolve, reject) {
      var transaction = base.transaction(names, mode, { durability: "strict" });
      var result = work(transaction);
      transaction.oncomplete = function () { resolve(result.value); };
      transaction.onabort = transaction.onerror = function () { reject(transaction.error); };
    });
  }

  function fresh() {
    var drawn = new Uint8Array(16);
    crypto.getRandomValues(drawn);
    return Array.prototype.map.call(drawn, function (byte) { return (byte < 16 ? "0" : "") + byte.toString(16); }).join("");
  }

  /* Directive, team and day: what a link is for, and not which of its links it is. */
  function scopeOf(token) { return token.split(".").slice(0, 4).join("."); }

  function zero(scope) { return { scope: scope, entries: 0, photos: 0, helped: 0, installed: 0, no_smartphone: 0, refused: 0 }; }

  function Store(base) { this.base = base; }

  /* The link that this page was opened with. An earlier one of the same team and day is forgotten: what was counted with
     it goes out with this one. */
  Store.prototype.choose = function (token) {
    return within(this.base, ["current"], "readwrite", function (t) {
      t.objectStore("current").put({ key: "token", token: token });
      t.objectStore("current").put({ key: scopeOf(token), token: token });
      return {};
    });
  };

  Store.prototype.chosen = function () {
    return within(this.base, ["current"], "readonly", function (t) {
      var found = {};
      t.objectStore("current").get("token").onsuccess = function (event) { found.value = event.target.result ? event.target.result.token : ""; };
      return found;
    });
  };

  /* Every team's day that this phone has counted for, with the link that sends it. */
  Store.prototype.links = function () {
    return within(this.base, ["current"], "readonly", function (t) {
      var found = {};
      t.objectStore("current").getAll().onsuccess = function (event) {
        found.value = event.target.result.filter(function (one) { return one.key !== "token"; });
      };
      return found;
    });
  };

  Store.prototype.count = function (scope, kind, at) {
    var made = { id: fresh(), scope: scope, kind: kind, at: at };
    return within(this.base, ["entries"], "readwrite", function (t) { t.objectStore("entries").add(made); return { value: made.id }; });
  };

  Store.prototype.keepPhoto = function (scope, bytes) {
    var made = { id: fresh(), scope: scope, bytes: bytes };
    return within(this.base, ["photos"], "readwrite", function (t) { t.objectStore("photos").add(made); return { value: made.id }; });
  };

  /* Takes an entry back, if it is still here and has not left. */
  Store.prototype.undo = function (id) {
    return within(this.base, ["entries"], "readwrite", function (t) {
      var entries = t.objectStore("entries");
      entries.get(id).onsuccess = function (event) {
        if (event.target.result && !event.target.result.left) { entries.delete(id); }
      };
      return {};
    });
  };

  /* These leave now, and nothing takes them back any more: their answer may be lost, and the office has them. Resolves
     with those that are still here. */
  Store.prototype.leave = function (ids) {
    return within(this.base, ["entries"], "readwrite", function (t) {
      var entries = t.objectStore("entries");
      var leaving = { value: [] };
      ids.forEach(function (id) {
        entries.get(id).onsuccess = function (event) {
          var found = event.target.result;
          if (!found) { return; }
          leaving.value.push(found);
          if (!found.left) { found.left = true; entries.put(found); }
        };
      });
      return leaving;
    });
  };

  Store.prototype.all = function (name, scope) {
    return within(this.base, [name], "readonly", function (t) {
      var found = {};
      t.objectStore(name).index("scope").getAll(scope).onsuccess = function (event) { found.value = event.target.result; };
      return found;
    });
  };

  /* The id of one photo that waits; its bytes come one at a time. */
  Store.prototype.nextPhoto = function (scope) {
    return within(this.base, ["photos"], "readonly", function (t) {
      var found = {};
      t.objectStore("photos").index("scope").get(scope).onsuccess = function (event) { found.value = event.target.result; };
      return found;
    });
  };

  Store.prototype.waiting = function (name, scope) {
    return within(this.base, [name], "readonly", function (t) {
      var found = {};
      t.objectStore(name).index("scope").count(scope).onsuccess = function (event) { found.value = event.target.result; };
      return found;
    });
  };

  Store.prototype.arrived = function (scope) {
    return within(this.base, ["arrived"], "readonly", function (t) {
      var found = {};
      t.objectStore("arrived").get(scope).onsuccess = function (event) { found.value = event.target.result || zero(scope); };
      return found;
    });
  };

  /* The office has these on its disk: they become sums here. One that another window acknowledged first is not there. */
  Store.prototype.acknowledge = function (name, scope, ids) {
    return within(this.base, [name, "arrived"], "readwrite", function (t) {
      var waiting = t.objectStore(name);
      var sums = t.objectStore("arrived");
      sums.get(scope).onsuccess = function (event) {
        var sum = event.target.result || zero(scope);
        var left = ids.length;
        ids.forEach(function (id) {
          waiting.get(id).onsuccess = function (one) {
            var found = one.target.result;
            if (found) { add(sum, name, found); waiting.delete(id); }
            left -= 1;
            if (left === 0) { sums.put(sum); }
          };
        });
      };
      return {};
    });
  };

  function add(sum, name, found) {
    sum[name] += 1;
    if (name === "entries") { addCounts(sum, found.kind); }
  }

  function addCounts(sum, kind) {
    var counts = KINDS[kind];
    sum.helped += counts[0];
    sum.installed += counts[1];
    sum.no_smartphone += counts[2];
    sum.refused += counts[3];
  }

  window.bluezoneField = {
    openStore: function () { return opened().then(function (base) { return new Store(base); }); },
    counts: function (kind) { return KINDS[kind]; },
    add: addCounts,
    scope: scopeOf,
    zero: zero
  };
})();
