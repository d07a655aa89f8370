// Takes files that are dropped on the form or chosen in it, one after the other, and shows how far
// each is. Without this script the form sends them all at once.
"use strict";
(() => {
  const form = document.getElementById("import-form");
  const field = document.getElementById("files");
  const list = document.getElementById("import-list");
  const whole = document.getElementById("import-whole");
  const bar = document.getElementById("import-bar");
  const said = document.getElementById("import-said");
  const stop = document.getElementById("import-stop");
  const desk = document.getElementById("import-desk");
  if (!form || !field || !list) return;
  const words = form.dataset;
  const most = Number(words.most);
  const TRIES = 30;
  const PAUSE = 1000;
  let queue = [];
  let running = false;
  let stopped = false;
  let sent = 0;
  let all = 0;

  const put = (template, values) =>
    template.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  const pause = (time) => new Promise((then) => setTimeout(then, time));

  const row = (name) => {
    const item = document.createElement("li");
    const title = document.createElement("b");
    title.dir = "auto";
    title.textContent = name;
    const state = document.createElement("span");
    state.className = "state";
    item.append(title, " ", state);
    list.append(item);
    return {
      tell(kind, text, link) {
        item.className = kind;
        state.textContent = "";
        if (link) {
          const to = document.createElement("a");
          to.href = link;
          to.dir = "auto";
          to.textContent = text;
          state.append(to);
        } else {
          state.textContent = text;
        }
      },
      add(text) {
        const more = document.createElement("small");
        more.dir = "auto";
        more.textContent = text;
        item.append(" ", more);
      },
    };
  };

  const post = (address, body, moved) =>
    new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      request.setRequestHeader("accept", "application/json");
      request.responseType = "text";
      if (moved) request.upload.addEventListener("progress", (event) => moved(event.loaded));
      const end = () => {
        let found = null;
        try {
          found = JSON.parse(request.responseText);
        } catch {
          found = null;
        }
        done({ status: request.status, found });
      };
      request.addEventListener("load", end);
      request.addEventListener("error", end);
      request.send(body);
    });

  // Somebody else may be changing the case; what is handed back for that is sent again.
  const patiently = async (address, body, moved) => {
    let answer = await post(address, body(), moved);
    for (let n = 0; answer.status === 409 && n < TRIES; n += 1) {
      await pause(PAUSE);
      answer = await post(address, body(), moved);
    }
    return answer;
  };

  const fields = () => {
    const body = new FormData();
    body.set("token", form.elements.token.value);
    return body;
  };

  const told = (answer) =>
    answer.found && answer.found.error
      ? `${answer.found.error.message} ${answer.found.error.hint}`
      : words.failed;

  const show = (found, line) => {
    const first = found.taken[0] || found.known[0];
    const count = found.taken.length + found.known.length;
    if (found.taken.length) {
      line.tell("taken", count > 1 ? put(words.several, { n: found.taken.length }) :
        first.title || first.name, count > 1 ? "" : `/reports/${encodeURIComponent(first.id)}`);
    } else if (found.known.length) {
      line.tell("known", words.known, `/reports/${encodeURIComponent(first.id)}`);
    } else if (!found.refused.length) {
      line.tell("refused", words.nothing);
    }
    for (const one of found.refused) {
      const where = one.place ? `${one.place}: ` : "";
      if (count) line.add(`${words.refused}: ${where}${one.reason} ${one.remedy}`);
      else line.tell("refused", `${words.refused}: ${where}${one.reason} ${one.remedy}`);
    }
  };

  const take = async ({ file, line }) => {
    if (file.size > most) {
      line.tell("refused", words.large);
      sent += file.size;
      return false;
    }
    line.tell("going", words.sending);
    const before = sent;
    const body = () => {
      const made = fields();
      made.set("later", "yes");
      made.append("files", file, file.name);
      return made;
    };
    const answer = await patiently("/import", body, (loaded) => {
      sent = before + Math.min(loaded, file.size);
      bar.value = sent;
    });
    sent = before + file.size;
    bar.value = sent;
    if (answer.status !== 200) {
      line.tell("refused", told(answer));
      return false;
    }
    show(answer.found, line);
    return answer.found.taken.length > 0;
  };

  const read = async () => {
    said.textContent = words.reading;
    bar.removeAttribute("value");
    const watch = setInterval(async () => {
      try {
        const answer = await fetch("/import/progress", { headers: { accept: "application/json" } });
        const found = await answer.json();
        if (!running || !found.total) return;
        bar.max = found.total;
        bar.value = found.done;
        said.textContent = put(words.read, found);
      } catch {
        // The next look may succeed.
      }
    }, 700);
    const answer = await patiently("/import/read", fields);
    clearInterval(watch);
    return answer;
  };

  const run = async () => {
    running = true;
    stopped = false;
    whole.hidden = false;
    stop.hidden = false;
    desk.hidden = true;
    let fresh = 0;
    let number = 0;
    while (queue.length && !stopped) {
      number += 1;
      bar.max = Math.max(all, 1);
      said.textContent = put(words.going, { n: number, all: number + queue.length - 1 });
      if (await take(queue.shift())) fresh += 1;
    }
    for (const { line } of queue) line.tell("refused", words.left);
    queue = [];
    stop.hidden = true;
    let end = words.none;
    if (fresh) {
      const answer = await read();
      end = answer.status === 200 ? put(words.done, answer.found) : told(answer);
    }
    bar.max = 1;
    bar.value = 1;
    said.textContent = end;
    desk.hidden = false;
    running = false;
    all = sent = 0;
    form.reset();
  };

  const add = (files, folders) => {
    for (const name of folders) row(name).tell("refused", words.folder);
    if (folders.length) whole.hidden = false;
    for (const file of files) {
      const line = row(file.name);
      line.tell("waiting", words.waiting);
      queue.push({ file, line });
      all += file.size;
    }
    if (!running && queue.length) run();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add([...field.files], []);
  });
  stop.addEventListener("click", () => (stopped = true));

  const carries = (event) => [...event.dataTransfer.types].includes("Files");
  let over = 0;
  document.addEventListener("dragenter", (event) => {
    if (!carries(event)) return;
    over += 1;
    form.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!carries(event)) return;
    over -= 1;
    if (over <= 0) form.classList.remove("over");
  });
  // Anywhere on the page, so that a file let go beside the form is not opened in its place.
  document.addEventListener("dragover", (event) => {
    if (carries(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    over = 0;
    form.classList.remove("over");
    const files = [];
    const folders = [];
    for (const item of event.dataTransfer.items) {
      if (item.kind !== "file") continue;
      const entry = item.webkitGetAsEntry && item.webkitGetAsEntry();
      if (entry && entry.isDirectory) folders.push(entry.name);
      else files.push(item.getAsFile());
    }
    add(files.filter(Boolean), folders);
  });
  window.addEventListener("beforeunload", (event) => {
    if (running && queue.length) event.preventDefault();
  });
})();
