// The graph: what is known of each node, and which edges take part in a step.

const elements = new Map([...svg.querySelectorAll("[data-node]")].map((each) => [each.dataset.node, each]));
const gates = new Map([...svg.querySelectorAll("[data-gate]")].map((each) => [each.dataset.gate, each]));
const edges = [...svg.querySelectorAll(".edge")];
const into = new Map();
for (const edge of edges) {
  const {to} = edge.dataset;
  if (!into.has(to)) into.set(to, []);
  into.get(to).push(edge);
}
const nodes = data.nodes.map((node) => ({...node, element: elements.get(node.id)}));
const seeded = data.stages.findIndex(([kind]) => kind === SEED) + 1;
const stageOf = new Map();
data.stages.forEach(([kind, node, to, index], i) => {
  const step = i + 1;
  if (kind === BACKWARD) {
    stageOf.set(`${index} ${node}`, step);
    if (!stageOf.has(node)) stageOf.set(node, step);
  }
});
const forwardOf = new Map(data.stages.flatMap(([kind, node], i) => (kind === FORWARD ? [[node, i + 1]] : [])));

// What is wider than its box is written more narrowly. A canvas measures without laying out the page.
const ruler = document.createElement("canvas").getContext("2d");
ruler.font = `12px ${getComputedStyle(svg.querySelector("text")).fontFamily}`;
const measured = new Map();

function widthOf(text) {
  if (!measured.has(text)) measured.set(text, ruler.measureText(text).width);
  return measured.get(text);
}

// The width of the box around a text: that of the line below its name.
function widthOfBox(element) {
  const line = element.parentNode.querySelector("polyline");
  const ends = line && line.getAttribute("points").match(/-?[\d.]+(?=,)/g).map(Number);
  return line ? Math.abs(ends[0] - ends[1]) : Infinity;
}

function fit(element) {
  const room = widthOfBox(element) - 8;
  const isWide = widthOf(element.textContent) > room;
  mark(element, "textLength", isWide ? String(room) : null);
  mark(element, "lengthAdjust", isWide ? "spacingAndGlyphs" : null);
}

function write(element, text) {
  if (element.textContent === text) return;
  element.textContent = text;
  fit(element);
}

