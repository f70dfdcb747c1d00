/* Draws one size of QR code: version 15 at level L, of at most 520 ASCII signs. That is what a device shows to another
   one when there is no network; posters and paper have codes of their own, made elsewhere. Pure, but for the canvas.
     qrCode.rows(text)           77 rows of 77 booleans; null for a text that does not fit
     qrCode.draw(canvas, text)   black on white with a quiet zone, so many pixels a module as fit into the canvas */
(function () {
  "use strict";
  var SIZE = 77;
  var MOST = 520;
  var QUIET = 4;
  var DATA = 523;
  var ECC = 22;
  var BLOCKS = [87, 87, 87, 87, 87, 88]; /* data codewords of each */
  var CENTRES = [6, 26, 48, 70];
  var FORMAT = 0x77c4; /* level L, mask 0 */
  var VERSION = 0xf928;

  function times(x, y) {
    var product = 0;
    for (var bit = 7; bit >= 0; bit -= 1) {
      product = (product << 1) ^ ((product >>> 7) * 0x11d);
      product ^= ((y >>> bit) & 1) * x;
    }
    return product;
  }

  function divisor() {
    var found = new Array(ECC).fill(0);
    found[ECC - 1] = 1;
    var root = 1;
    for (var step = 0; step < ECC; step += 1) {
      for (var at = 0; at < ECC; at += 1) { found[at] = times(found[at], root) ^ (at + 1 < ECC ? found[at + 1] : 0); }
      root = times(root, 2);
    }
    return found;
  }

  function remainder(data, by) {
    var found = new Array(ECC).fill(0);
    data.forEach(function (one) {
      var factor = one ^ found.shift();
      found.push(0);
      by.forEach(function (of, at) { found[at] ^= times(of, factor); });
    });
    return found;
  }

  /* Mode, length and signs, filled up to what the code holds. */
  function words(text) {
    var bits = "0100" + binary(text.length, 16);
    for (var at = 0; at < text.length; at += 1) { bits += binary(text.charCodeAt(at), 8); }
    bits = (bits + "0000").slice(0, DATA * 8);
    bits += "0".repeat((8 - bits.length % 8) % 8);
    var found = bits.match(/.{8}/g).map(function (byte) { return parseInt(byte, 2); });
    for (var pad = 0xec; found.length < DATA; pad ^= 0xec ^ 0x11) { found.push(pad); }
    return found;
  }

  function binary(value, width) { return (new Array(width + 1).join("0") + value.toString(2)).slice(-width); }

  /* Blocks with what corrects them, one codeword of each in turn. */
  function woven(data) {
    var by = divisor();
    var from = 0;
    var blocks = BLOCKS.map(function (length) { from += length; return data.slice(from - length, from); });
    var found = [];
    [blocks, blocks.map(function (block) { return remainder(block, by); })].forEach(function (parts) {
      for (var at = 0; at < 88; at += 1) {
        parts.forEach(function (part) { if (at < part.length) { found.push(part[at]); } });
      }
    });
    return found;
  }

  function Grid() {
    this.dark = [];
    this.fixed = [];
    for (var row = 0; row < SIZE; row += 1) { this.dark.push(new Array(SIZE).fill(false)); this.fixed.push(new Array(SIZE).fill(false)); }
  }

  Grid.prototype.fix = function (x, y, isDark) {
    if (x < 0 || y < 0 || x >= SIZE || y >= SIZE) { return; }
    this.dark[y][x] = Boolean(isDark);
    this.fixed[y][x] = true;
  };

  /* Squares around a centre, by their distance from it. */
  Grid.prototype.squares = function (x, y, reach, isDark) {
    for (var down = -reach; down <= reach; down += 1) {
      for (var right = -reach; right <= reach; right += 1) {
        this.fix(x + right, y + down, isDark(Math.max(Math.abs(right), Math.abs(down))));
      }
    }
  };

  Grid.prototype.patterns = function () {
    var self = this;
    for (var at = 0; at < SIZE; at += 1) { this.fix(6, at, at % 2 === 0); this.fix(at, 6, at % 2 === 0); }
    [[3, 3], [SIZE - 4, 3], [3, SIZE - 4]].forEach(function (one) {
      self.squares(one[0], one[1], 4, function (far) { return far !== 2 && far !== 4; });
    });
    CENTRES.forEach(function (x, column) {
      CENTRES.forEach(function (y, row) {
        var isCorner = (column === 0 && row === 0) || (column === 0 && row === 3) || (column === 3 && row === 0);
        if (!isCorner) { self.squares(x, y, 2, function (far) { return far !== 1; }); }
      });
    });
    this.format();
    for (var bit = 0; bit < 18; bit += 1) {
      var far = SIZE - 11 + bit % 3;
      var near = Math.floor(bit / 3);
      this.fix(far, near, (VERSION >>> bit) & 1);
      this.fix(near, far, (VERSION >>> bit) & 1);
    }
  };

  Grid.prototype.format = function () {
    for (var bit = 0; bit < 15; bit += 1) {
      var isDark = (FORMAT >>> bit) & 1;
      if (bit < 6) { this.fix(8, bit, isDark); } else if (bit < 8) { this.fix(8, bit + 1, isDark); } else { this.fix(bit === 8 ? 7 : 14 - bit, 8, isDark); }
      if (bit < 8) { this.fix(SIZE - 1 - bit, 8, isDark); } else { this.fix(8, SIZE - 15 + bit, isDark); }
    }
    this.fix(8, SIZE - 8, true);
  };

  /* Up and down in columns of two, from the right, masked like a chessboard. */
  Grid.prototype.fill = function (codewords) {
    var at = 0;
    for (var right = SIZE - 1; right >= 1; right -= 2) {
      if (right === 6) { right = 5; }
      for (var step = 0; step < SIZE; step += 1) {
        for (var side = 0; side < 2; side += 1) {
          var x = right - side;
          var y = ((right + 1) & 2) === 0 ? SIZE - 1 - step : step;
          if (!this.fixed[y][x]) {
            var bit = at < codewords.length * 8 ? (codewords[at >>> 3] >>> (7 - (at & 7))) & 1 : 0;
            this.dark[y][x] = Boolean(bit) !== ((x + y) % 2 === 0);
            at += 1;
          }
        }
      }
    }
  };

  function rows(text) {
    if (text.length > MOST || /[^\x00-\x7f]/.test(text)) { return null; }
    var grid = new Grid();
    grid.patterns();
    grid.fill(woven(words(text)));
    return grid.dark;
  }

  function draw(canvas, text) {
    var found = rows(text);
    var step = Math.floor(canvas.width / (SIZE + 2 * QUIET));
    var edge = Math.floor((canvas.width - step * SIZE) / 2);
    var drawing = canvas.getContext("2d");
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.fillStyle = "#000";
    found.forEach(function (row, y) {
      row.forEach(function (isDark, x) { if (isDark) { drawing.fillRect(edge + x * step, edge + y * step, step, step); } });
    });
  }

  window.qrCode = { rows: rows, draw: draw, MOST: MOST };
})();
