// What all of the script knows, and numbers as text.

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
