/* Says that a page was opened, as its button says it; the button stays where that fails. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-opened]");
  if (!form || !window.fetch || !window.FormData) { return; }
  function say() {
    if (document.hidden) { return; }
    document.removeEventListener("visibilitychange", say);
    fetch(form.action, {
      method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual"
    }).then(function (reply) {
      if (reply.type === "opaqueredirect") { form.textContent = form.getAttribute("data-opened"); }
    }).catch(function () { return null; });
  }
  document.addEventListener("visibilitychange", say);
  say();
}());
