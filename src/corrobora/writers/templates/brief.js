(() => {
  const dialog = document.getElementById("passage");
  if (!dialog.showModal) return;
  const place = dialog.querySelector("div");
  const openText = (id) => {
    const target = document.getElementById(id);
    const fold = target && target.closest("details");
    if (fold) fold.open = true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) {
      const id = link.getAttribute("href").slice(1);
      if (link.classList.contains("cite")) {
        const passage = document.getElementById(id);
        if (!passage) return;
        event.preventDefault();
        place.replaceChildren(...[...passage.cloneNode(true).childNodes]);
        dialog.showModal();
        return;
      }
      openText(id);
      if (dialog.open) dialog.close();
    } else if (event.target === dialog || event.target.closest("dialog button")) {
      dialog.close();
    }
  });
  if (location.hash) openText(location.hash.slice(1));
})();
