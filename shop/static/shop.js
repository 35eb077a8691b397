// Small conveniences. Every page works without this file; nothing here is needed to buy.
(() => {
  "use strict";
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const getJson = async (address, options) => {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, ...options });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  // -- header: pages are the same for everyone, so who is here comes separately ----------------
  const bar = document.querySelector("[data-bar]");
  const showBar = async () => {
    const { pieces, name } = await getJson(bar.dataset.bar, { cache: "no-store" });
    for (const bubble of all("[data-bar-pieces]")) {
      bubble.hidden = !pieces;
      bubble.textContent = pieces > 99 ? "99+" : pieces;
      bubble.setAttribute("aria-label", `${pieces} ${bubble.dataset.barPieces}`);
      bubble.setAttribute("role", "img");
    }
    for (const place of all("[data-bar-name]")) if (name) place.textContent = name;
  };
  if (bar) {
    showBar().catch(() => {});
    addEventListener("pageshow", (event) => event.persisted && showBar().catch(() => {}));
  }

  const [, currency = "IDR"] = document.cookie.match(/(?:^|; )shop_currency=([A-Z]{3})/) || [];
  for (const button of all("button[name=currency]")) button.setAttribute("aria-pressed", String(button.value === currency));

  // -- search: an ARIA combobox over the form --------------------------------------------------
  for (const form of all("[data-suggest]")) {
    const input = form.querySelector("input");
    const list = document.createElement("ul");
    let timer, marked = -1;
    Object.assign(list, { id: "suggestions", className: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.querySelector("label").textContent);
    form.append(list);
    const states = { role: "combobox", "aria-controls": list.id, "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);

    const close = () => { list.hidden = true; marked = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const mark = (index) => {
      const options = [...list.children];
      marked = (index + options.length + 1) % (options.length + 1);
      if (marked === options.length) marked = -1;
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === marked)));
      if (marked < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", options[marked].id);
    };
    const option = ({ text, label, url }, place) => {
      const item = document.createElement("li");
      const kind = document.createElement("small");
      kind.textContent = label || "";
      item.append(text, kind);
      item.id = `suggestion-${place}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.addEventListener("mousedown", (event) => { event.preventDefault(); location.assign(url); });
      item.dataset.url = url;
      return item;
    };
    const ask = async () => {
      const words = input.value.trim();
      if (words.length < 2) return close();
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q: words })}`;
      const { items } = await getJson(address);
      if (input.value.trim() !== words || document.activeElement !== input) return;
      list.replaceChildren(...items.map(option));
      marked = -1;
      list.hidden = !items.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => ask().catch(close), 180); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark(marked < 0 && event.key === "ArrowUp" ? list.children.length - 1 : marked + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Escape") { event.preventDefault(); close(); }
      else if (event.key === "Enter" && marked >= 0) { event.preventDefault(); location.assign(list.children[marked].dataset.url); }
    });
  }

  // -- gallery: thumbs move the row, a click enlarges ------------------------------------------
  for (const gallery of all("[data-gallery]")) {
    const row = gallery.querySelector(".gallery-row");
    const thumbs = all(".gallery-thumbs a", gallery);
    const show = (hash) => thumbs.forEach((thumb) => {
      if (thumb.hash === hash) thumb.setAttribute("aria-current", "true"); else thumb.removeAttribute("aria-current");
    });
    for (const thumb of thumbs) thumb.addEventListener("click", (event) => {
      const figure = gallery.querySelector(thumb.hash);
      if (!figure || !row) return;
      event.preventDefault();
      row.scrollTo({ left: figure.offsetLeft - row.offsetLeft });
    });
    if (row && thumbs.length) {
      const here = () => { const thumb = thumbs[Math.round(row.scrollLeft / row.clientWidth)]; if (thumb) show(thumb.hash); };
      row.addEventListener("scroll", here, { passive: true });
      here();
    }
    for (const link of all("[data-zoom]", gallery)) link.addEventListener("click", (event) => {
      const dialog = document.createElement("dialog");
      if (!dialog.showModal || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      const small = link.querySelector("img");
      const large = Object.assign(new Image(), { src: link.href, alt: small.alt, width: small.width, height: small.height });
      const button = Object.assign(document.createElement("button"), { className: "icon-button", textContent: "×", type: "button" });
      button.setAttribute("aria-label", gallery.dataset.gallery || "×");
      dialog.className = "zoom";
      dialog.setAttribute("aria-label", small.alt);
      dialog.append(large, button);
      dialog.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  // -- forms -----------------------------------------------------------------------------------
  for (const form of all("form[data-once]")) form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
    // Later, so that the pressed button's own value is still sent.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      form.setAttribute("aria-busy", "true");
      all("button", form).forEach((button) => { button.disabled = true; });
    });
  });
  addEventListener("pageshow", (event) => event.persisted && all("form[data-once][aria-busy]").forEach((form) => {
    form.removeAttribute("aria-busy");
    all("button", form).forEach((button) => { button.disabled = false; });
  }));
  document.querySelector("[data-focus]")?.focus();

  // -- kelurahan: those of the chosen kecamatan are offered, and bring their postal code -------
  const village = document.querySelector("[data-villages]");
  const kecamatan = document.getElementById("f-district_code");
  const postal = document.getElementById("f-postal_code");
  if (village && kecamatan && postal) {
    let known;
    const ofKecamatan = async () => {
      known ||= await getJson(village.dataset.villages);
      return known[kecamatan.value] || [];
    };
    const offer = async () => village.list.replaceChildren(...(await ofKecamatan()).map(([name]) => new Option(name, name)));
    const complete = async () => {
      const found = (await ofKecamatan()).find(([name]) => name.toLowerCase() === village.value.trim().toLowerCase());
      if (found && found[1] && !postal.value) postal.value = found[1];
    };
    kecamatan.addEventListener("change", () => offer().catch(() => {}));
    village.addEventListener("focus", () => offer().catch(() => {}));
    village.addEventListener("change", () => complete().catch(() => {}));
  }

  // -- copy and share --------------------------------------------------------------------------
  if (navigator.clipboard) for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.setAttribute("aria-live", "polite");
      button.textContent = button.dataset.done;
    });
  }
})();
