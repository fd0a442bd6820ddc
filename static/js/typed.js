/* A change of print size leads back to the page; what was typed into its form waits here meanwhile. */
(function () {
  "use strict";
  var form = document.querySelector("main form.form"), key = "typed:" + location.pathname, kept = null;
  if (!form) { return; }
  function typed() {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && /^(text|tel|search|date|number|textarea|select-one)$/.test(field.type);
    });
  }
  try {
    kept = JSON.parse(sessionStorage.getItem(key));
    sessionStorage.removeItem(key);
  } catch (error) { return; }
  typed().forEach(function (field) {
    if (kept && kept[field.name] !== undefined) { field.value = kept[field.name]; }
  });
  document.addEventListener("submit", function (event) {
    var words = {};
    if (event.target === form || !event.target.querySelector("input[name=next]")) { return; }
    typed().forEach(function (field) { words[field.name] = field.value; });
    sessionStorage.setItem(key, JSON.stringify(words));
  });
}());
