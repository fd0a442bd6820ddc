/* One tap copies a text that stands in its box to be copied by hand as well. */
(function () {
  "use strict";
  function tell(button, words) {
    var said = document.getElementById(button.getAttribute("data-copy") + "-said");
    if (said) { said.textContent = words; }
  }
  function byHand(box) {
    box.focus();
    box.select();
    return document.execCommand("copy");
  }
  function copy(button) {
    var box = document.getElementById(button.getAttribute("data-copy"));
    function done() { tell(button, "已复制，可以去粘贴了。"); }
    function failed() { tell(button, byHand(box) ? "已复制，可以去粘贴了。" : "没有复制上，请在框里全选后复制。"); }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(box.value).then(done, failed);
    } else { failed(); }
  }
  Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), function (button) {
    button.addEventListener("click", function () { copy(button); });
    button.hidden = false;
  });
}());
