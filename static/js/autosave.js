/* Saves each part of a long form a moment after it was typed in; the form works without. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch || !window.FormData) { return; }
  var said = document.querySelector("[data-said]"), waiting = [], timer = null, busy = false, then = null;

  function tell(words) { if (said) { said.textContent = words; } }
  function clock() { return new Date().toTimeString().slice(0, 5); }
  function fields(part) { return part.querySelectorAll("input[name],textarea[name],select[name]"); }
  function packed(parts) {
    var data = new FormData();
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    parts.forEach(function (part) {
      Array.prototype.forEach.call(fields(part), function (field) {
        if ((field.type !== "radio" && field.type !== "checkbox") || field.checked) {
          data.append(field.name, field.value);
        }
      });
    });
    return data;
  }
  function stamped(answer) {
    Object.keys(answer.seen).forEach(function (name) {
      var field = form.querySelector("[name='" + name + "']");
      if (field) { field.value = answer.seen[name]; }
    });
    tell(answer.errors.length ? "没有保存：" + answer.errors.join("；") : clock() + " 已自动保存");
  }
  function done() {
    busy = false;
    if (then) { send(then); } else if (waiting.length) { timer = setTimeout(save, 1000); }
  }
  function save() {
    var parts = waiting;
    if (busy || !parts.length) { return; }
    waiting = [];
    busy = true;
    fetch(location.href, {
      method: "POST", body: packed(parts), credentials: "same-origin", headers: { Accept: "application/json" }
    }).then(function (answer) {
      if (answer.redirected || !answer.ok) { throw new Error("not saved"); }
      return answer.json();
    }).then(stamped).catch(function () {
      tell("自动保存没有成功，写的都还在；请点“保存”。");
    }).then(done);
  }
  function send(name) {
    var field = document.createElement("input");
    field.type = "hidden";
    field.name = "then";
    field.value = name.value;
    form.appendChild(field);
    form.submit();
  }
  form.addEventListener("input", function (event) {
    var part = event.target.closest("[data-item]");
    if (!part || event.target.name === "new_title") { return; }
    if (waiting.indexOf(part) < 0) { waiting.push(part); }
    clearTimeout(timer);
    timer = setTimeout(save, 2500);
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    clearTimeout(timer);
    waiting = [];
    if (busy) { event.preventDefault(); then = { value: button.value || "" }; }
  });
}());
