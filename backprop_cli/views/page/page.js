"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const main = document.querySelector("main");
  const svg = document.querySelector("#graph svg");
  const LAST = data.stages.length;
  const [FORWARD, SEED, BACKWARD] = ["forward", "seed", "backward"];
  const MOST_DIGITS = 17;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  // What a program computes is here a list of numbers; each has its place there. They are those of Python at the given
  // inputs, and those of the exported program elsewhere; null stands for all of them where there is no value.
  const given = data.given.map((x) => (typeof x === "string" ? Number(x) : x));
  const state = {step: 0, numbers: given, moved: false, problem: "", quiz: false, version: 0};
  const solved = new Set();

  // Numbers as text

  // Decimal digits without zeros at their end as Python writes them: 0.001, 1e-05, 1e+16.
  function laidOut(x, exponential, most) {
    const [mantissa, exponent] = exponential.split("e");
    const digits = mantissa.replace(/[-.]/g, "").replace(/(?<=.)0+$/, "");
    const power = Number(exponent);
    const sign = x < 0 || Object.is(x, -0) ? "-" : "";
    if (power < -4 || power >= most) {
      const more = digits.length > 1 ? "." + digits.slice(1) : "";
      return `${sign}${digits[0]}${more}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
    }
    if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
    const whole = digits.slice(0, power + 1).padEnd(power + 1, "0");
    return sign + whole + (digits.length > power + 1 ? "." + digits.slice(power + 1) : "");
  }

  const named = (x) => (Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf");
  const full = (x) => (Number.isFinite(x) ? laidOut(x, x.toExponential(), 16) : named(x));

  // For people: as many digits as were asked for.
  function short(x, digits = data.precision) {
    if (digits === "full" || !Number.isFinite(x)) return full(x);
    const text = laidOut(x, x.toExponential(digits - 1), digits);
    return text === "-0" ? "0" : text;
  }

  // For programs: the shortest text that is read as the same double, as JSON has it.
  function exact(x) {
    if (!Number.isFinite(x)) return String(x);
    const text = full(x);
    return /[.e]/.test(text) ? text : text + ".0";
  }

  const NUMBER = /^\s*[-+−]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;

  function read(text) {
    const x = NUMBER.test(text) ? Number(text.replace("−", "-")) : NaN;
    return Number.isFinite(x) ? x : null;
  }

  // A sentence with the places of numbers in it.
  const filled = (text) => text.replace(/\ue000(\d+)\ue001/g, (_, place) => full(state.numbers[place]));

  // The graph

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

  function lightPaths(id) {
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

  // The words

  const slotsIn = (element) => [...element.querySelectorAll("[data-at]")].map((slot) => ({
    slot, given: slot.textContent, place: slot.dataset.at, inParentheses: "p" in slot.dataset,
  }));

  // What is written on the left of a number, so that it comes out.
  const calculationsIn = (element) => [...element.querySelectorAll("[data-by]")].map((each) => ({
    how: each.dataset.by, slots: slotsIn(each), result: slotsIn(each.closest(".equation")).pop().place,
  }));

  const sections = [...document.querySelectorAll("#words section")].map((element) => ({
    element,
    first: Number(element.dataset.first),
    last: Number(element.dataset.last),
    where: element.dataset.where || "",
    version: 0,
    rows: [...element.querySelectorAll("[data-row]")],
    slots: slotsIn(element),
    calculations: element.dataset.where === "given" ? [] : calculationsIn(element),
    equations: [...element.querySelectorAll(".equation:not(.whole)")].map((equation) => [...equation.children]),
    kinked: [...element.querySelectorAll("[data-kinked]")],
  }));

  function textIn({place, inParentheses}, digits) {
    const text = short(state.numbers[place], digits);
    return inParentheses && text.startsWith("-") ? `(${text})` : text;
  }

  // As many digits as let the reader follow a calculation from what is shown of its numbers.
  function digitsOf(how, numbers, result) {
    if (data.precision === "full" || !numbers.every(Number.isFinite) || !Number.isFinite(result)) return data.precision;
    if (how === "formula") return data.precision + cancelled(numbers, result);
    const rounded = (digits) => numbers.map((x) => Number(x.toPrecision(digits)));
    const total = (terms) => terms.reduce((a, b) => (how === "terms" ? a + b : a * b));
    const follows = (x) => x === result || Math.abs(x - result) <= 10 ** (1 - data.precision) * Math.abs(result);
    let digits = data.precision;
    while (digits < MOST_DIGITS && !follows(total(rounded(digits)))) digits += 1;
    return digits;
  }

  // How many digits 1 - 0.99999996^2 has lost, so that the reader sees what is left.
  function cancelled(numbers, result) {
    const largest = Math.max(...numbers.map(Math.abs));
    const lost = result && largest ? Math.floor(Math.log10(largest / Math.abs(result))) : 0;
    return Math.min(Math.max(lost, 0), MOST_DIGITS - data.precision);
  }

  // Write the numbers of now into a section.
  function fill(section) {
    if (section.version === state.version) return;
    section.version = state.version;
    for (const each of section.slots) each.slot.textContent = state.moved ? textIn(each) : each.given;
    for (const {how, slots, result} of state.moved ? section.calculations : []) {
      const numbers = slots.map(({place}) => state.numbers[place]);
      const digits = digitsOf(how, numbers, state.numbers[result]);
      for (const each of slots) each.slot.textContent = textIn(each, digits);
    }
    for (const sides of section.equations) hideRepeated(sides);
    for (const row of section.kinked) {
      const isKinked = state.moved && notesOn(row.dataset.kinked).length > 0;
      if (isKinked) for (const side of row.querySelectorAll(".named")) side.hidden = true;
    }
  }

  // A side that looks like the next is left out.
  function hideRepeated(sides) {
    const texts = sides.map((side) => side.textContent.replace(/^ = /, ""));
    sides.forEach((side, i) => { side.hidden = i > 0 && texts[i] === texts[i + 1]; });
  }

  const notesOn = (id) => [...new Set(
    data.kinks.flatMap(([node, place, text]) => (node === id && state.numbers[place] ? [filled(text)] : [])),
  )];

  const isOther = ({where}) => where === (state.moved ? "given" : "moved");

  function showWords() {
    const hasNumbers = Boolean(state.numbers);
    byId("words").hidden = state.quiz;
    byId("questions").hidden = !state.quiz;
    for (const section of sections) {
      const {element, first, last, rows} = section;
      const other = isOther(section) || !hasNumbers;
      const shown = !other && first <= state.step && state.step <= last;
      element.classList.toggle("other", other);
      if (element.hidden === shown) element.hidden = !shown;
      if (!shown) continue;
      fill(section);
      for (const row of rows) {
        const step = Number(row.dataset.row);
        row.classList.toggle("later", step > state.step);
        row.classList.toggle("now", step === state.step);
      }
    }
    byId("phase").textContent = phase();
    showConvention();
  }

  function phase() {
    if (!state.step) return "Before the first step";
    const [kind] = data.stages[state.step - 1];
    return `Step ${state.step}: ${kind === FORWARD ? "forward pass" : "backward pass"}`;
  }

  // What is to be remarked where an input has been changed; at the given point the words have it.
  function showConvention() {
    const stage = state.step ? data.stages[state.step - 1] : [];
    const notes = state.moved && state.numbers && stage[0] === BACKWARD ? notesOn(stage[1]) : [];
    byId("convention").hidden = !notes.length;
    byId("convention").textContent = notes.map((note) => `Note: ${note}`).join(" ");
  }

  function speak() {
    const shown = [...document.querySelectorAll("#words section:not([hidden]) :is(h3, p, dl.now)")];
    const visible = shown.filter((each) => !each.closest(".later")).map(wordsIn);
    byId("spoken").textContent = state.problem || [phase(), ...visible].join(". ");
  }

  // The text of an element, without what is hidden in it.
  function wordsIn(element) {
    const copy = element.cloneNode(true);
    for (const hidden of copy.querySelectorAll("[hidden]")) hidden.remove();
    return copy.textContent.trim();
  }

  // The inputs

  const fields = [...document.querySelectorAll("#inputs input")];

  function compute() {
    const values = {...data.inputs};
    const wrong = fields.find((field) => read(field.value) === null);
    for (const field of fields) values[field.name] = read(field.value);
    state.version += 1;
    state.moved = fields.some((field) => values[field.name] !== data.inputs[field.name]);
    state.problem = wrong ? `${wrong.name} is no number: write one such as 0.5 or -1e-3` : "";
    state.numbers = wrong ? null : state.moved ? backprop(values).numbers : given;
    if (state.numbers && state.moved) state.problem = fault();
    if (state.problem) state.numbers = null;
    for (const field of fields) field.setAttribute("aria-invalid", String(read(field.value) === null));
    byId("problem").textContent = state.problem;
    byId("problem").hidden = !state.problem;
    byId("restore").hidden = !state.moved;
    startQuiz();
  }

  // What eval says where an operation has no value.
  function fault() {
    const broken = data.faults.find((each) => !Number.isFinite(state.numbers[each.data]));
    if (!broken) return "";
    const [, text] = broken.needs.find(([place]) => !state.numbers[place]) || [0, broken.else];
    return filled(text);
  }

  // The quiz

  const questions = [...document.querySelectorAll("[data-quiz]")];
  const output = nodes[nodes.length - 1].id;
  const gradPlace = new Map(nodes.map((node) => [node.id, node.grad && node.grad[0]]));

  const isOpen = (field) => (data.users[field.dataset.quiz] || []).every((user) => solved.has(user));

  // What is infinite or no number, nobody can answer: it is told.
  function startQuiz() {
    solved.clear();
    solved.add(output);
    for (const field of questions) {
      const right = state.numbers && state.numbers[gradPlace.get(field.dataset.quiz)];
      const isTold = Boolean(state.numbers) && !Number.isFinite(right);
      field.value = isTold ? full(right) : "";
      if (isTold) solved.add(field.dataset.quiz);
      tell(field, "", isTold ? "is given: there is no finite gradient" : "");
    }
    showQuestions();
  }

  function showQuestions() {
    for (const field of questions) {
      const isSolved = solved.has(field.dataset.quiz);
      field.disabled = !state.numbers || !(isSolved || isOpen(field));
      field.readOnly = isSolved;
    }
    const right = questions.filter((field) => solved.has(field.dataset.quiz)).length;
    byId("score").textContent = right === questions.length ? "All of them are right." : `${right} of ${questions.length} are right.`;
  }

  function tell(field, verdict, words) {
    if (verdict) field.dataset.verdict = verdict;
    else delete field.dataset.verdict;
    const said = byId(field.getAttribute("aria-describedby"));
    said.textContent = words;
    if (words) byId("spoken").textContent = `${field.dataset.quiz}: ${words}`;
  }

  function judge(field) {
    const {quiz: id} = field.dataset;
    if (field.readOnly) return undefined;
    const x = read(field.value);
    if (!field.value.trim()) return tell(field, "", "");
    if (x === null) return tell(field, "wrong", "write a number, such as 0.5 or -1e-3");
    const right = state.numbers[gradPlace.get(id)];
    if (!accepts(x, right, precisionOf(field.value))) return tell(field, "wrong", diagnosis(id, x) || "that is not it");
    solved.add(id);
    tell(field, "right", "right");
    showQuestions();
    render();
    const next = questions.find((each) => !each.disabled && !each.readOnly);
    if (next && document.activeElement === field) next.focus();
    return undefined;
  }

  // What is said of a known mistake; its numbers are those at the given point.
  function diagnosis(id, x) {
    if (state.moved) return "";
    for (const [words, texts] of data.mistakes[id] || []) {
      const text = texts.find((each) => Number(each) === x);
      if (text !== undefined) return words.replace("\ue000", text);
    }
    return "";
  }

  // How precisely a number is written: its significant digits, and a unit in the last of them.
  function precisionOf(text) {
    const [, whole, fraction, exponent] = /^\s*[-+−]?(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?\s*$/.exec(text);
    const count = (whole + fraction).replace(/^0+/, "").length;
    if (!count) return null;
    const atEnd = whole.length - whole.replace(/0+$/, "").length;
    const zeros = text.includes(".") || exponent ? 0 : Math.max(Math.min(atEnd, count - data.fewest), 0);
    return {significant: count - zeros, unit: Number(`1e${Number(exponent || 0) - fraction.length + zeros}`)};
  }

  // As close as the marking wants it, or as rounded to the digits given.
  function accepts(x, right, digits) {
    if (!Number.isFinite(right)) return false;
    const error = Math.abs(x - right);
    const {rtol, atol, sigfigs} = data.tolerance;
    if (error <= Math.max(atol, rtol * Math.abs(right))) return true;
    if (!sigfigs || !digits) return false;
    const unit = digits.unit * 10 ** Math.min(digits.significant - data.fewest, 0);
    return error <= unit / 2 * data.slack;
  }

  // All of it

  function render() {
    main.dataset.step = state.step;
    nodes.forEach(showNode);
    showEdges();
    showStage();
    showWords();
    showChip();
    byId("slider").value = state.step;
    byId("slider").setAttribute("aria-valuetext", phase());
    byId("where").textContent = `${state.step} / ${LAST}`;
    for (const id of ["first", "back"]) byId(id).disabled = state.quiz || state.step === 0;
    for (const id of ["next", "last"]) byId(id).disabled = state.quiz || state.step === LAST;
    byId("slider").disabled = byId("play").disabled = state.quiz;
    byId("quiz").setAttribute("aria-pressed", String(state.quiz));
    byId("quiz").textContent = state.quiz ? "End the quiz" : "Quiz";
    main.classList.toggle("quiz", state.quiz);
    main.classList.toggle("without", !state.numbers);
  }

  function follow() {
    const stage = state.step ? data.stages[state.step - 1] : null;
    if (stage) bring(stage[2] || stage[1]);
  }

  // Scroll the graph to a node, where it is wider than the page.
  function bring(id) {
    const element = elements.get(id);
    const box = byId("graph");
    if (!element || (box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight)) return;
    const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollBy({
      left: (inner.left + inner.right - outer.left - outer.right) / 2,
      top: (inner.top + inner.bottom - outer.top - outer.bottom) / 2,
      behavior: still.matches ? "instant" : "smooth",
    });
  }

  function address() {
    const query = new URLSearchParams([["step", state.step]]);
    if (state.quiz) query.set("quiz", "1");
    for (const {name, value} of fields) {
      if (read(value) !== null && read(value) !== data.inputs[name]) query.append("at", `${name}=${value.trim()}`);
    }
    if (location.hash !== `#${query}`) history.replaceState(null, "", `#${query}`);
  }

  function show() {
    render();
    follow();
    address();
    speak();
  }

  function go(step) {
    if (state.quiz) return;
    state.step = Math.min(Math.max(step, 0), LAST);
    show();
  }

  // From the address, which a teacher may have written.
  function arrive() {
    const query = new URLSearchParams(location.hash.slice(1));
    const step = Number(query.get("step"));
    state.step = Number.isInteger(step) ? Math.min(Math.max(step, 0), LAST) : 0;
    const values = new Map(query.getAll("at").map((each) => {
      const cut = each.indexOf("=");
      return [each.slice(0, cut), each.slice(cut + 1)];
    }));
    for (const field of fields) field.value = values.has(field.name) ? values.get(field.name) : field.defaultValue;
    state.quiz = query.has("quiz") && questions.length > 0;
    if (state.quiz) state.step = seeded;
    compute();
    show();
  }

  // Playing

  let timer = 0;

  function pause() {
    clearTimeout(timer);
    timer = 0;
    byId("play").setAttribute("aria-pressed", "false");
    byId("play").textContent = "Play";
  }

  function play() {
    if (timer) return pause();
    if (state.quiz) return;
    byId("play").setAttribute("aria-pressed", "true");
    byId("play").textContent = "Pause";
    if (state.step === LAST) go(0);
    const on = () => {
      if (state.step < LAST) go(state.step + 1);
      if (state.step === LAST) pause();
      else timer = setTimeout(on, Number(byId("speed").value));
    };
    timer = setTimeout(on, Number(byId("speed").value) / 2);
  }

  const jump = (step) => {
    pause();
    go(step);
  };

  const MOVES = {
    Home: () => jump(0), End: () => jump(LAST), ArrowLeft: () => jump(state.step - 1),
    ArrowRight: () => jump(state.step + 1), ArrowUp: () => jump(state.step - 1), ArrowDown: () => jump(state.step + 1), " ": play,
  };

  document.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    const own = event.target.closest(event.key === " " ? "input, select, button, a" : "input, select");
    const scrolls = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (!move || own || scrolls || state.quiz || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    move();
  });
  byId("first").addEventListener("click", MOVES.Home);
  byId("back").addEventListener("click", MOVES.ArrowLeft);
  byId("next").addEventListener("click", MOVES.ArrowRight);
  byId("last").addEventListener("click", MOVES.End);
  byId("play").addEventListener("click", play);
  byId("slider").addEventListener("input", () => jump(Number(byId("slider").value)));

  byId("inputs").addEventListener("submit", (event) => event.preventDefault());
  byId("inputs").addEventListener("input", () => {
    compute();
    show();
  });
  byId("restore").addEventListener("click", () => {
    for (const field of fields) field.value = field.defaultValue;
    compute();
    show();
    fields[0].focus();
  });

  byId("quiz").hidden = !questions.length;
  byId("quiz").addEventListener("click", () => {
    pause();
    state.quiz = !state.quiz;
    state.step = seeded;
    startQuiz();
    show();
    if (state.quiz) questions.find((field) => !field.disabled)?.focus();
  });
  byId("again").addEventListener("click", () => {
    startQuiz();
    render();
    questions.find((field) => !field.disabled)?.focus();
  });
  for (const field of questions) {
    field.addEventListener("change", () => judge(field));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") judge(field);
    });
  }

  svg.addEventListener("click", (event) => {
    const edge = event.target.closest(".edge");
    if (!edge) return;
    const {to, index} = edge.dataset;
    const step = (index === undefined ? undefined : stageOf.get(`${index} ${to}`)) || stageOf.get(to) || forwardOf.get(to);
    if (step) jump(step);
  });
  svg.addEventListener("pointerover", (event) => lightPaths(event.target.closest("[data-node]")?.dataset.node));
  svg.addEventListener("pointerleave", () => lightPaths());
  document.addEventListener("focusin", ({target}) => {
    const id = target.dataset.quiz || (fields.includes(target) ? target.name : undefined);
    lightPaths(id);
    if (id) bring(id);
  });
  addEventListener("beforeprint", () => sections.filter((each) => !isOther(each) && state.numbers).forEach(fill));
  addEventListener("hashchange", arrive);

  svg.style.setProperty("--width", svg.getAttribute("width"));
  main.classList.toggle("tall", Number(svg.getAttribute("height")) > 0.8 * Number(svg.getAttribute("width")));
  arrive();
})();
