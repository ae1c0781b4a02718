// The words of each step, with the numbers of now in them.

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
  const visible = shown.filter((each) => !each.closest(".later"));
  if (!byId("convention").hidden) visible.push(byId("convention"));
  byId("spoken").textContent = state.problem || [phase(), ...visible.map(wordsIn)].filter(Boolean).join(". ");
}

// The text of an element, without what is hidden in it, as it is to be heard: a list of terms as a list.
function wordsIn(element) {
  const copy = element.cloneNode(true);
  for (const hidden of copy.querySelectorAll("[hidden]")) hidden.remove();
  const terms = [...copy.querySelectorAll("dt")].map((term) => `${term.textContent} ${term.nextElementSibling.textContent}`);
  return (terms.length ? terms.join("; ") : copy.textContent).trim().replace(/\.$/, "");
}