function mark(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

svg.querySelectorAll(".node .name").forEach(fit);

function showNode(node) {
  const {element} = node;
  if (!element) return;
  const numbers = state.numbers;
  const [place, from] = node.data;
  const isKnown = numbers && state.step >= from;
  mark(element, "data-data", isKnown ? exact(numbers[place]) : null);
  write(element.querySelector(".data"), isKnown ? `data ${short(numbers[place])}` : "data");
  element.classList.toggle("known", Boolean(isKnown));
  if (node.grad) showGrad(node);
}

function showGrad(node) {
  const {element} = node;
  const [text, isComplete] = gradOf(node);
  mark(element, "data-grad", isComplete ? exact(state.numbers[node.grad[0]]) : null);
  write(element.querySelector(".grad"), text);
  element.classList.toggle("complete", isComplete);
}

// The gradient as far as it is known: what arrived so far, and whether that is all.
function gradOf({id, grad: [place, from], parts}) {
  const numbers = state.numbers;
  const value = numbers && numbers[place];
  if (!numbers || value === null || (Number.isNaN(value) && !parts.length && from > seeded)) return ["grad", false];
  if (state.quiz) return solved.has(id) ? [`grad ${short(value)}`, true] : ["grad ?", false];
  if (state.step >= from) return [`grad ${short(value)}`, true];
  const arrived = parts.filter(([step]) => step <= state.step);
  return [arrived.length ? `grad ${short(numbers[arrived[arrived.length - 1][1]])} + …` : "grad", false];
}

let lit = [];

// Mark what takes part in the step.
function showStage() {
  for (const element of lit) element.classList.remove("now", "taking", "flow", "forth");
  lit = [];
  if (state.quiz || !state.step) return;
  const light = (element, ...names) => {
    if (!element) return;
    element.classList.add(...names);
    lit.push(element);
  };
  const [kind, node, to, index] = data.stages[state.step - 1];
  light(elements.get(node), "now");
  if (kind === SEED) return;
  light(gates.get(node), "now");
  for (const edge of into.get(node) || []) {
    const isPart = kind === FORWARD || !("index" in edge.dataset) || Number(edge.dataset.index) === index;
    if (isPart) light(edge, "now", kind === FORWARD ? "forth" : "flow");
  }
  if (kind === BACKWARD) light(elements.get(to), "taking");
}

function showEdges() {
  for (const edge of edges) {
    const {to, index} = edge.dataset;
    const step = index === undefined ? stageOf.get(to) : stageOf.get(`${index} ${to}`);
    edge.classList.toggle("passed", !state.quiz && step !== undefined && state.step >= step);
    edge.classList.toggle("used", state.step >= (forwardOf.get(to) || 0));
  }
}

// What a step does, beside its gate: local derivative times upstream gradient.
const chip = document.createElementNS("http://www.w3.org/2000/svg", "g");
chip.setAttribute("class", "chip");
const [plate, chipText] = ["rect", "text"].map((name) => document.createElementNS(chip.namespaceURI, name));
chip.append(plate, chipText);
svg.querySelector("g").append(chip);
const byName = new Map(nodes.map((node) => [node.id, node]));

function showChip() {
  const stage = state.step && !state.quiz && state.numbers ? data.stages[state.step - 1] : [];
  const [kind, node, to, , local, product] = stage;
  const gate = kind === BACKWARD && elements.has(to) && gates.get(node);
  chip.setAttribute("visibility", gate ? "visible" : "hidden");
  if (!gate) return;
  const factors = [local, byName.get(node).grad[0]];
  const digits = digitsOf("factors", factors.map((place) => state.numbers[place]), state.numbers[product]);
  const [one, other] = factors.map((place) => textIn({place, inParentheses: true}, digits));
  chipText.textContent = `${one}·${other} = ${short(state.numbers[product])}`;
  const {x, y, width, height} = placeFor(gate.getBBox(), widthOf(chipText.textContent) + 12, 19);
  for (const [name, value] of Object.entries({x, y, width, height, rx: 5})) plate.setAttribute(name, value);
  chipText.setAttribute("x", x + width / 2);
  chipText.setAttribute("y", y + 13.5);
}

const overlap = (a, b) => Math.max(Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x), 0)
  * Math.max(Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y), 0);
let boxes = [];

// Near the gate, where it covers the least of what else is there.
function placeFor(gate, width, height) {
  if (!boxes.length) boxes = [...elements.values(), ...gates.values()].map((each) => each.getBBox());
  const [left, top, wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
  const {e, f} = svg.querySelector("g").transform.baseVal.consolidate().matrix;
  const middle = {x: gate.x + gate.width / 2, y: gate.y + gate.height / 2};
  const near = boxes.filter((box) => overlap(box, {x: middle.x - 200, y: middle.y - 120, width: 400, height: 240}));
  let [best, least] = [null, Infinity];
  for (let down = -90; down <= 90; down += 5) {
    for (let right = -60; right <= 60; right += 10) {
      const place = {x: middle.x + right - width / 2, y: middle.y + down - height / 2, width, height};
      place.x = Math.min(Math.max(place.x, left - e), left + wide - e - width);
      place.y = Math.min(Math.max(place.y, top - f), top + high - f - height);
      const covered = near.reduce((sum, box) => sum + overlap(box, place), 0);
      const cost = covered + Math.hypot(right, down) / 4;
      if (cost < least) [best, least] = [place, cost];
    }
  }
  return best;
}

// The paths from a node to the output.
const users = new Map();
for (const node of nodes) {
  for (const source of new Set(node.inputs)) {
    if (!users.has(source)) users.set(source, []);
    users.get(source).push(node.id);
  }
}

let source;

function lightPaths(id) {
  if (id === source) return;
  source = id;
  const reached = new Set(id ? [id] : []);
  for (const each of reached) for (const user of users.get(each) || []) reached.add(user);
  svg.classList.toggle("paths", Boolean(id));
  for (const [name, element] of elements) element.classList.toggle("on", reached.has(name));
  for (const [name, element] of gates) element.classList.toggle("on", reached.has(name) && name !== id);
  for (const edge of edges) {
    const {from, to, index} = edge.dataset;
    edge.classList.toggle("on", reached.has(from) && reached.has(to) && (index !== undefined || from !== id));
  }
}
