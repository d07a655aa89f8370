// Single keys on lists. Everything that they do a link, a box or a button of the page does too.
"use strict";

(() => {
  const form = document.getElementById("act");
  if (!form) return;
  const links = [...document.querySelectorAll("main a.opens-it")];
  const itemOf = (link) => link && link.closest(".story, .item");
  const current = () => links.find((link) => itemOf(link)?.contains(document.activeElement));
  const boxOf = (link) =>
    (link.closest(".item") || link.closest(".story"))?.querySelector("input[form=act]");

  const move = (step) => {
    const at = links.indexOf(current());
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };

  const say = (text) => {
    let line = document.getElementById("act-said");
    if (!line) {
      line = document.createElement("p");
      line.id = "act-said";
      line.className = "warning";
      line.setAttribute("role", "status");
      form.append(line);
    }
    line.textContent = text;
  };

  const toggleUnread = async (link) => {
    const item = itemOf(link);
    const box = boxOf(link);
    if (!item || !box || box.name === "claim") return;
    const unread = item.classList.contains("new");
    const fields = new URLSearchParams({
      token: form.elements.token.value,
      [box.name]: box.value,
      to: unread ? "read" : "unread",
    });
    try {
      const answer = await fetch("/marks", {
        method: "POST",
        body: fields,
        headers: { accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      say(form.dataset.failed);
      return;
    }
    item.classList.toggle("new", !unread);
    const dot = item.querySelector(".dot");
    if (dot) dot.hidden = unread;
  };

  const judge = (verdict, link) => {
    const button = form.querySelector(`button[name=verdict][value=${verdict}]`);
    if (!button) return;
    const box = link && boxOf(link);
    if (box && !document.querySelector("input[form=act]:checked")) box.checked = true;
    if (document.querySelector("input[form=act]:checked")) button.click();
  };

  const act = {
    j: () => move(1),
    k: () => move(-1),
    o: () => current()?.click(),
    x: () => {
      const box = current() && boxOf(current());
      if (box) box.checked = !box.checked;
    },
    u: () => current() && toggleUnread(current()),
    a: () => judge("accept", current()),
    r: () => judge("reject", current()),
    "/": () => document.getElementById("q")?.focus(),
    "?": () => {
      const help = document.getElementById("keys");
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = event.target;
    const writes = at.closest("textarea, select, [contenteditable]");
    if (writes || (at.matches("input") && at.type !== "checkbox")) return;
    const arrow = { ArrowDown: "j", ArrowUp: "k" }[event.key];
    // Before anything is in focus the arrows move the page, as everywhere.
    if (arrow && !current()) return;
    const done = act[arrow || event.key];
    if (!done) return;
    event.preventDefault();
    done();
  });
})();
