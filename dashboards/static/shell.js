// Around Streamlit: stops its single-key shortcuts (WCAG 2.1.4) and translates the words it has in English only.
(function () {
  "use strict";
  var writes = function (target) {
    return target instanceof Element && target.closest("input, textarea, select, [contenteditable], [role=grid], [role=combobox]");
  };
  window.addEventListener("keydown", function (event) {
    var plain = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && !writes(event.target)) { event.stopImmediatePropagation(); }
  }, true);

  var words = JSON.parse(document.getElementById("shell-words").textContent);
  var names = ["aria-label", "title", "placeholder", "alt"];
  // Words with stars in them, which stand for what changes from one time to the next.
  var patterns = Object.keys(words).filter(function (key) { return key.indexOf("*") >= 0; }).map(function (key) {
    var parts = key.split("*").map(function (part) { return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); });
    return {found: new RegExp("^" + parts.join("(.+)") + "$"), words: words[key]};
  });
  var filled = function (text) {
    for (var i = 0; i < patterns.length; i += 1) {
      var match = patterns[i].found.exec(text);
      if (match) {
        var next = 1;
        return patterns[i].words.replace(/\*/g, function () { return match[next++]; });
      }
    }
    return undefined;
  };
  // "Fullscreen", or "Fullscreen: " and what it is of, which is in the reader's language already.
  var translated = function (text) {
    if (!text) { return undefined; }
    var cut = text.indexOf(": ");
    var start = cut > 0 ? words[text.slice(0, cut)] : undefined;
    return words[text] || (start && start + text.slice(cut)) || filled(text);
  };
  var translate = function (element) {
    names.forEach(function (name) {
      var known = translated(element.getAttribute(name));
      if (known) { element.setAttribute(name, known); }
    });
    element.childNodes.forEach(function (node) {
      if (node.nodeType !== Node.TEXT_NODE) { return; }
      var text = node.nodeValue.trim();
      if (words[text]) { node.nodeValue = words[text]; }
    });
    // Patterns could fit somebody's own words: they are looked for in Streamlit's file chooser only, whose
    // sentence is made of several pieces of text.
    if (element.childElementCount === 0 && element.firstChild && element.closest("[data-testid=stFileUploader]")) {
      var whole = filled(element.textContent.trim());
      if (whole) {
        element.childNodes.forEach(function (node, place) { node.nodeValue = place === 0 ? whole : ""; });
      }
    }
  };
  var everything = function (root) { translate(root); root.querySelectorAll("*").forEach(translate); };
  if (Object.keys(words).length) {
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        if (change.type === "attributes") { translate(change.target); }
        change.addedNodes.forEach(function (node) { if (node.nodeType === Node.ELEMENT_NODE) { everything(node); } });
      });
    }).observe(document.documentElement, {subtree: true, childList: true, attributes: true, attributeFilter: names});
  }
})();
