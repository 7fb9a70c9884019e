// The little script: Airflow's theme, links out of the frame, keys. Every page works without it.
"use strict";

(() => {
  const root = document.documentElement;

  // Airflow keeps its light/dark switch in the storage of the same origin.
  const follow = () => {
    let theme = "";
    try {
      theme = localStorage.getItem("theme") || "";
    } catch {
      return; // storage is shut: the system's own setting counts
    }
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  follow();
  addEventListener("storage", follow);

  // Airflow's frame may open no window, so its own page does it, as it would for a link of its own.
  const framed = (() => {
    try {
      return parent !== window && Boolean(parent.document.body);
    } catch {
      return false;
    }
  })();
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[target=_blank]");
    if (!framed || !link || event.defaultPrevented || !/^https?:$/.test(link.protocol)) return;
    event.preventDefault();
    const twin = parent.document.createElement("a");
    twin.href = link.href;
    twin.target = "_blank";
    twin.rel = "noopener noreferrer";
    parent.document.body.append(twin);
    twin.click();
    twin.remove();
  });

  // / to search, ← → to the editions beside, j k from item to item.
  const step = (by) => {
    const items = [...document.querySelectorAll(".item, .hit")];
    const at = items.indexOf(document.activeElement?.closest?.(".item, .hit"));
    const next = items[Math.min(Math.max(at + by, 0), items.length - 1)];
    next?.querySelector("a")?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName || "");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const go = (rel) => document.querySelector(`a[rel=${rel}]`)?.click();
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector("main input[type=search], input[type=search]")?.focus();
    } else if (event.key === "ArrowLeft") go("prev");
    else if (event.key === "ArrowRight") go("next");
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });
})();
