/* Today's list at one door, in this page's memory: who is inside, who has left. Names are here and nowhere else on the
   device; they are gone when the page is closed. Pure: no store, no page, no clock. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var DAY = /^\d{4}-\d{2}-\d{2}$/;
  var EASTWARD_MS = 7 * 3600000;

  /* What was typed of somebody, without what was not. */
  function typedOf(entry) {
    var typed = {};
    ["name", "phone", "plate", "host", "address", "symptoms", "note", "token"].forEach(function (name) {
      if (entry[name]) { typed[name] = entry[name]; }
    });
    return typed;
  }

  /* The row of somebody who comes in, its words sealed. */
  function comesIn(entry, seal, keeper, at) {
    var typed = typedOf(entry);
    var isTyped = Object.keys(typed).length > 0;
    var row = {
      id: door.fresh(), at_ms: at, way: "in", who: entry.who, app: entry.app, party: entry.party, advised: entry.advised,
      keeper: keeper, paper: null,
      sealed: isTyped ? door.seal(Object.assign({ at_ms: at }, typed), seal.public) : null
    };
    if (entry.alert) { row.alert = entry.alert; }
    return row;
  }

  /* The row of somebody who goes out; with `inside`, of those who came in together. */
  function goesOut(inside, who, keeper, at) {
    var row = {
      id: door.fresh(), at_ms: at, way: "out", who: who, app: "unasked", party: inside ? inside.party : 1, advised: false,
      keeper: keeper, paper: null, sealed: null
    };
    if (inside) { row.of = inside.id; }
    return row;
  }

  function Book() {
    this.people = {}; /* by the row with which they came in */
    this.left = [];
  }

  /* Somebody who comes in; who comes again stands among those who left no more. */
  Book.prototype.enter = function (id, entry, at, was) {
    this.people[id] = Object.assign({ id: id, at: at }, entry);
    if (was) { this.left = this.left.filter(function (one) { return one !== was; }); }
  };

  Book.prototype.leave = function (id, at) {
    var one = this.people[id];
    delete this.people[id];
    if (one && one.name) { this.left.unshift(Object.assign({}, one, { until: at })); }
  };

  /* Takes the last step back. */
  Book.prototype.undo = function (change) {
    if (change.row.way === "in") { delete this.people[change.row.id]; }
    if (!change.was) { return; }
    if (change.row.way === "in") { this.left.unshift(change.was); return; }
    this.people[change.was.id] = change.was;
    this.left = this.left.filter(function (one) { return one.id !== change.was.id; });
  };

  /* Whoever is inside, the newest first, each with what is known of them here. */
  Book.prototype.inside = function (kept) {
    var people = this.people;
    return kept.map(function (one) { return Object.assign({}, one, people[one.id] || {}); }).sort(function (a, b) {
      return b.at_ms - a.at_ms;
    });
  };

  /* Whoever is inside by a badge. */
  Book.prototype.withBadge = function (badge) {
    var people = this.people;
    return Object.keys(people).filter(function (id) { return people[id].badge === badge; })[0] || "";
  };

  function matches(one, sought) {
    var words = door.folded(sought).split(" ").filter(Boolean);
    var text = door.folded([one.name, one.plate, one.phone, one.host].filter(Boolean).join(" "));
    var tight = text.replace(/ /g, "");
    return words.every(function (word) { return text.indexOf(word) >= 0 || tight.indexOf(word) >= 0; });
  }

  /* A sentence with its values in it, each once: a name that looks like a place for a value is a name. */
  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, key) { return key in values ? String(values[key]) : whole; });
  }

  function dayOf(ms) { return new Date(ms + EASTWARD_MS).toISOString().slice(0, 10); }

  function timeOf(ms) { return new Date(ms + EASTWARD_MS).toISOString().slice(11, 16); }

  door.Book = Book;
  door.comesIn = comesIn;
  door.goesOut = goesOut;
  door.matches = matches;
  door.filled = filled;
  door.dayOf = dayOf;
  door.timeOf = timeOf;
  door.shortDay = function (day) { return DAY.test(day) ? Number(day.slice(8)) + "/" + Number(day.slice(5, 7)) : ""; };
})();
