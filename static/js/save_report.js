/* Saves what is typed into a form every few seconds; its buttons work as ever without it. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-save-to]");
  if (!form || !window.fetch || !window.FormData) { return; }
  var said = document.querySelector("[data-autosaved]"), seen = form.querySelector("[name=seen]");
  var last = words(), timer = null, busy = false, waiting = null, over = false;

  function words() {
    return Array.prototype.map.call(form.querySelectorAll("textarea"), function (box) {
      return box.value;
    }).join("\u0000");
  }
  function tell(text) { said.textContent = text; }
  function answered(reply) {
    if (reply.type === "opaqueredirect") { throw new Error("signed out"); }
    return reply.json().then(function (found) {
      if (!reply.ok) { over = reply.status === 409; tell(found.error); return; }
      seen.value = found.seen;
      tell("已自动保存 " + found.saved);
    });
  }
  function settle() {
    busy = false;
    if (waiting) { over = true; waiting.click(); } else { later(); }
  }
  function save() {
    var now = words();
    if (busy || over || now === last) { return; }
    busy = true;
    last = now;
    fetch(form.getAttribute("data-save-to"), {
      method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual", keepalive: true
    }).then(answered).catch(function () {
      last = null;
      tell("没有自动保存上，请点“先存着”。");
    }).then(settle);
  }
  function later() {
    clearTimeout(timer);
    if (words() !== last) { timer = setTimeout(save, 2500); }
  }
  form.addEventListener("input", later);
  document.addEventListener("visibilitychange", function () { if (document.hidden) { save(); } });
  form.addEventListener("submit", function (event) {
    clearTimeout(timer);
    if (busy) { event.preventDefault(); waiting = event.submitter || document.activeElement; }
    else { over = true; }
  });
}());
