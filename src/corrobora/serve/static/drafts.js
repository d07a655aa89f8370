// Shows what is to be said of the sentences of a draft while it is written. The server decides what
// that is; without this script it says so when the draft is saved.
"use strict";
(() => {
  const form = document.getElementById("writing");
  const text = document.getElementById("text");
  const paper = document.getElementById("paper");
  const list = document.getElementById("checks");
  const said = document.getElementById("checks-said");
  if (!form || !text || !list) return;
  const WAIT = 450; // Milliseconds of rest after the last key.
  let timer = 0;
  let asked = 0;
  let shown = 0;
  let saved = text.value;
  let marks = [];

  // The same words under the text, so that a mark can stand where its sentence does.
  const under = document.createElement("div");
  under.className = "under";
  under.setAttribute("aria-hidden", "true");
  paper.insertBefore(under, text);

  const put = (template, values) =>
    template.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

  // The server counts characters, a browser halves of those beyond the first 65,536.
  const places = (value) => {
    if (!/[\ud800-\udbff]/.test(value)) return (at) => at;
    const starts = [0];
    for (const one of value) starts.push(starts[starts.length - 1] + one.length);
    return (at) => starts[Math.min(at, starts.length - 1)];
  };

  const underline = (value) => {
    under.textContent = "";
    let at = 0;
    for (const mark of marks) {
      if (mark.start < at || mark.end > value.length) continue;
      under.append(value.slice(at, mark.start));
      const here = document.createElement("mark");
      here.textContent = value.slice(mark.start, mark.end);
      under.append(here);
      at = mark.end;
    }
    under.append(value.slice(at) + "\n");
    under.scrollTop = text.scrollTop;
  };

  const select = (mark) => {
    text.focus();
    text.setSelectionRange(mark.start, mark.end);
    const before = text.value.slice(0, mark.start).split("\n").length;
    const all = text.value.split("\n").length;
    text.scrollTop = Math.max(0, (text.scrollHeight * (before - 3)) / all);
  };

  const follow = () => {
    const at = text.selectionStart;
    marks.forEach((mark, n) => {
      const here = document.activeElement === text && mark.start <= at && at <= mark.end;
      list.children[n]?.classList.toggle("here", here);
      if (here) list.children[n]?.scrollIntoView({ block: "nearest" });
    });
  };

  const show = (found, value) => {
    const place = places(value);
    marks = found.sentences.map((one) => ({ start: place(one.start), end: place(one.end) }));
    list.textContent = "";
    found.sentences.forEach((one, n) => {
      const item = document.createElement("li");
      item.className = "card remark";
      const of = document.createElement("button");
      of.type = "button";
      of.className = "of";
      const line = document.createElement("span");
      line.className = "line";
      line.textContent = put(form.dataset.line, { n: one.line });
      const words = document.createElement("q");
      words.dir = "auto";
      const opening = value.slice(marks[n].start, marks[n].end).replace(/\s+/g, " ");
      words.textContent = opening.length > 90 ? opening.slice(0, 89) + "…" : opening;
      of.append(line, " ", words);
      of.addEventListener("click", () => select(marks[n]));
      const remarks = document.createElement("ul");
      remarks.className = "plain";
      for (const remark of one.remarks) {
        const told = document.createElement("li");
        told.className = remark.code;
        told.dir = "auto";
        told.textContent = remark.text;
        remarks.append(told);
      }
      item.append(of, remarks);
      list.append(item);
    });
    const key = found.sentences.length ? form.dataset.found : form.dataset.well;
    said.textContent = put(key, { n: found.sentences.length, all: found.number });
    underline(value);
    follow();
  };

  const check = async () => {
    const turn = ++asked;
    const value = text.value;
    try {
      const answer = await fetch(form.dataset.check, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { accept: "application/json" },
      });
      const found = await answer.json();
      if (turn < shown) return;
      shown = turn;
      if (!answer.ok) {
        said.textContent = found.error ? found.error.message : form.dataset.failed;
        return;
      }
      if (text.value === value) show(found, value);
    } catch {
      said.textContent = form.dataset.failed;
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(check, WAIT);
  };

  text.addEventListener("input", () => {
    // Until the answer comes, only what stands before the change is where it was.
    marks = marks.filter((mark) => mark.end <= text.selectionStart - 1);
    underline(text.value);
    soon();
  });
  text.addEventListener("scroll", () => (under.scrollTop = text.scrollTop));
  text.addEventListener("keyup", follow);
  text.addEventListener("click", follow);
  document.getElementById("recipient").addEventListener("change", check);
  form.addEventListener("submit", () => (saved = text.value));
  window.addEventListener("beforeunload", (event) => {
    if (text.value !== saved) event.preventDefault();
  });
  new ResizeObserver(() => (under.style.height = `${text.offsetHeight}px`)).observe(text);
  check();
})();
