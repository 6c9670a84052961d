"use strict";
// All text from articles and rules enters the page as text nodes, never as HTML.
const $ = (id) => document.getElementById(id);
const text = $("text"), rules = $("rules"), article = $("article");
let latest = null, turn = 0, edition = 0;

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

async function ask(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(response.status === 413 ? "the text is too large" : response.statusText);
  return response;
}

async function annotate() {
  const mine = ++turn;
  const began = performance.now();
  try {
    const answer = await (await ask("/api/annotate", { text: text.value, rules: rules.value })).json();
    if (mine !== turn) return; // A later keystroke has its own answer.
    latest = answer.record;
    show(answer.record);
    showErrors(answer.diagnostics);
    const found = ["mentions", "quotes", "agreements"].map((l) => `${answer.record[l].length} ${l}`);
    $("status").textContent = `${found.join(", ")} in ${Math.round(performance.now() - began)} ms`;
  } catch (error) {
    $("status").textContent = `not annotated: ${error.message}`;
  }
}

async function why(body, ids = []) {
  for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
  for (const part of article.children) {
    if ((part.dataset.ids || "").split(" ").some((id) => ids.includes(id))) part.classList.add("chosen");
  }
  const first = article.querySelector(".chosen");
  if (first) first.scrollIntoView({ block: "nearest" });
  const answer = await ask("/api/explain", { text: text.value, rules: rules.value, ...body });
  $("why").textContent = await answer.text();
}

// The article in pieces, each with the findings over it.
function show(record) {
  const source = text.value;
  const findings = [];
  for (const m of record.mentions) findings.push({ id: m.id, start: m.start, end: m.end, class: `m ${m.kind}`, rank: 0, title: `${m.name || m.text} · ${m.entity}\n${m.rule}` });
  for (const a of record.agreements) findings.push({ id: a.id, start: a.start, end: a.end, class: "a", rank: 1, title: `${a.type}, ${a.status}\n${a.rule}` });
  for (const q of record.quotes) for (const c of q.content) findings.push({ id: q.id, start: c.start, end: c.end, class: "q", rank: 2, title: `${q.kind} quotation${q.speaker ? ` by ${q.speaker.name || q.speaker.text}` : ""}\n${q.rule}` });
  const cuts = new Set([0, source.length]);
  for (const f of findings) { cuts.add(f.start); cuts.add(f.end); }
  const places = [...cuts].sort((a, b) => a - b);
  findings.sort((a, b) => a.start - b.start);
  const pieces = [];
  const open = [];
  let next = 0;
  for (let i = 0; i + 1 < places.length; i++) {
    const [start, end] = [places[i], places[i + 1]];
    while (next < findings.length && findings[next].start <= start) open.push(findings[next++]);
    for (let k = open.length - 1; k >= 0; k--) if (open[k].end <= start) open.splice(k, 1);
    const piece = source.slice(start, end);
    if (open.length === 0) { pieces.push(piece); continue; }
    const over = [...open].sort((a, b) => a.rank - b.rank);
    const ids = over.map((f) => f.id);
    const choose = (event) => { event.stopPropagation(); why({ id: ids[0] }, [ids[0]]); };
    const begins = over[0].start === start;
    pieces.push(element("span", {
      class: over.map((f) => f.class).join(" "),
      "data-ids": ids.join(" "),
      title: over.map((f) => f.title).join("\n\n"),
      ...(begins ? { tabindex: "0", role: "button" } : {}),
      onclick: choose,
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(event); } },
    }, piece));
  }
  article.replaceChildren(...pieces);
  lists(record);
}

function entry(id, ...children) {
  return element("li", {}, element("button", { onclick: () => why({ id }, [id]) }, ...children));
}

