/* What a scanned text is, for the page at a door: docs/protocol/12-door-codes.md, with the answers of
   src/bluezone/protocol/door_codes.py (tests/webui/test_door_codes.py asks both the same). It reads no clock. */
(function () {
  "use strict";
  var MINUTE_MS = 60000;
  var CLOCKS_MS = 10000;
  var EASTWARD_MS = 7 * 3600000;
  var MAX_TEXT = 512;
  var NOBODYS = "BZT1:AAAAAAAAAAAAAAAA"; /* a visit that no phone shows: what is drawn is never all the same */
  var MARK = /^BZM1:([0-9]{1,9}):(on|unheard|off)$/;
  var VISIT = /^BZT1:([A-Za-z0-9_-]{16})$/;
  var DECLARATION = /^BZD1:([0-9]{4}-[0-9]{2}-[0-9]{2}):([A-Za-z0-9_-]{12})$/;
  var VENUE = /^(?:BZV1:[A-Za-z0-9_+/-]{100,}={0,2}|BZV2:[0-9]{5}:[0-9A-HJKMNP-TV-Z]{10})$/;
  var ENROLMENT = /^(https?:\/\/[a-z0-9.:[\]-]+)\/door\/(?:en)?#E-([0-9A-HJKMNP-TV-Z]{26})$/;
  var STRANGERS = [
    ["NZCOVIDTRACER:", "nz-covid-tracer"], ["000201", "vietqr"], ["HTTP://", "web"], ["HTTPS://", "web"]
  ];
  var READERS = { "BZM1:": mark, "BZT1:": visit, "BZD1:": declaration, "BZV1:": venue, "BZV2:": venue };

  /* Every text is something, a foreign one at worst. */
  function read(text, nowMs) {
    var clean = text.replace(/^[ \t\r\n]+/, "").replace(/[ \t\r\n]+$/, "");
    if (signs(clean) <= MAX_TEXT) {
      var reader = READERS[clean.slice(0, 5)];
      if (reader) { return reader(clean, nowMs); }
      var found = ENROLMENT.exec(clean);
      if (found) { return { what: "enrolment", verdict: "ok", origin: found[1], code: found[2] }; }
    }
    return { what: "foreign", kind: kindOf(clean) };
  }

  function mark(text, nowMs) {
    var found = MARK.exec(text);
    if (!found) { return { what: "mark", verdict: "forged" }; }
    var startMs = Number(found[1]) * MINUTE_MS;
    var verdict = nowMs < startMs + MINUTE_MS + CLOCKS_MS ? "live" : "stale";
    if (nowMs < startMs - CLOCKS_MS) { verdict = "forged"; }
    return { what: "mark", verdict: verdict, state: found[2], minute: String(Number(found[1])) };
  }

  function visit(text) {
    var found = VISIT.exec(text);
    return found ? { what: "visit", verdict: "ok", token: found[1] } : { what: "visit", verdict: "forged" };
  }

  function declaration(text, nowMs) {
    var found = DECLARATION.exec(text);
    if (!found || !isDay(found[1])) { return { what: "declaration", verdict: "forged" }; }
    var today = new Date(nowMs + EASTWARD_MS).toISOString().slice(0, 10);
    var verdict = found[1] === today ? "ok" : found[1] < today ? "expired" : "forged";
    return { what: "declaration", verdict: verdict, day: found[1], number: found[2] };
  }

  function venue(text) {
    return { what: "venue", verdict: VENUE.test(text) ? "ok" : "forged" };
  }

  /* 30 February is none, and neither is a day of the year 0. */
  function isDay(text) {
    var moment = Date.parse(text + "T00:00:00Z");
    return text > "0001" && !isNaN(moment) && new Date(moment).toISOString().slice(0, 10) === text;
  }

  function kindOf(text) {
    var begins = text.slice(0, 16).toUpperCase();
    var known = STRANGERS.filter(function (stranger) { return begins.indexOf(stranger[0]) === 0; });
    return known.length ? known[0][1] : "text";
  }

  /* Code points, as page 1 counts text. */
  function signs(text) { return Array.from(text).length; }

  window.doorCodes = { read: read, NOBODYS: NOBODYS };
})();
