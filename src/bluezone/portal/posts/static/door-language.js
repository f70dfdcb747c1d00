/* The page's other language, without leaving the page: names of today's list are in its memory alone, and would be gone
   with it. Both pages come of one template, so what one says first, second, third, the other says, too. */
(function () {
  "use strict";
  var door = window.bluezoneDoor;
  var SAID = ["placeholder", "aria-label", "lang", "href"];
  var ours = saidIn(document.body); /* before any script has said something here */

  /* Every text and every word in an attribute, in the order of the page. */
  function saidIn(body) {
    var found = [];
    var walk = document.createTreeWalker(body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      var one = walk.currentNode;
      if (one.nodeType === Node.TEXT_NODE) {
        if (one.data.trim()) { found.push({ at: one, name: "", text: one.data }); }
      } else {
        SAID.forEach(function (name) { if (one.hasAttribute(name)) { found.push({ at: one, name: name, text: one.getAttribute(name) }); } });
      }
    }
    return found;
  }

  /* What a script has written over stays, and is written anew by whoever wrote it. */
  function say(one, text) {
    if (one.name) { one.at.setAttribute(one.name, text); } else if (one.at.data === one.text) { one.at.data = text; }
    one.text = text;
  }

  /* Resolves once the page speaks the language of that address. */
  door.speak = function (address) {
    return fetch(address).then(function (answer) {
      if (!answer.ok) { throw new Error("no page"); }
      return answer.text();
    }).then(function (text) {
      var other = new DOMParser().parseFromString(text, "text/html");
      var theirs = saidIn(other.body);
      if (theirs.length !== ours.length) { throw new Error("another page"); }
      ours.forEach(function (one, at) { say(one, theirs[at].text); });
      document.title = other.title;
      document.documentElement.lang = other.documentElement.lang;
      history.replaceState(null, "", address);
    });
  };
})();
