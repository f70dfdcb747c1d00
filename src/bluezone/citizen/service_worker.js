/* Keeps what every page needs and the one page for a stopped engine. Pages about the owner are never kept. */
"use strict";
var KEPT = "KEPT";
var OFFLINE = KEPT[KEPT.length - 1];
/* One cache for each phone of this address, one version of it at a time: others' are left alone. */
var OWN = "bluezone:" + OFFLINE + ":";
var CACHE = OWN + "VERSION:" + KEPT.join(":");

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(CACHE).then(function (cache) { return cache.addAll(KEPT); }));
  self.skipWaiting();
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) { return name.indexOf(OWN) === 0 && name !== CACHE; }).map(function (name) { return caches.delete(name); }));
  }));
});

self.addEventListener("fetch", function (event) {
  var path = new URL(event.request.url).pathname;
  if (KEPT.indexOf(path) >= 0 && path !== OFFLINE) {
    event.respondWith(caches.match(path).then(function (kept) { return kept || fetch(event.request); }));
  } else if (event.request.mode === "navigate" && event.request.cache !== "only-if-cached") {
    /* That would be the way back to the answer to a form. It is nowhere kept, and the engine has not stopped. */
    event.respondWith(fetch(event.request).catch(function () { return caches.match(OFFLINE); }));
  }
});

/* A notice leads back to the pages: to one that is open, or to a new one. */
self.addEventListener("notificationclick", function (event) {
  event.notification.close();
  event.waitUntil(self.clients.matchAll({ type: "window" }).then(function (open) {
    return open.length ? open[0].focus() : self.clients.openWindow(event.notification.data);
  }));
});
