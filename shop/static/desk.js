// The desks' own conveniences. Every form works without this file.
(() => {
  "use strict";
  // On a phone the places stand in one long row: show the one we are at.
  const here = document.querySelector(".desk-nav [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - 24;
  // Whole rupiah of an amount as people write it, or nothing: the rule of core/money.py read_rupiah.
  const readRupiah = (text) => {
    const plain = /^(?:rp\.?\s*)?([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,00|,-)?$/i.exec(text);
    if (plain) return Number(plain[1].replaceAll(".", ""));
    const short = /^(?:rp\.?\s*)?([0-9]+)(?:,([0-9]{1,6})|\.([0-9]{1,2}))?\s*(rb|ribu|jt|juta)$/i.exec(text);
    if (!short) return 0;
    const zeros = /^r/i.test(short[4]) ? 3 : 6;
    const part = (short[2] || short[3] || "").replace(/0+$/, "");
    return part.length > zeros ? 0 : Number(short[1] + part.padEnd(zeros, "0"));
  };
  // "You receive ..." follows the price that is typed; the formula of orders/draft.py commission.
  for (const input of document.querySelectorAll("input[data-receive]")) {
    const place = document.getElementById(input.dataset.place);
    const bps = Number(input.dataset.receive);
    const show = () => {
      const price = readRupiah(input.value.trim());
      place.hidden = !price;
      for (const shown of place.querySelectorAll("[data-pieces]")) {
        const goods = price * Number(shown.dataset.pieces);
        const received = goods - Math.floor((goods * bps + 5000) / 10000);
        shown.textContent = `Rp${String(received).replace(/\B(?=(\d{3})+$)/g, ".")}`;
      }
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
