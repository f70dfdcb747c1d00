/* The page on which a paper sheet is keyed: line after line by the keyboard, sealed here, sent once all of it can be so.
   What was typed is in this page's inputs and nowhere else, and gone from them when the portal has its rows. */
(function () {
  "use strict";
  var sheet = window.bluezoneSheet;
  var PATIENCE_MS = 60000;
  var photo = null; /* the JPEG that goes with the next lines */

  function part(name) { return document.querySelector("[data-" + name + "]"); }

  function parts(name, within) { return Array.prototype.slice.call((within || document).querySelectorAll("[data-" + name + "]")); }

  function word(name, values) {
    var text = document.querySelector("[data-word='" + name + "']").textContent.trim();
    return text.replace(/\{(\w+)\}/g, function (whole, key) { return values && key in values ? String(values[key]) : whole; });
  }

  function lines() { return parts("line").filter(function (line) { return line.dataset.line; }); }

  function fields(line) { return parts("of", line).filter(function (field) { return !field.disabled; }); }

  function open() { return lines().filter(function (line) { return fields(line).length > 0; }); }

  function textsOf(line) {
    var texts = { in: "", out: "", name: "", phone: "", plate: "", app: "", symptoms: "", advised: "", party: "", host: "" };
    fields(line).forEach(function (field) { texts[field.dataset.of] = field.value.trim().replace(/\s+/g, " "); });
    return texts;
  }

  function typed() { return open().filter(function (line) { return !sheet.isEmpty(textsOf(line)); }); }

  /* --- moving by the keyboard --- */

  function focus(field) {
    if (!field) { part("send").focus(); return; }
    field.focus();
    field.select();
  }

  function next(field) {
    var all = [].concat.apply([], open().map(fields));
    focus(all[all.indexOf(field) + 1]);
  }

  function toLine(field, step) {
    var all = open();
    var found = all[all.indexOf(field.closest("[data-line]")) + step];
    if (found) { focus(fields(found)[0]); } else if (step > 0) { focus(null); }
  }

  function pressed(event) {
    var field = event.target;
    if (!field.dataset.of || event.isComposing) { return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { send(); }
    else if (event.key === "Enter") { next(field); }
    else if (event.key === "ArrowDown") { toLine(field, 1); }
    else if (event.key === "ArrowUp") { toLine(field, -1); }
    else { return; }
    event.preventDefault();
  }

  function changed(event) {
    var field = event.target;
    if (!field.dataset.of) { return; }
    field.removeAttribute("aria-invalid");
    tell();
    var isTyped = !event.inputType || event.inputType.indexOf("insert") === 0;
    if (isTyped && !event.isComposing && sheet.isFull(field.dataset.of, field.value.replace(/[\s.-]/g, ""))) { next(field); }
  }

  function tell() {
    var count = typed().length;
    part("waiting").textContent = count ? word("typed", { n: count }) : "";
    part("send").disabled = count === 0;
  }

  function say(kind, text) {
    part("said").hidden = !text;
    part("said").dataset.kind = kind;
    part("said-text").textContent = text;
  }

  /* --- sending --- */

  function send() {
    var lines = typed();
    var wrong = lines.filter(function (line) { return sheet.mistakeIn(textsOf(line)) !== null; })[0];
    if (wrong) { return point(wrong); }
    if (!lines.length || part("send").disabled) { return null; }
    if (!part("day").value) { part("day").focus(); return say("wrong", word("need-day")); }
    part("send").disabled = true;
    say("", "");
    part("waiting").textContent = word("sending");
    return sealedPhoto().then(function (sealed) { return post(parcelOf(lines), sealed); }).then(function (answer) {
      tell();
      if (answer.said) { say("wrong", answer.said); } else { done(answer); }
    }, function (problem) { tell(); say("wrong", word(problem.message === "out" ? "signed-out" : "network")); });
  }

  function point(line) {
    var mistake = sheet.mistakeIn(textsOf(line));
    var field = fields(line).filter(function (one) { return one.dataset.of === mistake.field; })[0];
    field.setAttribute("aria-invalid", "true");
    say("wrong", word(mistake.word, { n: line.dataset.line }));
    focus(field);
  }

  function parcelOf(lines) {
    var form = part("sheet").dataset;
    var rows = lines.map(function (line) {
      return sheet.rowsOf(form.sheet, part("day").value, Number(line.dataset.line), textsOf(line), form.seal);
    });
    return { v: 1, clock_ms: Date.now(), rows: [].concat.apply([], rows) };
  }

  function sealedPhoto() {
    return photo ? sheet.sealedPhoto(photo, part("sheet").dataset.seal) : Promise.resolve(null);
  }

  function post(parcel, sealed) {
    var aborting = new AbortController();
    var timer = window.setTimeout(function () { aborting.abort(); }, PATIENCE_MS);
    var body = new FormData();
    body.append("csrfmiddlewaretoken", document.querySelector("[data-sheet] [name=csrfmiddlewaretoken]").value);
    body.append("rows", JSON.stringify(parcel));
    if (sealed) { body.append("photo", sealed, "photo"); }
    var asked = { method: "POST", body: body, credentials: "same-origin", redirect: "manual", cache: "no-store", signal: aborting.signal };
    return fetch(part("sheet").dataset.to, asked).then(function (answer) {
      window.clearTimeout(timer);
      if (answer.type === "opaqueredirect" || answer.status === 403) { throw new Error("out"); }
      return answer.json();
    });
  }

  function done(answer) {
    answer.kept.concat(answer.stood).forEach(function (number) {
      var line = document.querySelector("[data-line='" + number + "']");
      fields(line).forEach(function (field) { field.value = ""; field.disabled = true; });
      parts("state", line)[0].textContent = word(answer.kept.indexOf(number) < 0 ? "stood" : "kept");
    });
    part("day").readOnly = true;
    if (photo && answer.photo) { photo = null; tellOfPhoto("photo-kept"); }
    tell();
    var said = word("done", { n: answer.kept.length });
    say("done", answer.stood.length ? said + " " + word("some-stood", { n: answer.stood.join(", ") }) : said);
    part("another").hidden = false;
    document.getElementById("number").focus();
  }

  /* --- the photograph --- */

  function tellOfPhoto(name) {
    part("photo-said").textContent = word(name);
    if (name === "photo-kept") { part("photo").disabled = true; }
  }

  function chosen(event) {
    var file = event.target.files[0];
    photo = null;
    if (!file) { return; }
    sheet.photoOf(file, part("photo-canvas")).then(function (jpeg) {
      photo = jpeg;
      part("photo-shown").hidden = false;
      tellOfPhoto("photo-ready");
    }, function () {
      part("photo-shown").hidden = true;
      tellOfPhoto("photo-none");
    });
  }

  function offerPhoto() {
    if (!part("photographing") || !window.createImageBitmap) { return; }
    part("photographing").hidden = false;
    part("photo").addEventListener("change", chosen);
  }

  document.addEventListener("DOMContentLoaded", function () {
    var form = part("sheet");
    if (!form) { return; }
    if (!window.sealedBox || !window.fetch || !window.AbortController) { part("broken").hidden = false; return; }
    part("keying").hidden = false;
    offerPhoto();
    form.addEventListener("submit", function (event) { event.preventDefault(); send(); });
    form.addEventListener("keydown", pressed);
    form.addEventListener("input", changed);
    window.addEventListener("beforeunload", function (event) {
      if (typed().length || photo) { event.preventDefault(); event.returnValue = ""; }
    });
    tell();
    focus([].concat.apply([], open().map(fields))[0]);
    document.body.dataset.ready = "";
  });
})();
