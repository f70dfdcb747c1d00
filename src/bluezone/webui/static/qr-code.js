/* Draws what a device shows to another one when there is no network: QR codes of one size, version 15 at level L, of at
   most 520 ASCII signs, so that one that moves does not jump. parts/qr.js draws the modules.
     qrCode.rows(text)           rows of booleans; null for a text that does not fit
     qrCode.draw(canvas, text)   black on white with a quiet zone, so many pixels a module as fit into the canvas */
(function () {
  "use strict";
  var VERSION = 15;
  var MOST = 520;
  var QUIET = 4;

  function rows(text) {
    if (text.length > MOST || /[^\x00-\x7f]/.test(text)) { return null; }
    var code = window.qrcode(VERSION, "L");
    code.addData(text, "Byte");
    code.make();
    var found = [];
    for (var row = 0; row < code.getModuleCount(); row += 1) {
      found.push([]);
      for (var column = 0; column < code.getModuleCount(); column += 1) { found[row].push(code.isDark(row, column)); }
    }
    return found;
  }

  function draw(canvas, text) {
    var found = rows(text);
    var step = Math.floor(canvas.width / (found.length + 2 * QUIET));
    var edge = Math.floor((canvas.width - step * found.length) / 2);
    var drawing = canvas.getContext("2d");
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.fillStyle = "#000";
    found.forEach(function (row, y) {
      row.forEach(function (isDark, x) { if (isDark) { drawing.fillRect(edge + x * step, edge + y * step, step, step); } });
    });
  }

  window.qrCode = { rows: rows, draw: draw };
})();
