/* Reads the page aloud; its button shows only where the browser has a Chinese voice. */
(function () {
  "use strict";
  var button = document.querySelector("[data-read]");
  if (!button || !window.speechSynthesis) { return; }

  function voice() {
    return speechSynthesis.getVoices().filter(function (v) { return /^zh/i.test(v.lang); })[0];
  }
  function offer() { button.hidden = !voice(); }
  function label(reading) {
    button.textContent = reading ? "停止朗读" : "朗读";
    button.setAttribute("aria-pressed", String(reading));
  }
  function stop() { speechSynthesis.cancel(); label(false); }

  button.addEventListener("click", function () {
    if (button.getAttribute("aria-pressed") === "true") { stop(); return; }
    var words = new SpeechSynthesisUtterance(document.getElementById("main").innerText);
    words.voice = voice();
    words.lang = "zh-CN";
    words.rate = 0.9;
    words.onend = function () { label(false); };
    label(true);
    speechSynthesis.speak(words);
  });
  window.addEventListener("pagehide", stop);
  if (speechSynthesis.addEventListener) { speechSynthesis.addEventListener("voiceschanged", offer); }
  offer();
}());
