/* An interview through a dead network: one step at a time of a page that is here already; what is typed is kept on this
   device before anything says so, and sent once when there is a network. Without this script each step is sent as it is
   typed. Chrome 80, Firefox 78, Safari 12. */
(function () {
  "use strict";
  var TYPING_MS = 250;
  var PAUSES_MS = [2000, 5000, 15000, 30000, 60000];
  var PATIENCE_MS = 60000;
  var OURS = ["csrfmiddlewaretoken", "read", "number"];
  var interview = window.bluezoneInterview;
  var room = part("interview");
  var words = room.dataset;
  var store = null;
  var rows = {}; /* by step: the draft that stands in its form */
  var queue = []; /* what waits to be sent, of all cases, the oldest first */
  var elsewhere = []; /* what is typed in other interviews and not noted: their pages may open no more */
  var turn = Date.now();
  var timers = {};
  var noted = {}; /* by step: what its form says while nothing is typed that is not noted */
  var dirty = {}; /* by step: typed and not on the disk yet */
  var broken = false; /* the disk takes nothing */
  var isBeside = false; /* another window typed in the same step */
  var pressed = null;
  var busy = false;
  var failures = 0;
  var halted = ""; /* why nothing is sent until somebody does something */
  var keeping = Promise.resolve();

  function part(name) { return document.querySelector("[data-" + name + "]"); }
  function all(name, within) { return Array.prototype.slice.call((within || document).querySelectorAll("[data-" + name + "]")); }
  function formOf(step) { return document.querySelector('[data-part="' + step + '"]'); }
  function next() { turn += 1; return turn; }

  /* The key first: without it nothing is kept, and the page says so. */
  ask([]).then(interview.openStore).then(function (made) {
    store = made;
    return store.all();
  }).then(function (found) {
    queue = found.filter(function (row) { return row.state !== "draft"; });
    all("part").forEach(function (form) { noted[form.dataset.part] = saidIn(form); });
    var drafts = found.filter(function (row) { return row.state === "draft"; });
    drafts.filter(function (row) { return row.case === words.case; }).forEach(restore);
    elsewhere = drafts.filter(function (row) { return row.case !== words.case; });
    if (found.length) { turn = Math.max(turn, found[found.length - 1].turn); }
    room.hidden = false;
    tell();
    listen();
    send();
    askWhereTheyAre();
  }).catch(function () {
    room.hidden = false;
    line(words.none);
  });

  /* A case that went to another unit opens here no more: its words are shown, and no way that leads nowhere. */
  function askWhereTheyAre() {
    if (!elsewhere.length) { return; }
    ask(elsewhere.map(function (row) { return row.case; })).then(function (said) {
      elsewhere.forEach(function (row) { row.isGone = said.gone.indexOf(row.case) >= 0; });
      tell();
    }).catch(function () { /* no network: the page that the way leads to says it */ });
  }

  function ask(cases) {
    var body = new URLSearchParams();
    cases.forEach(function (number) { body.append("case", number); });
    body.set("csrfmiddlewaretoken", formOf("who").elements.csrfmiddlewaretoken.value);
    return fetch(words.key, { method: "POST", body: body, credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      if (answer.status !== 200 || answer.redirected) { throw new Error("no key"); }
      return answer.json();
    }).then(function (said) {
      words.until = said.until;
      return said;
    });
  }

  function listen() {
    all("part").forEach(function (form) {
      form.addEventListener("input", function () { later(form); });
      form.addEventListener("change", function () { later(form); });
      form.addEventListener("submit", submitted);
    });
    document.addEventListener("click", clicked, true);
    document.addEventListener("submit", leaving);
    window.addEventListener("online", function () { failures = 0; send(); });
    window.addEventListener("offline", tell);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { send(); } });
    reach();
    window.addEventListener("popstate", function () { show(new URLSearchParams(location.search).get("step") || "who"); });
    all("lines").forEach(function (body) {
      body.addEventListener("paste", pasted);
      body.addEventListener("keydown", entered);
    });
  }

  /* ---- what stands in a form */

  function typedIn(form) {
    var typed = [];
    Array.prototype.forEach.call(form.elements, function (one) {
      if (!one.name || one.tagName === "BUTTON" || OURS.indexOf(one.name) >= 0) { return; }
      if ((one.type === "checkbox" || one.type === "radio") && !one.checked) { return; }
      typed.push([one.name, one.value]);
    });
    return typed;
  }

  /* What somebody said in a form, whatever lines stand there empty. */
  function saidIn(form) {
    return JSON.stringify(typedIn(form).filter(function (pair) { return pair[1] !== "" && !/_FORMS$/.test(pair[0]); }));
  }

  function fill(form, typed) {
    var count = typed.filter(function (pair) { return pair[0] === "form-TOTAL_FORMS"; })[0];
    if (count) { lengthen(form, Number(count[1])); }
    Array.prototype.forEach.call(form.elements, function (one) {
      if (!one.name || one.tagName === "BUTTON" || OURS.indexOf(one.name) >= 0) { return; }
      var said = typed.filter(function (pair) { return pair[0] === one.name; }).map(function (pair) { return pair[1]; });
      if (one.type === "checkbox" || one.type === "radio") { one.checked = said.indexOf(one.value) >= 0; } else if (said.length) { one.value = said[0]; }
    });
  }

  function rowOf(form, state) {
    var step = form.dataset.part;
    var row = rows[step];
    if (!row) {
      row = { id: interview.fresh(), turn: next(), case: words.case, step: step, address: form.getAttribute("action") };
      rows[step] = row;
    }
    row.state = state;
    row.typed = typedIn(form);
    row.read = form.elements.read.value;
    form.elements.number.value = row.id;
    return row;
  }

  function restore(row) {
    var form = formOf(row.step);
    if (rows[row.step]) { row.state = "aside"; queue.push(row); return; } /* two windows had one each: none is lost */
    rows[row.step] = row;
    fill(form, row.typed);
    form.elements.number.value = row.id;
  }

  function clear(form) {
    delete rows[form.dataset.part];
    form.reset();
    Array.prototype.forEach.call(form.querySelectorAll("input, textarea"), function (one) {
      if (OURS.indexOf(one.name) >= 0 || one.type === "hidden" || !keepsNothing(form)) { return; }
      if (one.type === "checkbox") { one.checked = false; } else if (one.type !== "radio") { one.value = ""; }
    });
    form.elements.number.value = interview.fresh();
  }

  /* Places and contacts are added; of the other steps the newest counts, and what was said stays before the reader. */
  function keepsNothing(form) { return ["places", "contacts"].indexOf(form.dataset.part) >= 0; }

  /* ---- keeping */

  function later(form) {
    var step = form.dataset.part;
    window.clearTimeout(timers[step]);
    dirty[step] = (dirty[step] || 0) + 1;
    tell();
    timers[step] = window.setTimeout(function () { keep(form); }, TYPING_MS);
  }

  /* One change after the other: the newest words are written last. */
  function write(kept, forgotten) {
    keeping = keeping.catch(function () { /* told already */ }).then(function () { return store.change(kept, forgotten); }).then(beside);
    return keeping;
  }

  /* These rows have another number now: what another window holds stands under theirs. */
  function beside(moved) {
    isBeside = isBeside || moved.length > 0;
    moved.forEach(function (row) { if (rows[row.step] === row) { formOf(row.step).elements.number.value = row.id; } });
  }

  function keep(form) {
    var step = form.dataset.part;
    var typed = dirty[step];
    var stood = rows[step];
    var nothing = saidIn(form) === noted[step];
    if (nothing) { delete rows[step]; }
    return (nothing ? write([], stood ? [stood.id] : []) : write([rowOf(form, "draft")], [])).then(function () {
      if (dirty[step] === typed) { delete dirty[step]; }
      broken = false;
      tell();
    }, function () { broken = true; tell(); });
  }

  function submitted(event) {
    var form = event.currentTarget;
    var name = pressed && pressed.form === form ? pressed.name : "";
    pressed = null;
    if (name === "paste") { event.preventDefault(); intoLines(form, form.elements.pasted.value); return; }
    if (name === "longer") { event.preventDefault(); lengthen(form, lines(form).length + 5); later(form); return; }
    event.preventDefault();
    window.clearTimeout(timers[form.dataset.part]);
    var step = form.dataset.part;
    if (keepsNothing(form) && saidIn(form) === noted[step]) { form.querySelector("input:not([type=hidden])").focus(); return; }
    var row = rowOf(form, "waiting");
    dirty[step] = (dirty[step] || 0) + 1;
    var typed = dirty[step];
    delete rows[step]; /* what is typed from now on is another part */
    if (keepsNothing(form)) { clear(form); } else { form.elements.number.value = interview.fresh(); }
    noted[step] = saidIn(form);
    tell();
    write([row], []).then(function () {
      queue.push(row);
      if (dirty[step] === typed) { delete dirty[step]; }
      tell();
      show(after(step), true);
      send();
    }, function () {
      fill(form, row.typed);
      form.elements.number.value = row.id;
      broken = true;
      tell();
      form.submit();
    });
  }

  function after(step) {
    var order = words.order.split(" ");
    return step === "places" || step === "contacts" ? step : order[order.indexOf(step) + 1];
  }

  /* ---- sending: in order, until the portal says that it has it; a part that it refuses keeps back no other */

  function send() {
    var waiting = queue.filter(function (row) { return row.state === "waiting"; });
    if (busy || !store || halted || !waiting.length) { tell(); return; }
    busy = true;
    tell();
    post(waiting[0]).then(function (answer) { return taken(waiting[0], answer); }).then(function () {
      busy = false;
      failures = 0;
      send();
    }, function () {
      busy = false;
      failures += 1;
      tell();
      window.setTimeout(send, PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1]);
    });
  }

  function post(row) {
    var aborting = new AbortController();
    var timer = window.setTimeout(function () { aborting.abort(); }, PATIENCE_MS);
    var body = new URLSearchParams();
    row.typed.forEach(function (pair) { body.append(pair[0], pair[1]); });
    body.set("csrfmiddlewaretoken", formOf("who").elements.csrfmiddlewaretoken.value);
    body.set("read", row.read);
    body.set("number", row.id);
    return fetch(row.address, {
      method: "POST", body: body, credentials: "same-origin", cache: "no-store", signal: aborting.signal
    }).then(function (answer) {
      return answer.text().then(function (text) {
        window.clearTimeout(timer);
        return { status: answer.status, at: new URL(answer.url), text: text };
      });
    });
  }

  function taken(row, answer) {
    if (answer.at.searchParams.get("kept") === row.id) {
      return write([], [row.id]).then(function () {
        queue = queue.filter(function (one) { return one !== row; });
        if (row.case === words.case) { renew(answer.text); }
      });
    }
    if (answer.status === 403 || (answer.status === 200 && answer.at.pathname !== row.address)) { halted = words.signIn; return undefined; }
    if (answer.status === 429 || answer.status >= 500) { throw new Error("later"); }
    var page = new DOMParser().parseFromString(answer.text, "text/html");
    var why = page.querySelector("main .notice--danger") || page.querySelector("main h1, main p");
    row.state = "refused";
    row.isGone = answer.status === 404; /* the case went elsewhere: no page of it opens here, and so no form to correct it in */
    row.why = why ? why.textContent.replace(/\s+/g, " ").trim() : words.refused;
    return write([row], []);
  }

  /* What the portal shows now: places, contacts, what is missing, and who was read. */
  function renew(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    all("fresh").forEach(function (old) {
      var found = page.querySelector('[data-fresh="' + old.dataset.fresh + '"]');
      if (found && old.dataset.fresh !== "said") { old.parentNode.replaceChild(document.importNode(found, true), old); }
    });
    all("to").forEach(function (old) {
      var found = page.querySelector('[data-to="' + old.dataset.to + '"]');
      if (found) { old.textContent = ""; Array.prototype.slice.call(found.childNodes).forEach(function (one) { old.appendChild(document.importNode(one, true)); }); }
    });
  }

  /* ---- what the page says */

  function line(text) { part("line").textContent = text; }

  function tell() {
    var mine = queue.filter(function (row) { return row.state === "waiting"; });
    var drafts = Object.keys(rows).length;
    part("waiting").textContent = mine.length;
    part("drafts").textContent = drafts;
    var wrong = queue.filter(function (row) { return row.state === "refused" || row.state === "aside"; });
    line(broken ? words.none : Object.keys(dirty).length ? words.keeping : (halted || state(mine.length, drafts, wrong.length)) + (isBeside ? " " + words.beside : ""));
    list(wrong.concat(elsewhere));
    part("signs").hidden = !halted;
  }

  /* What was not taken and what is typed elsewhere, each made anew only where it is something else: whoever reads on
     goes on reading, and a press on one is not lost because another has come. */
  function list(found) {
    var here = part("wrong");
    var old = Array.prototype.slice.call(here.children);
    var items = found.map(function (row) {
      var shown = [row.id, row.state, row.why, row.isGone].join();
      return old.filter(function (one) { return one.dataset.shown === shown; })[0] || itemOf(row, shown);
    });
    old.forEach(function (one) { if (items.indexOf(one) < 0) { here.removeChild(one); } });
    items.forEach(function (item, at) { if (here.children[at] !== item) { here.insertBefore(item, here.children[at] || null); } });
  }

  function itemOf(row, shown) {
    var item = made("li", "");
    item.dataset.shown = shown;
    item.appendChild(made("p", stepName(row) + ": " + (row.why || whyNot(row))));
    item.appendChild(read(row));
    if (!row.isGone) { item.appendChild(row.state === "draft" ? way(row) : button(words.correct, function () { correct(row); })); }
    item.appendChild(button(words.drop, function () { drop(row); }));
    return item;
  }

  function whyNot(row) {
    if (row.state !== "draft") { return words.aside; }
    return row.isGone ? words.gone : words.elsewhere;
  }

  function way(row) {
    var one = made("a", words.goOn);
    one.className = "button button--quiet";
    one.href = pageOf(row);
    return one;
  }

  function pageOf(row) { return row.address.replace(/\/[a-z]+$/, "?step=" + row.step); }

  function made(name, text) {
    var one = document.createElement(name);
    one.textContent = text;
    return one;
  }

  /* The words of a part, by the labels of its step's form. */
  function read(row) {
    var fold = made("details", "");
    fold.className = "fold";
    fold.appendChild(made("summary", words.read));
    row.typed.forEach(function (pair) {
      if (pair[1] !== "" && !/_FORMS$/.test(pair[0])) { fold.appendChild(made("p", asLabelled(formOf(row.step), pair[0], pair[1]))); }
    });
    return fold;
  }

  function asLabelled(form, name, value) {
    var like = Array.prototype.filter.call(form.elements, function (one) { return one.name === name.replace(/^form-\d+-/, "form-0-"); });
    var ticked = like.filter(function (one) { return /checkbox|radio/.test(one.type) && one.value === value; })[0];
    var chosen = like[0] && like[0].options ? Array.prototype.filter.call(like[0].options, function (one) { return one.value === value; })[0] : null;
    var legend = ticked && ticked.closest("fieldset") && ticked.closest("fieldset").querySelector("legend");
    if (ticked) { return (legend ? legend.textContent.trim() + ": " : "") + labelOf(ticked); }
    return (like[0] ? labelOf(like[0]) : name) + ": " + (chosen ? chosen.textContent.trim() : value);
  }

  function labelOf(one) { return one.labels.length ? one.labels[0].textContent.replace(/\s+/g, " ").trim() : one.name; }

  function state(waiting, drafts, wrong) {
    if (waiting) { return navigator.onLine === false || failures ? words.offline + " " + words.until + "." : words.sending; }
    if (wrong) { return words.wrongWords; }
    return drafts ? words.kept + " " + words.until + "." : words.done;
  }

  function stepName(row) {
    var way = document.querySelector('[data-to="' + row.step + '"]');
    return (way ? way.textContent.replace(/\s+/g, " ").trim() : row.step) + (row.case === words.case ? "" : " (" + row.case + ")");
  }

  function button(text, act) {
    var one = made("button", text);
    one.type = "button";
    one.className = "button button--quiet";
    one.addEventListener("click", act);
    return one;
  }

  /* Back into its form, under another number: nothing of it was noted. What stood there is put aside, not lost. */
  function correct(row) {
    var again = { id: interview.fresh(), turn: next(), case: row.case, step: row.step, address: row.address, state: "draft", typed: row.typed, read: row.read };
    var stood = row.case === words.case ? rows[row.step] : undefined;
    var kept = [again];
    if (stood) { stood.state = "aside"; kept.push(stood); }
    write(kept, [row.id]).then(function () {
      location.assign(pageOf(row)); /* the page anew: with whom it is about now */
    });
  }

  function drop(row) {
    if (!window.confirm(words.dropping)) { return; }
    write([], [row.id]).then(function () {
      queue = queue.filter(function (one) { return one !== row; });
      elsewhere = elsewhere.filter(function (one) { return one !== row; });
      tell();
    });
  }

  /* ---- one step at a time */

  function show(step, push) {
    all("step").forEach(function (section) { section.hidden = section.dataset.step !== step; });
    all("to").forEach(function (way) {
      if (way.dataset.to === step) { way.setAttribute("aria-current", "step"); } else { way.removeAttribute("aria-current"); }
    });
    reach();
    var heading = document.querySelector('[data-step="' + step + '"] h2');
    if (heading) { heading.tabIndex = -1; heading.focus(); }
    if (push) { history.pushState(null, "", "?step=" + step); }
  }

  /* On a telephone not all steps stand beside each other: the one that is open comes into sight. */
  function reach() {
    var way = document.querySelector("[data-to][aria-current]");
    var strip = way && way.parentNode.parentNode;
    if (strip) { strip.scrollLeft += way.getBoundingClientRect().right - strip.getBoundingClientRect().right; }
  }

  function clicked(event) {
    pressed = event.target.closest("button");
    var way = event.target.closest("[data-to], [data-day]");
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    if (way.dataset.to) { show(way.dataset.to, true); return; }
    var empty = all("when").filter(function (input) { return !input.value; })[0] || all("when")[0];
    empty.value = way.dataset.day;
    later(empty.form);
    empty.closest("fieldset").querySelector("input").focus();
  }

  /* ---- lines of the grid */

  function lines(form) { return Array.prototype.slice.call(form.querySelectorAll("[data-lines] > tr")); }

  function lengthen(form, count) {
    var body = form.querySelector("[data-lines]");
    if (!body) { return; }
    var most = Number(body.dataset.most);
    for (var at = lines(form).length; at < Math.min(count, most); at += 1) {
      var made = lines(form)[0].cloneNode(true);
      Array.prototype.forEach.call(made.querySelectorAll("[name], [id], [for]"), function (one) {
        ["name", "id", "for"].forEach(function (name) {
          if (one.hasAttribute(name)) { one.setAttribute(name, one.getAttribute(name).replace(/form-\d+-/, "form-" + at + "-")); }
        });
        if (one.tagName === "INPUT") { one.value = ""; one.defaultValue = ""; }
      });
      body.appendChild(made);
    }
    form.elements["form-TOTAL_FORMS"].value = lines(form).length;
  }

  /* Enter leads to the next line, and past the last one to a new one: a grid is filled without a mouse. */
  function entered(event) {
    if (event.key !== "Enter") { return; }
    event.preventDefault();
    var form = event.currentTarget.closest("form");
    var at = lines(form).indexOf(event.target.closest("tr")) + 1;
    if (at === lines(form).length) { lengthen(form, at + 1); }
    if (lines(form)[at]) { cells(lines(form)[at])[0].focus(); }
  }

  function pasted(event) {
    var text = (event.clipboardData || window.clipboardData).getData("text");
    if (text.indexOf("\t") < 0 && text.trim().indexOf("\n") < 0) { return; }
    event.preventDefault();
    intoLines(event.currentTarget.closest("form"), text);
  }

  /* Cells apart by tabs, in the order of the columns, each line into an empty one: what was typed between stays. What does
     not fit, since the grid is full or a day is none, stands in the box again, and the page says so. */
  function intoLines(form, text) {
    var told = text.split(/\r?\n/).filter(function (one, at) { return one.trim() && !(at === 0 && isHeading(one)); });
    var fitting = told.filter(function (one) { return written(lines(form)[0], one) !== null; });
    var left = told.filter(function (one) { return written(lines(form)[0], one) === null; });
    var box = form.elements.pasted;
    lengthen(form, lines(form).length - free(form).length + fitting.length);
    free(form).forEach(function (row) {
      var texts = fitting.length ? written(row, fitting.shift()) : [];
      cells(row).forEach(function (cell, column) { cell.value = texts[column] || ""; });
    });
    left = left.concat(fitting);
    box.value = left.concat(box.value === text || !box.value ? [] : [box.value]).join("\n");
    part("left").hidden = left.length === 0;
    if (left.length) { box.closest("details").open = true; }
    later(form);
  }

  function isHeading(line) { return words.headings.split("|").indexOf(line.split("\t")[0].trim().toLowerCase()) >= 0; }

  function free(form) {
    return lines(form).filter(function (one) { return !cells(one).some(function (cell) { return cell.value; }); });
  }

  /* What stands in the cells of a line then; null where a field of a day would not take it. */
  function written(row, line) {
    var told = line.split("\t");
    var texts = cells(row).map(function (cell, column) {
      var said = (told[column] || "").trim().replace(/\s+/g, " ");
      return cell.type === "date" && said ? dayIn(said) : said;
    });
    return texts.indexOf(null) < 0 ? texts : null;
  }

  /* A day as fields write it, of how people here do: 21/11/2026. */
  function dayIn(said) {
    var day = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(said);
    var text = day ? day[3] + "-" + ("0" + day[2]).slice(-2) + "-" + ("0" + day[1]).slice(-2) : said;
    var moment = Date.parse(text + "T00:00:00Z");
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && !isNaN(moment) && new Date(moment).toISOString().slice(0, 10) === text ? text : null;
  }

  function cells(row) { return Array.prototype.slice.call(row.querySelectorAll("input")); }

  /* ---- signing out erases */

  function leaving(event) {
    if (event.target.getAttribute("action") !== words.out || event.defaultPrevented) { return; }
    event.preventDefault();
    var out = function () { event.target.submit(); }; /* the key ends there: what the disk would not erase is noise then */
    var isKnown = queue.length || elsewhere.length || Object.keys(rows).length;
    if (isKnown && !window.confirm(words.leaving)) { return; }
    (isKnown ? Promise.resolve([]) : store.all()).catch(function () { return []; }).then(function (since) { /* by other windows */
      if (!since.length || window.confirm(words.leaving)) { store.erase().then(out, out); }
    });
  }
})();
