// What somebody writes into the page: inputs, and answers to the quiz.

const fields = [...document.querySelectorAll("#inputs input")];

function compute() {
  // Not written into an object by their names, of which one may be __proto__.
  const written = fields.map((field) => [field.name, read(field.value)]);
  const values = Object.fromEntries([...Object.entries(data.inputs), ...written]);
  const wrong = fields.find((field) => read(field.value) === null);
  state.version += 1;
  state.moved = fields.some((field) => !Object.is(values[field.name], data.inputs[field.name]));
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

// The nodes whose gradients a node's own takes, and what is said of wrong answers.
const [before, mistakes] = [data.users, data.mistakes].map((each) => new Map(Object.entries(each)));

const isOpen = (field) => (before.get(field.dataset.quiz) || []).every((user) => solved.has(user));

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
  byId("tell").disabled = !nextQuestion();
  const right = questions.filter((field) => solved.has(field.dataset.quiz)).length;
  const all = questions.length;
  byId("score").textContent = right === all ? "All of them are known." : `${right} of ${all} are known.`;
}

function tell(field, verdict, words) {
  if (verdict) field.dataset.verdict = verdict;
  else delete field.dataset.verdict;
  const said = byId(field.getAttribute("aria-describedby"));
  said.textContent = words;
  if (words) byId("spoken").textContent = `${field.dataset.quiz}: ${words}`;
}

const nextQuestion = () => questions.find((each) => !each.disabled && !each.readOnly);

// Who does not find one, is told, and can go on.
function tellNext() {
  const field = nextQuestion();
  const right = state.numbers[gradPlace.get(field.dataset.quiz)];
  field.value = short(right);
  solved.add(field.dataset.quiz);
  tell(field, "", `is told: ${short(right)}`);
  showQuestions();
  render();
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
  if (document.activeElement === field) nextQuestion()?.focus();
  return undefined;
}

// What is said of a known mistake; its numbers are those at the given point.
function diagnosis(id, x) {
  if (state.moved) return "";
  for (const [words, texts] of mistakes.get(id) || []) {
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
