/* Asks the phone where it is, only when told to; its button shows only where that can work. */
(function () {
  "use strict";
  var button = document.querySelector("[data-here]");
  if (!button || !navigator.geolocation || !window.isSecureContext) { return; }
  var said = document.querySelector("[data-here-said]");

  function tell(words) { said.textContent = words; button.disabled = false; }
  function found(position) {
    var spot = position.coords;
    location.assign(button.getAttribute("data-here") + "?at=" + spot.longitude.toFixed(5) + "," +
      spot.latitude.toFixed(5) + "&accuracy=" + Math.round(spot.accuracy));
  }
  function failed(error) {
    tell(error.code === 1 ? "没有得到定位许可，请按社区选择或输入地址。" : "没有取到位置，请按社区选择或输入地址。");
  }
  button.addEventListener("click", function () {
    button.disabled = true;
    said.textContent = "正在取位置……";
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 15000 });
  });
  button.hidden = false;
}());
