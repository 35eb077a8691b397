// The desks' own conveniences. Every form works without this file.
(() => {
  "use strict";
  // On a phone the places stand in one long row: show the one we are at.
  const here = document.querySelector(".desk-nav [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - 24;
  // "You receive ..." follows the price that is typed; the same rounding as the books: half up.
  for (const input of document.querySelectorAll("input[data-receive]")) {
    const place = document.getElementById(input.dataset.place);
    const bps = Number(input.dataset.receive);
    const show = () => {
      const price = Number(input.value.replace(/\D/g, ""));
      const received = price - Math.floor((price * bps + 5000) / 10000);
      place.hidden = !price;
      place.querySelector("b").textContent = `Rp${String(received).replace(/\B(?=(\d{3})+$)/g, ".")}`;
    };
    input.addEventListener("input", show);
  }
  // What was typed and not saved is not lost by a wrong tap.
  for (const form of document.querySelectorAll("form[data-keep]")) {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }
})();
