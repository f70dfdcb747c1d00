/* Lets the seconds of the running mark run between two looks at the engine. When the engine is silent, they stop, even if
   nothing else notices it. */
(function () {
  "use strict";
  var TRUSTED_MS = 6000;
  var ahead = 0;
  var told = 0;

  function time() { return document.querySelector("[data-now]"); }
  function sync() {
    var shown = time();
    if (shown) { ahead = Number(shown.dataset.now) - Date.now(); told = performance.now(); }
  }
  function two(number) { return (number < 10 ? "0" : "") + number; }

  function tick() {
    var shown = time();
    if (shown && performance.now() - told < TRUSTED_MS && !document.documentElement.classList.contains("is-cut-off")) {
      var now = new Date(Date.now() + ahead + 7 * 3600000);
      shown.textContent = two(now.getUTCHours()) + ":" + two(now.getUTCMinutes()) + ":" + two(now.getUTCSeconds());
    }
  }

  document.addEventListener("bluezone:shown", sync);
  sync();
  window.setInterval(tick, 250);
})();
