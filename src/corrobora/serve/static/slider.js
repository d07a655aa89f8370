// Moves the window of time over timeline, places and network while it is dragged. The server draws;
// without this script the links and the fields for days do the same.
"use strict";

(() => {
  const place = document.getElementById("slider");
  if (!place) return;
  const DAY = 86400000;
  const WAIT = 120; // Milliseconds of rest before the server is asked.
  const numberOf = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
  const isoOf = (number) => new Date(number * DAY).toISOString().slice(0, 10);
  const shown = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeZone: "UTC",
  });
  const set = place.dataset;
  const first = numberOf(set.first);
  const last = numberOf(set.last);
  if (!(first < last)) return;
  const within = (number) => Math.min(Math.max(number, first), last);
  let from = set.from ? within(numberOf(set.from)) : first;
  let to = set.to ? within(numberOf(set.to)) : last;

  const handle = (id, label) => {
    const line = document.createElement("p");
    const name = document.createElement("label");
    const range = document.createElement("input");
    const said = document.createElement("output");
    Object.assign(range, { type: "range", id, step: 1 });
    name.htmlFor = id;
    name.textContent = label;
    said.htmlFor = id;
    line.append(name, range, said);
    place.append(line);
    return { range, said };
  };
  const start = handle("slider-from", set.labelFrom);
  const end = handle("slider-to", set.labelTo);
  const shift = handle("slider-shift", set.labelShift);
  for (const one of [start, end]) Object.assign(one.range, { min: first, max: last });
  place.hidden = false;

  const show = () => {
    start.range.value = from;
    end.range.value = to;
    Object.assign(shift.range, { min: first, max: last - (to - from), value: from });
    shift.range.disabled = to - from >= last - first;
    const told = { from: shown.format(from * DAY), to: shown.format(to * DAY) };
    start.said.textContent = from > first ? told.from : set.open;
    end.said.textContent = to < last ? told.to : set.open;
    shift.said.textContent = set.days.replace("{n}", to - from + 1);
    start.range.setAttribute("aria-valuetext", start.said.textContent);
    end.range.setAttribute("aria-valuetext", end.said.textContent);
    shift.range.setAttribute("aria-valuetext", `${told.from} – ${told.to}`);
  };

  const address = () => {
    const query = new URLSearchParams(location.search);
    for (const [name, value, open] of [
      ["from", from, from <= first],
      ["to", to, to >= last],
    ]) {
      if (open) query.delete(name);
      else query.set(name, isoOf(value));
    }
    query.delete("page");
    const asked = query.toString();
    return location.pathname + (asked ? `?${asked}` : "");
  };

  const PARTS = ["drawn", "views", "window", "switches"];
  const FIELDS = ["f-from", "f-to"];
  let timer = 0;
  let going = false;
  let again = false;

  const load = () => {
    if (going) {
      again = true;
      return;
    }
    going = true;
    const where = address();
    const asked = new XMLHttpRequest();
    asked.open("GET", where);
    asked.responseType = "document";
    asked.setRequestHeader("accept", "text/html");
    asked.onloadend = () => {
      going = false;
      const found = asked.status === 200 && asked.responseXML;
      if (!found || !found.getElementById("drawn")) {
        location.assign(where);
        return;
      }
      for (const id of PARTS) {
        const here = document.getElementById(id);
        const there = found.getElementById(id);
        if (here && there) here.replaceChildren(...there.childNodes);
      }
      for (const id of FIELDS) {
        const field = document.getElementById(id);
        const there = found.getElementById(id);
        if (field && there) field.value = there.getAttribute("value");
      }
      history.replaceState(null, "", where);
      place.dataset.shown = where;
      if (again) {
        again = false;
        load();
      }
    };
    asked.send();
  };

  place.addEventListener("input", (event) => {
    const value = Number(event.target.value);
    if (event.target === shift.range) {
      const days = to - from;
      from = value;
      to = value + days;
    } else if (event.target === start.range) {
      from = Math.min(value, to);
    } else {
      to = Math.max(value, from);
    }
    show();
    clearTimeout(timer);
    timer = setTimeout(load, WAIT);
  });
  show();
})();