function lists(record) {
  const tag = (words) => element("span", { class: "tag" }, ` ${words}`);
  const speaker = (q) => (q.speaker ? q.speaker.name || q.speaker.text : "unknown");
  $("quotes").replaceChildren(...record.quotes.map((q) =>
    entry(q.id, element("b", {}, speaker(q)), `: ${q.content.map((c) => c.text).join(" … ")}`, tag(q.kind))));
  $("agreements").replaceChildren(...record.agreements.map((a) =>
    entry(a.id, element("b", {}, a.title || a.trigger?.text || a.type), tag([a.type, a.status, a.parties.map((p) => p.name).join(", "), a.date, a.place].filter(Boolean).join(" · ")))));
  const countries = new Map();
  for (const m of record.mentions) {
    if (m.kind !== "country" || m.part_of) continue;
    const known = countries.get(m.entity) || { name: m.name || m.text, count: 0, id: m.id };
    known.count++;
    countries.set(m.entity, known);
  }
  const sorted = [...countries.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
  $("countries").replaceChildren(...sorted.map((c) => entry(c.id, c.name, tag(`× ${c.count}`))));
  $("quotes-count").textContent = `(${record.quotes.length})`;
  $("agreements-count").textContent = `(${record.agreements.length})`;
  $("countries-count").textContent = `(${sorted.length})`;
  graph(record.agreements);
}

// Countries on a circle, a line for each pair of parties, as thick as they have agreements.
function graph(agreements) {
  const names = new Map(), links = new Map();
  for (const a of agreements) {
    const sides = [...new Map(a.parties.filter((p) => p.country).map((p) => [p.country, p])).values()];
    for (const p of sides) if (!names.has(p.country) || p.entity === `country/${p.country}`) names.set(p.country, p.entity === `country/${p.country}` ? p.name : p.country);
    for (let i = 0; i < sides.length; i++) for (let j = i + 1; j < sides.length; j++) {
      const key = [sides[i].country, sides[j].country].sort().join(" ");
      links.set(key, (links.get(key) || 0) + 1);
    }
  }
  const codes = [...names.keys()].sort();
  if (links.size === 0) { $("graph").replaceChildren("No two countries share an agreement here."); return; }
  const make = (name, properties, label) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(properties)) made.setAttribute(key, value);
    if (label) made.textContent = label;
    return made;
  };
  const at = new Map(codes.map((code, i) => {
    const angle = (2 * Math.PI * i) / codes.length - Math.PI / 2;
    return [code, [160 + 105 * Math.cos(angle), 140 + 105 * Math.sin(angle)]];
  }));
  const words = [...links].map(([key, n]) => `${key.split(" ").map((c) => names.get(c)).join(" and ")}: ${n}`).join("; ");
  const svg = make("svg", { viewBox: "0 0 320 280", role: "img", "aria-label": `Agreements between ${words}` });
  for (const [key, n] of links) {
    const [[x1, y1], [x2, y2]] = key.split(" ").map((code) => at.get(code));
    svg.append(make("line", { x1, y1, x2, y2, "stroke-width": Math.min(1 + n, 8) }));
  }
  for (const code of codes) {
    const [x, y] = at.get(code);
    svg.append(make("circle", { cx: x, cy: y, r: 16 }), make("text", { x, y: y + 4 }, code));
    if (names.get(code) !== code) svg.append(make("text", { x, y: y + 30 }, names.get(code)));
  }
  $("graph").replaceChildren(svg);
}

function showErrors(diagnostics) {
  const value = rules.value;
  const lines = value.split("\n");
  const starts = [0];
  for (const line of lines) starts.push(starts[starts.length - 1] + line.length + 1);
  // Columns count characters; the editor counts UTF-16 units.
  const offset = (line, column) => starts[line - 1] + [...(lines[line - 1] || "")].slice(0, column - 1).join("").length;
  const own = diagnostics.filter((d) => d.place && d.place.file === "editor.toml");
  const spans = own.map((d) => {
    const start = offset(d.place.line, d.place.column);
    return [start, Math.max(offset(d.place.end_line, d.place.end_column), start + 1)];
  }).sort((a, b) => a[0] - b[0]);
  const pieces = [];
  let done = 0;
  for (const [start, end] of spans) {
    if (start < done) continue;
    pieces.push(value.slice(done, start), element("mark", {}, value.slice(start, end)));
    done = end;
  }
  pieces.push(value.slice(done), "\n");
  $("marks").replaceChildren(...pieces);
  $("errors").replaceChildren(...diagnostics.map((d) => {
    const place = d.place ? `${d.place.file}:${d.place.line}:${d.place.column}: ` : "";
    const label = `${d.severity} ${d.code}: ${place}${d.message}`;
    const go = () => {
      if (!d.place || d.place.file !== "editor.toml") return;
      rules.focus();
      rules.setSelectionRange(offset(d.place.line, d.place.column), offset(d.place.end_line, d.place.end_column));
    };
    return element("li", {}, element("button", { onclick: go }, label), d.hint ? ` — ${d.hint}` : "");
  }));
  rules.setAttribute("aria-invalid", String(own.some((d) => d.severity === "error")));
}

// The offset of a click in the article, for words without a finding.
article.addEventListener("click", (event) => {
  const caret = document.caretPositionFromPoint ? document.caretPositionFromPoint(event.clientX, event.clientY) : null;
  const range = !caret && document.caretRangeFromPoint ? document.caretRangeFromPoint(event.clientX, event.clientY) : null;
  const [node, inside] = caret ? [caret.offsetNode, caret.offset] : range ? [range.startContainer, range.startOffset] : [null, 0];
  if (!node || !article.contains(node) || !latest) return;
  const before = document.createRange();
  before.setStart(article, 0);
  before.setEnd(node, inside);
  why({ at: Math.max(before.toString().length - 1, 0) });
});

rules.addEventListener("scroll", () => { $("marks").scrollTop = rules.scrollTop; });
text.addEventListener("input", annotate);
rules.addEventListener("input", annotate);
$("pick").addEventListener("change", async (event) => {
  if (event.target.value === "") return;
  const answer = await fetch(`/api/articles/${event.target.value}`);
  if (answer.ok) { text.value = await answer.text(); annotate(); }
  else $("status").textContent = "that article cannot be read";
});

async function follow() {
  try {
    const state = await (await fetch("/api/state")).json();
    const pick = $("pick");
    if (pick.options.length === 1) {
      state.articles.forEach((name, i) => pick.append(element("option", { value: i }, name)));
      if (state.articles.length > 0 && !text.value) { pick.value = "0"; pick.dispatchEvent(new Event("change")); }
    }
    if (edition && state.edition !== edition) annotate();
    edition = state.edition;
  } catch { $("status").textContent = "the server has gone"; }
  setTimeout(follow, 100);
}
follow();
