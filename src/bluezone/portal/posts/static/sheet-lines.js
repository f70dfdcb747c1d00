/* Lines of a paper sheet as somebody keys them: read, and made rows whose words are sealed. No page, no network: texts
   in, rows out. Chrome 80, Firefox 78, Safari 12. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var DAY_MS = 86400000;
  var EASTWARD_MS = 7 * 3600000;
  var TIME = /^([01]?\d|2[0-3])[:.h]?([0-5]\d)$/i;
  var PARTY = /^[1-9]\d?$/;
  var APPS = { "": "unasked", c: "shown", k: "not_running", o: "none", 0: "none" };
  var ANSWERS = { "": "", c: "yes", k: "no" };
  /* The longest numbers of their kinds, as vietnam/telephone.py knows them: a landline has one digit more. */
  var PHONE = /^0(?:[35789]\d{8}|2\d{9}|69\d{7})$/;
  var FULL = { in: /^\d{4}$/, out: /^\d{4}$/, phone: PHONE, app: /^\S$/, symptoms: /^\S$/, advised: /^\S$/ };

  function minutesOf(text) {
    var found = TIME.exec(text);
    return found ? Number(found[1]) * 60 + Number(found[2]) : null;
  }

  /* Which field of a line cannot be so, and the word that says why; null where all can. */
  function mistakeIn(texts) {
    if (!texts.in) { return { field: "in", word: "need-time" }; }
    if (minutesOf(texts.in) === null) { return { field: "in", word: "bad-time" }; }
    if (texts.out && minutesOf(texts.out) === null) { return { field: "out", word: "bad-time" }; }
    if (!texts.name && !texts.phone && !texts.plate) { return { field: "name", word: "need-name" }; }
    if (APPS[texts.app.toLowerCase()] === undefined) { return { field: "app", word: "bad-app" }; }
    if (ANSWERS[texts.symptoms.toLowerCase()] === undefined) { return { field: "symptoms", word: "bad-answer" }; }
    if (texts.advised && texts.advised.toLowerCase() !== "x") { return { field: "advised", word: "bad-mark" }; }
    if (texts.party && !PARTY.test(texts.party)) { return { field: "party", word: "bad-party" }; }
    return null;
  }

  function isEmpty(texts) {
    return Object.keys(texts).every(function (name) { return !texts[name]; });
  }

  /* Whether a field takes no more, so that the next one is at hand without a key. */
  function isFull(field, text) { return Boolean(FULL[field]) && FULL[field].test(text); }

  /* The number of a row: its sheet, its line and its direction, so that whoever keys it means the same one. */
  function numberOf(sheet, line, way) {
    var signs = sheet + "-" + ("0" + line).slice(-2) + "-" + (way + "..").slice(0, 4);
    return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  /* The rows of a line without mistakes: who comes in, and who goes out where that is written. */
  function rowsOf(sheet, day, line, texts, key) {
    var midnight = Date.parse(day + "T00:00:00Z") - EASTWARD_MS;
    var came = minutesOf(texts.in);
    var rows = [comes(texts, key, midnight + came * 60000)];
    rows[0].id = numberOf(sheet, line, "in");
    if (texts.out) {
      var left = minutesOf(texts.out);
      var until = midnight + left * 60000 + (left < came ? DAY_MS : 0);
      rows.push(door.goesOut(rows[0], "visitor", null, until));
      rows[1].id = numberOf(sheet, line, "out");
    }
    rows.forEach(function (row) { row.paper = { page: sheet, line: line }; });
    return rows;
  }

  function comes(texts, key, at) {
    var entry = {
      who: "visitor", app: APPS[texts.app.toLowerCase()], party: Number(texts.party || 1), advised: Boolean(texts.advised),
      name: texts.name, phone: texts.phone || "", plate: texts.plate, host: texts.host,
      symptoms: ANSWERS[texts.symptoms.toLowerCase()]
    };
    return door.comesIn(entry, { public: key }, null, at);
  }

  window.bluezoneSheet = { isEmpty: isEmpty, isFull: isFull, mistakeIn: mistakeIn, rowsOf: rowsOf };
})();
