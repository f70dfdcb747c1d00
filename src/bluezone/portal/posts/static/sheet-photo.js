/* The photograph from which a sheet is keyed: drawn beside the lines, made small, sealed to the health unit's key. What a
   camera writes beside a picture (where, when, with which telephone) is not drawn, and so is not sent. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var sheet = window.bluezoneSheet;
  var LONGEST = 1600;
  var MOST = 380000;
  var QUALITIES = [0.82, 0.7, 0.55, 0.4];

  function drawn(picture, canvas, longest) {
    var scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  }

  function jpegOf(canvas, quality) {
    return new Promise(function (resolve) { canvas.toBlob(resolve, "image/jpeg", quality); });
  }

  /* The first that is small enough; null where none of this size is. */
  function smallOf(canvas, at) {
    if (at === QUALITIES.length) { return Promise.resolve(null); }
    return jpegOf(canvas, QUALITIES[at]).then(function (blob) {
      return blob && blob.size <= MOST ? blob : smallOf(canvas, at + 1);
    });
  }

  function madeSmall(picture, canvas, longest) {
    drawn(picture, canvas, longest);
    return smallOf(canvas, 0).then(function (blob) { return blob || madeSmall(picture, canvas, longest * 0.75); });
  }

  /* Draws a file, and resolves with its JPEG. Rejects for what is no picture. */
  sheet.photoOf = function (file, canvas) {
    return window.createImageBitmap(file).then(function (picture) { return madeSmall(picture, canvas, LONGEST); });
  };

  /* Resolves with the sealed bytes of a JPEG, as a form carries them. */
  sheet.sealedPhoto = function (jpeg, key) {
    return new Response(jpeg).arrayBuffer().then(function (bytes) {
      return new Blob([door.sealBytes(new Uint8Array(bytes), key)], { type: "application/octet-stream" });
    });
  };
})();
