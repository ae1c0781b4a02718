// All of it together: the step at hand, its address, the keys and buttons, playing.

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

// A browser allows so many changes of the address in a while, and somebody may drag the slider.
function address() {
  clearTimeout(addressing);
  addressing = setTimeout(writeAddress, 300);
}

let addressing = 0;

function writeAddress() {
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
  ArrowRight: () => jump(state.step + 1), " ": play,
};

document.addEventListener("keydown", (event) => {
  const move = MOVES[event.key];
  const own = event.target.closest(event.key === " " ? "input, select, button, a" : "input, select");
  if (!move || own || state.quiz || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  move();
});
byId("first").addEventListener("click", MOVES.Home);
byId("back").addEventListener("click", MOVES.ArrowLeft);
byId("next").addEventListener("click", MOVES.ArrowRight);
byId("last").addEventListener("click", MOVES.End);
byId("play").addEventListener("click", play);
byId("slider").addEventListener("input", () => jump(Number(byId("slider").value)));

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
  if (state.quiz) nextQuestion()?.focus();
});
byId("again").addEventListener("click", () => {
  startQuiz();
  render();
  nextQuestion()?.focus();
});
byId("tell").addEventListener("click", tellNext);
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
