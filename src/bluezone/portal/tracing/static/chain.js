/* A chain over time on a canvas: moved by mouse, finger and keys. The page says who stands where (data-…); no name is
   in it. Whoever is chosen is said below the picture, and opened by the server. Chrome 80, Safari 12, Firefox 78. */
(function () {
  "use strict";
  var section = document.querySelector("[data-chain]");
  if (!section || !section.dataset.keys) { return; }
  var told = section.dataset;
  var box = section.querySelector(".chain__box");
  var canvas = section.querySelector("canvas");
  var said = section.querySelector(".chain__said");
  var context = canvas.getContext("2d");
  var keys = told.keys.split(" ");
  var levels = numbers(told.levels);
  var above = numbers(told.above);
  var columns = numbers(told.columns);
  var lines = numbers(told.lines);
  var changed = told.changed ? numbers(told.changed) : [];
  var bands = told.bands.split(" ").map(function (one) { return one.split(":").map(Number); });
  var aDay = Number(told.day);
  var width = Math.max(Number(told.width), 1);
  var height = Math.max(Number(told.height), 1);
  var firstBelow = {};
  var countBelow = {};
  var chosen = told.chosen === "" ? -1 : Number(told.chosen);
  var LEFT = 30, TOP = 8, FOOT = 22, LARGEST = 30, CELL = 13, ROUND = 4, LEAST_BOX = 140;
  var view = { x: 0, y: 0, across: 1, down: 1 };
  var colours = {};
  var size = { width: 0, height: 0 };
  var isAsked = false;

  function numbers(text) { return text.split(" ").map(Number); }

  above.forEach(function (parent, at) {
    if (parent < 0) { return; }
    if (!(parent in firstBelow)) { firstBelow[parent] = at; }
    countBelow[parent] = (countBelow[parent] || 0) + 1;
  });

  function readColours() {
    var style = getComputedStyle(box);
    ["text", "brand", "line-strong", "line", "surface", "muted", "warning", "focus"].forEach(function (name) {
      colours[name] = style.getPropertyValue("--" + name).trim();
    });
  }

  function fitBox() {
    /* A short chain needs no tall box; the style sheet says how tall a long one's is. */
    var needed = Math.max(height * LARGEST + TOP + FOOT, LEAST_BOX);
    if (needed < box.clientHeight) { box.style.height = needed + "px"; }
  }

  function measure() {
    var density = window.devicePixelRatio || 1;
    size.width = box.clientWidth;
    size.height = box.clientHeight;
    canvas.width = size.width * density;
    canvas.height = size.height * density;
    context.setTransform(density, 0, 0, density, 0, 0);
  }

  function showAll() {
    view.across = Math.min((size.width - LEFT - 8) / width, LARGEST);
    view.down = Math.min((size.height - TOP - FOOT) / height, LARGEST);
    view.x = LEFT;
    view.y = TOP;
  }

  function x(at) { return view.x + (columns[at] + 0.5) * view.across; }
  function y(at) { return view.y + (lines[at] + 0.5) * view.down; }

  function drawLines() {
    context.strokeStyle = colours["line-strong"];
    context.lineWidth = 1;
    context.beginPath();
    var shown = 0;
    for (var at = 0; at < keys.length; at += 1) {
      var parent = above[at];
      if (parent < 0) { continue; }
      var x1 = x(parent), y1 = y(parent), x2 = x(at), y2 = y(at);
      if (Math.max(x1, x2) < 0 || Math.min(x1, x2) > size.width) { continue; }
      if (Math.max(y1, y2) < 0 || Math.min(y1, y2) > size.height) { continue; }
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      shown += 1;
    }
    context.globalAlpha = Math.min(Math.max(250 / (shown || 1), 0.05), 0.6);
    context.stroke();
    context.globalAlpha = 1;
  }

  function drawWayOf(at) {
    context.strokeStyle = colours.focus;
    context.lineWidth = 2;
    context.beginPath();
    for (var one = at; above[one] >= 0; one = above[one]) {
      context.moveTo(x(one), y(one));
      context.lineTo(x(above[one]), y(above[one]));
    }
    context.stroke();
    context.lineWidth = 1;
    context.beginPath();
    above.forEach(function (parent, below) {
      if (parent === at) {
        context.moveTo(x(at), y(at));
        context.lineTo(x(below), y(below));
      }
    });
    context.stroke();
  }

  function drawBands() {
    context.fillStyle = colours.line;
    bands.forEach(function (band, at) {
      if (at) { context.fillRect(0, view.y + (band[1] - 0.5) * view.down, size.width, 1); }
    });
  }

  /* A case is a square, an F1 a dot, anybody else a ring; where these would be too small to be told apart, all are
     squares, which are painted fastest. */
  function drawPeople(isOf, colour, share, least, fill) {
    var each = Math.max(Math.min(view.across, view.down, CELL) * share, least);
    var isRound = fill && each >= ROUND;
    context.fillStyle = isRound ? fill : colour;
    context.strokeStyle = colour;
    context.beginPath();
    for (var at = 0; at < keys.length; at += 1) {
      if (!isOf(levels[at])) { continue; }
      var middle = x(at), line = y(at);
      if (middle < -each || middle > size.width + each || line < -each || line > size.height + each) { continue; }
      if (isRound) {
        context.moveTo(middle + each / 2, line);
        context.arc(middle, line, each / 2, 0, 2 * Math.PI);
      } else {
        context.fillRect(middle - each / 2, line - each / 2, each, each);
      }
    }
    context.lineWidth = 1;
    context.fill();
    context.stroke();
  }

  function ring(at, colour) {
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x(at), y(at), Math.max(Math.min(view.across, view.down) * 0.6, 5), 0, 2 * Math.PI);
    context.stroke();
  }

  function dayAt(column) {
    var block = Math.floor(column / aDay) - (Number(told.undated) ? 1 : 0);
    if (!told.first || block < 0) { return null; }
    var day = new Date(told.first + "T00:00:00Z");
    day.setUTCDate(day.getUTCDate() + block);
    return two(day.getUTCDate()) + "/" + two(day.getUTCMonth() + 1);
  }

  function two(number) { return (number < 10 ? "0" : "") + number; }

  function drawWords() {
    context.font = "12px sans-serif";
    context.fillStyle = colours.surface;
    context.fillRect(0, 0, LEFT - 4, size.height);
    context.fillRect(0, size.height - FOOT, size.width, FOOT);
    context.fillStyle = colours.muted;
    context.textAlign = "left";
    bands.forEach(function (band) {
      var line = view.y + band[1] * view.down + 9;
      if (line > 8 && line < size.height - FOOT) { context.fillText(band[0] < 0 ? "–" : String(band[0]), 6, line); }
    });
    var step = Math.max(Math.ceil(56 / (aDay * view.across)), 1);
    for (var block = 0; block * aDay < width; block += step) {
      var place = view.x + block * aDay * view.across;
      var day = dayAt(block * aDay);
      if (day && place >= LEFT - 4 && place < size.width - 30) { context.fillText(day, place, size.height - 7); }
    }
  }

  function paint() {
    isAsked = false;
    context.fillStyle = colours.surface;
    context.fillRect(0, 0, size.width, size.height);
    drawBands();
    drawLines();
    if (chosen >= 0) { drawWayOf(chosen); }
    drawPeople(function (level) { return level > 1; }, colours["line-strong"], 0.45, 1, colours.surface);
    drawPeople(function (level) { return level === 1; }, colours.brand, 0.6, 1.5, colours.brand);
    drawPeople(function (level) { return level === 0; }, colours.text, 0.85, 2.5);
    changed.forEach(function (at) { ring(at, colours.warning); });
    if (chosen >= 0) { ring(chosen, colours.focus); }
    drawWords();
  }

  function ask() {
    if (!isAsked) {
      isAsked = true;
      requestAnimationFrame(paint);
    }
  }

  function zoom(times, middle, line) {
    var across = within(view.across * times), down = within(view.down * times);
    view.x = middle - (middle - view.x) * across / view.across;
    view.y = line - (line - view.y) * down / view.down;
    view.across = across;
    view.down = down;
    box.style.touchAction = "none";
    ask();
  }

  function within(each) { return Math.min(Math.max(each, 0.05), LARGEST); }

  function move(right, down) {
    view.x += right;
    view.y += down;
    ask();
  }

  function say() {
    var level = levels[chosen];
    var column = dayAt(columns[chosen]);
    var words = {
      place: chosen + 1,
      all: keys.length,
      key: keys[chosen],
      level: level > 4 ? told.noLevel : "F" + level,
      generation: generationOf(lines[chosen]),
      day: column || told.noDay,
      above: above[chosen] < 0 ? told.nobody : keys[above[chosen]],
      below: countBelow[chosen] || 0
    };
    said.textContent = told.says.replace(/\{(\w+)\}/g, function (_, name) { return words[name]; });
  }

  function generationOf(line) {
    var band = bands.filter(function (one) { return one[1] <= line && line < one[1] + one[2]; })[0];
    return band && band[0] >= 0 ? band[0] : "–";
  }

  function choose(at) {
    if (at === undefined || at < 0 || at >= keys.length) { return; }
    chosen = at;
    var middle = x(at), line = y(at);
    if (middle < LEFT || middle > size.width - 8) { view.x += size.width / 2 - middle; }
    if (line < TOP || line > size.height - FOOT) { view.y += size.height / 2 - line; }
    say();
    ask();
  }

  function nearest(middle, line) {
    var best = -1, least = 20 * 20;
    for (var at = 0; at < keys.length; at += 1) {
      var far = Math.pow(x(at) - middle, 2) + Math.pow(y(at) - line, 2);
      if (far < least) { least = far; best = at; }
    }
    return best;
  }

  function open() {
    if (chosen >= 0) { location.assign("?at=" + encodeURIComponent(keys[chosen]) + "#chosen"); }
  }

  var ACTS = {
    ArrowRight: function () { choose(chosen + 1); },
    ArrowLeft: function () { choose(Math.max(chosen - 1, 0)); },
    ArrowDown: function () { choose(chosen < 0 ? 0 : firstBelow[chosen]); },
    ArrowUp: function () { choose(chosen < 0 ? 0 : above[chosen]); },
    Home: function () { choose(0); },
    End: function () { choose(keys.length - 1); },
    Enter: open,
    "+": function () { zoom(1.5, size.width / 2, size.height / 2); },
    "=": function () { zoom(1.5, size.width / 2, size.height / 2); },
    "-": function () { zoom(1 / 1.5, size.width / 2, size.height / 2); },
    "0": function () { showAll(); ask(); }
  };

  box.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in ACTS)) { return; }
    event.preventDefault();
    ACTS[event.key]();
  });

  var held = null;
  box.addEventListener("mousedown", function (event) { held = { x: event.clientX, y: event.clientY, moved: 0 }; });
  window.addEventListener("mousemove", function (event) {
    if (!held) { return; }
    held.moved += Math.abs(event.clientX - held.x) + Math.abs(event.clientY - held.y);
    move(event.clientX - held.x, event.clientY - held.y);
    held.x = event.clientX;
    held.y = event.clientY;
  });
  window.addEventListener("mouseup", function (event) {
    var was = held;
    held = null;
    if (was && was.moved < 5) { tap(event.clientX, event.clientY); }
  });

  function tap(right, down) {
    var corner = box.getBoundingClientRect();
    choose(nearest(right - corner.left - box.clientLeft, down - corner.top - box.clientTop));
  }

  box.addEventListener("dblclick", open);
  box.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && document.activeElement !== box) { return; }
    event.preventDefault();
    var corner = box.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - corner.left, event.clientY - corner.top);
  }, { passive: false });

  var fingers = null;
  function spread(touches) {
    return Math.hypot(touches[0].clientX - touches[1].clientX, touches[0].clientY - touches[1].clientY);
  }
  box.addEventListener("touchstart", function (event) {
    fingers = { x: event.touches[0].clientX, y: event.touches[0].clientY, apart: 0 };
    if (event.touches.length === 2) { fingers.apart = spread(event.touches); }
  }, { passive: true });
  box.addEventListener("touchmove", function (event) {
    if (!fingers) { return; }
    var one = event.touches[0];
    if (event.touches.length === 2 && fingers.apart) {
      var now = spread(event.touches), corner = box.getBoundingClientRect();
      zoom(now / fingers.apart, one.clientX - corner.left, one.clientY - corner.top);
      fingers.apart = now;
    } else {
      move(one.clientX - fingers.x, one.clientY - fingers.y);
    }
    fingers.x = one.clientX;
    fingers.y = one.clientY;
  }, { passive: true });
  box.addEventListener("touchend", function () { fingers = null; }, { passive: true });

  Array.prototype.forEach.call(section.querySelectorAll("[data-chain-zoom]"), function (button) {
    button.addEventListener("click", function () {
      var times = Number(button.dataset.chainZoom);
      if (times) { zoom(times, size.width / 2, size.height / 2); } else { showAll(); ask(); }
    });
  });

  function begin() {
    fitBox();
    measure();
    readColours();
    showAll();
    ask();
  }

  window.addEventListener("resize", begin);
  window.matchMedia("(prefers-color-scheme: dark)").addListener(function () { readColours(); ask(); });
  section.hidden = false;
  begin();
  if (chosen >= 0) { choose(chosen); }
}());
