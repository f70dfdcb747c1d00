/* What is typed at a door, sealed to the health unit before anything keeps it; and the number of a shift. No page, no
   store: texts in, texts out. Chrome 80, Firefox 78, Safari 12. */
(function () {
  "use strict";
  var STEP = 256; /* a length says nothing about a name */

  function written(bytes) {
    var signs = Array.prototype.map.call(bytes, function (byte) { return String.fromCharCode(byte); }).join("");
    return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function bytesOf(text) {
    var signs = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return new Uint8Array(Array.prototype.map.call(signs, function (sign) { return sign.charCodeAt(0); }));
  }

  function hexBytes(text) {
    return new Uint8Array(text.match(/../g).map(function (pair) { return parseInt(pair, 16); }));
  }

  function fresh() {
    var drawn = new Uint8Array(16);
    crypto.getRandomValues(drawn);
    return written(drawn);
  }

  /* A sealed box (libsodium's crypto_box_seal) over JSON that is filled up with blanks. */
  function seal(typed, key) {
    var said = new TextEncoder().encode(JSON.stringify(typed));
    var filled = new Uint8Array(Math.ceil(said.length / STEP) * STEP).fill(32);
    filled.set(said);
    return written(sealBytes(filled, key));
  }

  function sealBytes(bytes, key) { return window.sealedBox.seal(bytes, bytesOf(key)); }

  /* Of a code that was shown instead of a name: what an alert about people at this door is made of (page 12). */
  function noteOf(token) {
    var how = { name: "HMAC", hash: "SHA-256" };
    return crypto.subtle.importKey("raw", bytesOf(token), how, false, ["sign"]).then(function (key) {
      return crypto.subtle.sign("HMAC", key, new TextEncoder().encode("bluezone/visit-note/1"));
    }).then(function (bits) { return written(new Uint8Array(bits).slice(0, 16)); });
  }

  /* What this device is told of a declaration that has arrived, by the proof that its phone shows (page 12). */
  function arrivedMark(text) {
    return crypto.subtle.digest("SHA-256", new TextEncoder().encode("bluezone/declaration-arrived/1" + text)).then(
      function (bits) { return written(new Uint8Array(bits).slice(0, 8)); }
    );
  }

  /* What shows that a device of this post has said so. */
  function proofOf(key, text) {
    return crypto.subtle.importKey("raw", hexBytes(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]).then(function (made) {
      return crypto.subtle.sign("HMAC", made, new TextEncoder().encode(text));
    }).then(function (bits) { return written(new Uint8Array(bits)); });
  }

  /* What goes from one device of a post to another, closed under their key (AES-GCM, 12 bytes drawn at random before it):
     rows that wait say when somebody came, and by which code, and a screen is filmed from afar. */
  function lock(key, text) {
    var drawn = new Uint8Array(12);
    crypto.getRandomValues(drawn);
    return lockOf(key, "encrypt").then(function (made) {
      return crypto.subtle.encrypt({ name: "AES-GCM", iv: drawn }, made, new TextEncoder().encode(text));
    }).then(function (closed) {
      var whole = new Uint8Array(12 + closed.byteLength);
      whole.set(drawn);
      whole.set(new Uint8Array(closed), 12);
      return written(whole);
    });
  }

  /* Rejects for what was closed under another key, or changed since. */
  function unlock(key, box) {
    return lockOf(key, "decrypt").then(function (made) {
      var whole = bytesOf(box);
      return crypto.subtle.decrypt({ name: "AES-GCM", iv: whole.slice(0, 12) }, made, whole.slice(12));
    }).then(function (opened) { return new TextDecoder().decode(opened); });
  }

  function lockOf(key, use) { return crypto.subtle.importKey("raw", hexBytes(key), "AES-GCM", false, [use]); }

  /* Says who is on duty, and protects nothing: ten thousand numbers are soon tried. */
  function isPin(typed, keeper) {
    var ours = new TextEncoder().encode(typed);
    return crypto.subtle.importKey("raw", ours, "PBKDF2", false, ["deriveBits"]).then(function (key) {
      var how = { name: "PBKDF2", hash: "SHA-256", salt: hexBytes(keeper.salt), iterations: 200000 };
      return crypto.subtle.deriveBits(how, key, 256);
    }).then(function (bits) {
      return written(new Uint8Array(bits)) === written(hexBytes(keeper.pin));
    });
  }

  /* For a search that does not ask for accents: what is folded here is folded so by the portal (`fold_words`). */
  function folded(text) {
    var bare = text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    return bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  window.bluezoneDoor = {
    fresh: fresh, written: written, seal: seal, sealBytes: sealBytes, noteOf: noteOf, arrivedMark: arrivedMark, proofOf: proofOf, lock: lock, unlock: unlock, isPin: isPin,
    folded: folded
  };
})();
