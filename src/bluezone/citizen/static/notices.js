/* Has the browser tell the owner while a page is open and hidden, once the owner has allowed it: asks the phone twice a
   minute what is to be told, shows it, and says that it was shown. A page that is looked at says so itself.
   The page of settings waits for it with its first paint (blocking="render"): what the browser may stands there at once. */
(function () {
  "use strict";
  var own = document.currentScript.dataset;
  var button = document.querySelector("[data-allow-notices]");
  var EVERY_MS = 30000;

  function say(state) {
    document.querySelectorAll("[data-notices-are]").forEach(function (part) {
      part.hidden = part.dataset.noticesAre !== state;
    });
  }

  if (!own.notices || !("Notification" in window) || !("serviceWorker" in navigator)) { say("impossible"); return; }
  say(Notification.permission);

  if (button) {
    button.addEventListener("click", function () {
      Notification.requestPermission().then(say);
    });
  }

  async function look() {
    if (document.hidden && Notification.permission === "granted") {
      try {
        var answer = await fetch(own.notices, { credentials: "same-origin", cache: "no-store", redirect: "error" });
        if (answer.ok) { await tell((await answer.json()).notices); }
      } catch (error) { /* the engine has stopped; it is asked again */ }
    }
    window.setTimeout(look, EVERY_MS);
  }

  async function tell(notices) {
    var worker = await navigator.serviceWorker.ready;
    for (var notice of notices) {
      await worker.showNotification(notice.title, { body: notice.body, tag: notice.name, icon: own.icon, lang: document.documentElement.lang, data: own.scope });
      await fetch(own.shown, { method: "POST", credentials: "same-origin", redirect: "error", body: new URLSearchParams({ form_key: own.formKey, name: notice.name }) });
    }
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) { return; }
    navigator.serviceWorker.ready.then(function (worker) { return worker.getNotifications(); }).then(function (shown) {
      shown.forEach(function (notice) { notice.close(); });
    });
  });
  window.setTimeout(look, EVERY_MS);
})();
