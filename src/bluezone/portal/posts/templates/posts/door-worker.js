/* Keeps the page at the door and what it loads. Nothing else passes through here: rows are the page's own work. The
   reader of codes is fetched when the page is in use already, and kept beside, until it is another. */
"use strict";
var KEPT = {{ kept|safe }};
var READER = {{ reader|safe }};
var OWN = "bluezone-door:";
var PAGE = OWN + "{{ version }}";
var BESIDE = OWN + "reader-{{ reader_version }}";
var coming = null; /* the reader, on its way: it is asked for often, and fetched once */

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(PAGE).then(function (cache) { return cache.addAll(KEPT); }));
  self.skipWaiting();
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    var old = names.filter(function (name) { return name.indexOf(OWN) === 0 && name !== PAGE && name !== BESIDE; });
    return Promise.all(old.map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

self.addEventListener("message", function (event) {
  if (event.data !== "reader" || coming) { return; }
  coming = caches.open(BESIDE).then(function (cache) {
    return Promise.all(READER.map(function (address) {
      return cache.match(address).then(function (kept) { return kept || cache.add(address); });
    }));
  }).catch(function () { /* without a network now: it is asked for again */ }).then(function () { coming = null; });
  event.waitUntil(coming);
});

self.addEventListener("fetch", function (event) {
  var address = new URL(event.request.url);
  var asked = address.pathname + address.search;
  if (event.request.method === "GET" && (KEPT.indexOf(asked) >= 0 || READER.indexOf(asked) >= 0)) {
    event.respondWith(caches.match(asked).then(function (kept) { return kept || fetch(event.request); }));
  }
});
