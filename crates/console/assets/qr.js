/**
 * @file QR codes (ISO/IEC 18004) of short texts, as a picture for authenticator apps: byte mode, error correction M, versions
 * 1 to 10, which is up to 213 bytes.
 */

/** Of each version from 1, at level M: correction bytes per block, and the numbers of data bytes of the blocks. @type {[number, number[]][]} */
const BLOCKS = [
  [10, [16]], [16, [28]], [26, [44]], [18, [32, 32]], [24, [43, 43]], [16, [27, 27, 27, 27]], [18, [31, 31, 31, 31]],
  [22, [38, 38, 39, 39]], [22, [36, 36, 36, 37, 37]], [26, [43, 43, 43, 43, 44]],
];

/** Of each version from 1: where the centers of alignment patterns are. */
const ALIGNMENT = [
  [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50],
];

/** The eight masks, by row and column. @type {((row: number, column: number) => boolean)[]} */
const MASKS = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

const { exp, log } = field();

/** Powers and logarithms in GF(256) by x⁸ + x⁴ + x³ + x² + 1. */
function field() {
  const exp = new Uint8Array(512);
  const log = new Uint8Array(256);
  for (let power = 0, value = 1; power < 255; power++) {
    exp[power] = exp[power + 255] = value;
    log[value] = power;
    value = value & 0x80 ? (value << 1) ^ 0x11d : value << 1;
  }
  return { exp, log };
}

/** @param {number | undefined} one @param {number | undefined} other */
function times(one = 0, other = 0) {
  return one && other ? (exp[(log[one] ?? 0) + (log[other] ?? 0)] ?? 0) : 0;
}

/** Correction bytes of a block, by Reed and Solomon. @param {number[]} data @param {number} count */
function correction(data, count) {
  let generator = [1];
  for (let root = 0; root < count; root++) {
    const next = [...generator, 0];
    for (const [at, factor] of generator.entries()) next[at + 1] = (next[at + 1] ?? 0) ^ times(factor, exp[root]);
    generator = next;
  }
  const rest = [...data, ...Array(count).fill(0)];
  for (let at = 0; at < data.length; at++) {
    const factor = rest[at];
    for (const [offset, value] of generator.entries()) rest[at + offset] ^= times(value, factor);
  }
  return rest.slice(data.length);
}

/** All bytes of the code, blocks interleaved. @param {Uint8Array} text @param {number} version */
function codewords(text, version) {
  const [correctionLength, lengths] = /** @type {[number, number[]]} */ (BLOCKS[version - 1]);
  const capacity = lengths.reduce((sum, length) => sum + length, 0);
  const lengthBits = version < 10 ? 8 : 16;
  let bits = `0100${text.length.toString(2).padStart(lengthBits, "0")}`;
  for (const byte of text) bits += byte.toString(2).padStart(8, "0");
  bits = bits.padEnd(Math.min(bits.length + 4, capacity * 8), "0");
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  const data = (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  for (let pad = 0xec; data.length < capacity; pad ^= 0xec ^ 0x11) data.push(pad);
  let at = 0;
  const blocks = lengths.map((length) => data.slice(at, (at += length)));
  return [...interleaved(blocks), ...interleaved(blocks.map((block) => correction(block, correctionLength)))];
}

/** @param {number[][]} blocks */
function interleaved(blocks) {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, at) => blocks.flatMap((block) => block.slice(at, at + 1))).flat();
}

/** The bits of a number with its correcting remainder. @param {number} value @param {number} degree @param {number} generator */
function corrected(value, degree, generator) {
  let rest = value << degree;
  for (let bit = 31 - Math.clz32(rest); bit >= degree; bit = 31 - Math.clz32(rest)) rest ^= generator << (bit - degree);
  return (value << degree) | rest;
}

/**
 * The modules of a code, row by row: true is dark.
 *
 * @param {string} text
 * @returns {boolean[][]}
 */
export function modules(text) {
  const bytes = new TextEncoder().encode(text);
  const fits = (/** @type {[number, number[]]} */ [, lengths], /** @type {number} */ at) =>
    bytes.length + (at < 9 ? 2 : 3) <= lengths.reduce((sum, length) => sum + length, 0);
  const version = BLOCKS.findIndex(fits) + 1;
  if (version === 0) throw new RangeError("the text is too long for a QR code");
  const candidates = MASKS.map((_, mask) => drawn(codewords(bytes, version), version, mask));
  const penalties = candidates.map(penalty);
  return /** @type {boolean[][]} */ (candidates[penalties.indexOf(Math.min(...penalties))]);
}

