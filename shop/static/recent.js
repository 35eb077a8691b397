// Pieces seen before, without an account: this browser alone remembers which.
(() => {
  const section = document.querySelector("[data-recent]");
  if (!section) return;
  const KEY = "shop_recent";
  const seen = () => {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(found) ? found.filter((slug) => typeof slug === "string") : [];
    } catch {
      return [];
    }
  };
  const mine = section.dataset.slug;
  const others = seen().filter((slug) => slug !== mine).slice(0, 8);
  try {
    localStorage.setItem(KEY, JSON.stringify([mine, ...others]));
  } catch { /* private window: nothing is remembered */ }
  if (!others.length) return;

  const element = (name, className, text = "") => Object.assign(
    document.createElement(name), { className, textContent: text });
  const card = (item) => {
    const entry = element("li", "card");
    const picture = element("a", `card-picture tint-${item.tint}`);
    Object.assign(picture, { href: item.url, tabIndex: -1 });
    picture.setAttribute("aria-hidden", "true");
    if (item.picture) picture.append(Object.assign(element("img", ""), {
      loading: "lazy", src: item.picture, width: 400, height: 500, alt: "",
    }));
    const title = element("h3", "card-title");
    title.append(Object.assign(element("a", "", item.title), { href: item.url }));
    entry.append(picture, title, element("p", "card-maker", item.maker), element("p", "price", item.price));
    return entry;
  };
  fetch(`${section.dataset.recent}?${new URLSearchParams(others.map((slug) => ["slug", slug]))}`)
    .then((answer) => (answer.ok ? answer.json() : { items: [] }))
    .then(({ items }) => {
      section.querySelector("ul").append(...items.map(card));
      section.hidden = !items.length;
    })
    .catch(() => {});
})();
