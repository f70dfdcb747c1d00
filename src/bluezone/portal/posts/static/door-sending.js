/* Sends what waits until the portal says that it has it on disk, in order, and takes over what the portal says of the
   door. A row is forgotten when its id comes back, and never before. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var RESTS_MS = 4000; /* so long a row can be taken back before it is sent */
  var PAUSES_MS = [2000, 5000, 15000, 30000, 60000];
  var ASKS_MS = 300000; /* with nothing to send: who keeps this door, and is it still ours? Or is it again? */
  var PATIENCE_MS = 60000;
  var LONGEST_REST_MS = 300000;
  var WRONG_MS = 120000;
  var MOVED_MS = 2000;

  /* told(state) hears of every change: {"failures", "refusal", "skew", "offset"}. */
  function Sending(store, addresses, told) {
    this.store = store;
    this.addresses = addresses;
    this.told = told;
    this.state = { failures: 0, refusal: null, skew: 0, offset: 0 };
    this.held = ""; /* the row that this page can still take back; the store has it for all pages of this device */
    this.most = 200;
    this.timer = 0;
    this.due = 0; /* when it goes off */
    this.rest = 0; /* between two parcels: the more doors, the longer, as the portal says */
    this.rested = 0; /* from when on what goes by itself may go: after a rest, or a pause where nothing came through */
    this.busy = false;
    this.again = ""; /* somebody asked to send while it was sending: "soon", or "now" if by hand */
  }

  Sending.prototype.later = function (milliseconds) {
    var self = this;
    window.clearTimeout(this.timer);
    this.due = window.performance.now() + milliseconds;
    this.timer = window.setTimeout(function () { self.send(); }, milliseconds);
  };

  /* As soon as it is this device's turn: what a keeper asks for by hand is sent at once, what goes by itself waits. */
  Sending.prototype.soon = function () { this.later(Math.max(0, this.rested - window.performance.now())); };

  /* Whether what waits stays for a time that a keeper notices. */
  Sending.prototype.rests = function () { return !this.busy && this.rested - window.performance.now() > 1000; };

  /* A network that comes back does so for many doors in the same moment, and again and again where it is bad: what is
     due within a rest stays due then. */
  Sending.prototype.scattered = function () {
    var wait = Math.random() * this.rest;
    var left = this.due - window.performance.now();
    if (wait < 1000) { this.send(); } else if (left <= 0 || left > this.rest) { this.later(wait); }
  };

  /* The end of a day: nothing is kept back that could still be taken back. */
  Sending.prototype.finish = function () {
    var self = this;
    var id = this.held;
    function sendIt() { self.send(true); }
    this.release();
    (id ? this.store.letGo(id) : Promise.resolve()).then(sendIt, sendIt);
  };

  /* The newest row, which the store holds, can be taken back for a moment. */
  Sending.prototype.hold = function (id) {
    var self = this;
    function sendIt() { self.soon(); }
    this.held = id;
    window.clearTimeout(this.resting);
    this.resting = window.setTimeout(function () { self.release(); self.store.letGo(id).then(sendIt, sendIt); }, RESTS_MS);
  };

  /* From here on this page takes nothing back. */
  Sending.prototype.release = function () {
    window.clearTimeout(this.resting);
    this.held = "";
    this.told(this.state);
  };

  Sending.prototype.send = function (byHand) {
    var self = this;
    if (this.busy) { this.again = byHand ? "now" : this.again || "soon"; return; }
    this.busy = true;
    this.again = "";
    this.round().then(function (pause) {
      self.busy = false;
      self.told(self.state);
      if (self.again === "now") { self.send(); } else if (self.again) { self.soon(); } else if (pause) { self.later(pause); }
    }, function () {
      self.busy = false;
      self.state.failures += 1;
      self.told(self.state);
      self.pauseFor(PAUSES_MS[Math.min(self.state.failures, PAUSES_MS.length) - 1] + Math.random() * self.rest);
      self.soon();
    });
  };

  /* Neither the next row nor the next person at the door makes it try sooner. */
  Sending.prototype.pauseFor = function (milliseconds) { this.rested = window.performance.now() + milliseconds; };

  /* One parcel. Resolves with when to go on; 0 where there is no sense in it. Rejects where it is to be tried again. */
  Sending.prototype.round = function () {
    var self = this;
    return Promise.all([this.store.get("device"), this.store.get("shift")]).then(function (found) {
      var device = found[0];
      if (!device) { return 0; }
      self.rest = restOf(device.rest);
      if (device.ended) { return self.ask(device, [], null); } /* a page of before took a closed place for that; it may be open again */
      return self.store.next(door.postOf(device), self.most).then(function (rows) {
        return self.ask(device, rows, found[1]);
      });
    });
  };

  Sending.prototype.ask = function (device, rows, shift) {
    var self = this;
    var asked = Date.now();
    var began = window.performance.now();
    var parcel = { v: 1, clock_ms: asked, rows: rows, shift: shift ? { keeper: shift.keeper, began_ms: shift.began_ms } : null };
    return post(this.addresses.sync + "?declared=" + door.declaredUpto(device), parcel, device.token).then(function (answer) {
      if (answer.status === 200) { return self.acknowledged(device, JSON.parse(answer.text), rows, asked, began); }
      if (answer.status >= 500 || answer.status === 429) { throw new Error("later"); }
      return self.refused(device, answer.status, JSON.parse(answer.text), rows);
    });
  };

  Sending.prototype.acknowledged = function (device, said, rows, asked, began) {
    var self = this;
    var isMoved = hasMoved(asked, began);
    this.state = isMoved ? stateOf(device.offset || 0) : stateAfter(said.server_ms, asked, device.offset);
    this.most = 200;
    this.rest = restOf(said.rest_ms);
    this.pauseFor(this.rest);
    return this.store.acknowledge(said.kept, said.refused).then(function () {
      return self.store.renew(door.deviceFrom(device, said, self.state));
    }).then(function () {
      if (rows.length && said.kept.length + said.refused.length) { return Math.max(1, self.rest); }
      if (isMoved) { return Math.max(MOVED_MS, self.rest); }
      return device.ended || said.declared && said.declared.more ? 1 : ASKS_MS;
    });
  };

  /* A refusal of everything. What the portal cannot read is sent row by row, so that one keeps back no other. */
  Sending.prototype.refused = function (device, status, said, rows) {
    var self = this;
    if (status === 401 || status === 410) {
      device.ended = { vi: said.vi, en: said.en };
      return this.store.renew(device).then(function () { self.state.refusal = device.ended; return ASKS_MS; });
    }
    if (status === 422 && rows.length === 1) {
      return this.store.acknowledge([], [{ id: rows[0].id, vi: said.vi, en: said.en }]).then(function () { return 1; });
    }
    if (status === 422 && rows.length) { this.most = 1; return Promise.resolve(1); }
    this.state.refusal = { vi: said.vi, en: said.en };
    return Promise.resolve(said.reason === "closed" ? ASKS_MS : PAUSES_MS[PAUSES_MS.length - 1]);
  };

  /* Resolves with {"refusal", "isElsewhere"}: what the portal said against it, or whether the device kept another door. */
  Sending.prototype.enrol = function (code, label) {
    var self = this;
    var asked = Date.now();
    return post(this.addresses.enrol, { code: code, label: label }, "").then(function (answer) {
      if (answer.status >= 500 || answer.status === 429) { throw new Error("later"); }
      var said = JSON.parse(answer.text);
      if (answer.status !== 200) { return { refusal: said, isElsewhere: false }; }
      self.state = stateAfter(said.server_ms, asked);
      var device = { key: "device", token: said.token, device: said.device, label: label };
      return self.store.enrol(door.deviceFrom(device, said, self.state), door.postOf).then(function (isElsewhere) {
        return { refusal: null, isElsewhere: isElsewhere };
      });
    });
  };

  /* A portal of before says nothing of it; more than five minutes no portal may ask for. */
  function restOf(told) { return Math.min(Math.max(Number(told) || 0, 0), LONGEST_REST_MS); }

  function stateAfter(serverMs, asked, before) { return stateOf(offsetOf(serverMs, asked, before)); }

  function stateOf(offset) {
    return { failures: 0, refusal: null, offset: offset, skew: Math.abs(offset) > WRONG_MS ? offset : 0 };
  }

  /* Whether the clock was set, or the device slept, while an answer was on its way: nothing is measured by such a one, and
     the portal is asked again. A clock is often set in the moment in which a network comes. */
  function hasMoved(asked, began) {
    return Math.abs(Date.now() - asked - (window.performance.now() - began)) > MOVED_MS;
  }

  /* By how much this device's clock is behind: marks of phones are read by it, a few seconds count there. The hours of
     rows, and what is said of the clock, go by it only where it is wrong by more than two minutes. The portal told its
     time at a moment between the question and the answer; what was measured before holds while it fits, since an answer
     that was long on its way measures worse. */
  function offsetOf(serverMs, asked, before) {
    var answered = Date.now();
    if (before !== undefined && before >= serverMs - answered && before <= serverMs - asked) { return before; }
    return Math.round(serverMs - (asked + answered) / 2);
  }

  /* Resolves with {"status", "text"} once all of the answer is here; a line on which it stands still is given up. */
  function post(address, body, token) {
    var aborting = new AbortController();
    var timer = window.setTimeout(function () { aborting.abort(); }, PATIENCE_MS);
    var headers = { "content-type": "application/json" };
    if (token) { headers.authorization = "Bearer " + token; }
    return fetch(address, {
      method: "POST", headers: headers, body: JSON.stringify(body), signal: aborting.signal, credentials: "omit", cache: "no-store"
    }).then(function (answer) {
      return answer.text().then(function (text) { return { status: answer.status, text: text }; });
    }).then(function (answer) { window.clearTimeout(timer); return answer; }, function (problem) { window.clearTimeout(timer); throw problem; });
  }

  /* What the portal said of the door, beside what the device has of its own. */
  door.deviceFrom = function (device, said, state) {
    return {
      key: "device", token: device.token, device: device.device, label: device.label,
      post: said.post, seal: said.seal, keepers: said.keepers, skew: state.skew, offset: state.offset, rest: restOf(said.rest_ms), ended: null,
      declared: declaredBy(device, said, state.skew)
    };
  };

  /* Which declarations of today have arrived, as far as this device was told: their marks (page 12), and up to which
     number it knows them. Those of yesterday are nothing to it. */
  function declaredBy(device, said, skew) {
    var known = ofToday(device, skew);
    if (!said.declared) { return known; }
    var marks = {};
    known.marks.concat(said.declared.marks).forEach(function (mark) { marks[mark] = true; });
    var at = said.declared.more ? known.at : Date.now() + skew; /* by then it knows all of them */
    return { day: known.day, upto: said.declared.upto, at: at, marks: Object.keys(marks) };
  }

  function ofToday(device, skew) {
    var day = door.dayOf(Date.now() + skew);
    var known = device.declared;
    return known && known.day === day ? known : { day: day, upto: 0, at: 0, marks: [] };
  }

  door.declaredUpto = function (device) { return ofToday(device, device.skew || 0).upto; };

  /* Which door this is: rows of one are never handed to another. */
  door.postOf = function (device) {
    return device.post.id ? String(device.post.id) : device.post.place + "|" + device.post.name;
  };

  door.Sending = Sending;
})();