/** @param {number[]} words @param {number} version @param {number} mask */
function drawn(words, version, mask) {
  const size = version * 4 + 17;
  /** Null where nothing is yet. @type {(boolean | null)[][]} */
  const grid = Array.from({ length: size }, () => Array(size).fill(null));
  const set = (/** @type {number} */ row, /** @type {number} */ column, /** @type {boolean} */ dark) => {
    const line = grid[row];
    if (line && column >= 0 && column < size) line[column] = dark;
  };
  // Concentric squares: finders in three corners with a light frame, alignment patterns elsewhere.
  const squares = (/** @type {number} */ row, /** @type {number} */ column, /** @type {number} */ reach, /** @type {number[]} */ light) => {
    for (let r = -reach; r <= reach; r++) {
      for (let c = -reach; c <= reach; c++) set(row + r, column + c, !light.includes(Math.max(Math.abs(r), Math.abs(c))));
    }
  };
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) squares(row ?? 0, column ?? 0, 4, [2, 4]);
  for (let at = 8; at < size - 8; at++) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  const centers = ALIGNMENT[version - 1] ?? [];
  for (const row of centers) {
    for (const column of centers) {
      const isFinder = (row === 6 && column === 6) || (row === 6 && column === size - 7) || (row === size - 7 && column === 6);
      if (!isFinder) squares(row, column, 2, [1]);
    }
  }
  // The level M is 00; the pattern of this XOR keeps the format from being all light.
  const format = corrected(mask, 10, 0x537) ^ 0x5412;
  for (let bit = 0; bit < 15; bit++) {
    const dark = ((format >> bit) & 1) === 1;
    set(bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit, 8, dark);
    set(8, bit < 8 ? size - 1 - bit : bit < 9 ? 7 : 14 - bit, dark);
  }
  set(size - 8, 8, true);
  if (version >= 7) {
    const bits = corrected(version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit++) {
      const [near, far] = [Math.floor(bit / 3), size - 11 + (bit % 3)];
      set(near, far, ((bits >> bit) & 1) === 1);
      set(far, near, ((bits >> bit) & 1) === 1);
    }
  }
  fill(grid, words, /** @type {(row: number, column: number) => boolean} */ (MASKS[mask]));
  return grid.map((line) => line.map((dark) => dark === true));
}

/**
 * Lays the bits out: pairs of columns from the right, up and down by turns, past the vertical timing pattern.
 *
 * @param {(boolean | null)[][]} grid
 * @param {number[]} words
 * @param {(row: number, column: number) => boolean} mask
 */
function fill(grid, words, mask) {
  const size = grid.length;
  let bit = 0;
  for (let right = size - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
    if (right === 6) right--;
    for (let step = 0; step < size; step++) {
      const row = isUp ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        const line = grid[row];
        if (!line || line[column] !== null) continue;
        const dark = (((words[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
        line[column] = dark !== mask(row, column);
        bit++;
      }
    }
  }
}

/** How hard a grid is to read. @param {boolean[][]} grid */
function penalty(grid) {
  const size = grid.length;
  const columns = grid.map((_, at) => grid.map((line) => line[at] === true));
  let sum = 0;
  for (const line of [...grid, ...columns]) {
    const text = line.map((dark) => (dark ? "1" : "0")).join("");
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    // What looks like a finder with four light modules beside it.
    for (let at = 0; at + 11 <= size; at++) {
      if (/^(?:10111010000|00001011101)$/.test(text.slice(at, at + 11))) sum += 40;
    }
  }
  for (let row = 0; row + 1 < size; row++) {
    for (let column = 0; column + 1 < size; column++) {
      const square = [grid[row]?.[column + 1], grid[row + 1]?.[column], grid[row + 1]?.[column + 1]];
      if (square.every((dark) => dark === grid[row]?.[column])) sum += 3;
    }
  }
  const dark = grid.flat().filter(Boolean).length;
  return sum + Math.floor(Math.abs((dark * 100) / (size * size) - 50) / 5) * 10;
}

/**
 * The picture of a text, with the light border that readers need. It is dark on light whatever the colors of the page.
 *
 * @param {string} text
 * @param {string} label What it is, for who does not see it.
 */
export function picture(text, label) {
  const grid = modules(text);
  const border = 4;
  const size = grid.length + 2 * border;
  const create = (/** @type {string} */ name, /** @type {Record<string, string | number>} */ attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, `${value}`);
    return element;
  };
  const dots = grid.flatMap((line, row) => line.flatMap((dark, column) => (dark ? [`M${column + border} ${row + border}h1v1h-1z`] : [])));
  const svg = create("svg", { viewBox: `0 0 ${size} ${size}`, width: size * 4, height: size * 4, role: "img", "aria-label": label });
  svg.append(create("rect", { width: size, height: size, fill: "#fff" }));
  svg.append(create("path", { d: dots.join(""), fill: "#000", "shape-rendering": "crispEdges" }));
  return svg;
}
