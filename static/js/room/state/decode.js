/**
 * The text of a file that does not say how it is written. Pure: bytes in, text out.
 */

/** What comes most often in spoken Chinese, of both scripts; read wrongly it hardly ever turns up. */
const COMMON = new Set(
  "\u4e0d\u4e2a\u4e3a\u4e48\u4e86\u4eec\u4ec0\u4ed6\u4f1a\u4f60\u500b\u5011\u4f86\u5230" +
  "\u5417\u5427\u53bb\u554a\u55ce\u5728\u5979\u597d\u5bf9\u5c0d\u5c31\u5f88\u60f3\u6211" +
  "\u662f\u6703\u6709\u6765\u6c92\u6ca1\u70ba\u7684\u7ed9\u7d66\u8981\u8aaa\u8ba9\u8b93" +
  "\u8bf4\u8fc7\u8fd8\u8fd9\u9019\u9084\u904e\u90a3\u90fd\u9ebc",
);
/** Kana, as Japanese has them in every line. */
const KANA = /[\u3041-\u30ff]/;
/** Half a kana, private or control characters: signs of a wrong reading. */
const ODD = /[\uff61-\uff9f\ue000-\uf8ff\u0080-\u009f]/;

const MARKED = [
  { mark: [0xef, 0xbb, 0xbf], label: "utf-8" },
  { mark: [0xff, 0xfe], label: "utf-16le" },
  { mark: [0xfe, 0xff], label: "utf-16be" },
];
const CANDIDATES = ["gb18030", "big5", "shift_jis"];
/** Of the bytes of a plain text so many are zero only in UTF-16. */
const ZEROS_SHARE = 0.1;

/** @param {Uint8Array} bytes @param {string} label @returns {string | null} null: not written so */
function read(bytes, label) {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Line ends and times are ASCII in every subtitle file, so that half of their bytes are zero.
 * @param {Uint8Array} bytes
 * @returns {string | null}
 */
function wideLabel(bytes) {
  const zeros = [0, 0];
  bytes.forEach((byte, at) => byte === 0 && (zeros[at % 2] += 1));
  if (zeros[0] + zeros[1] < bytes.length * ZEROS_SHARE) return null;
  return zeros[0] > zeros[1] ? "utf-16be" : "utf-16le";
}

/** @param {string} text @returns {number} how much it looks like what somebody would write */
function likeness(text) {
  let score = 0;
  for (const letter of text) {
    if (COMMON.has(letter) || KANA.test(letter)) score += 1;
    else if (ODD.test(letter)) score -= 1;
  }
  return score;
}

/**
 * @param {Uint8Array} bytes
 * @returns {{ text: string, encoding: string }} what cannot be told is read as UTF-8 with gaps
 */
export function decode(bytes) {
  const marked = MARKED.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  const wide = marked ? null : wideLabel(bytes);
  const certain = marked?.label ?? wide ?? "utf-8";
  const text = read(bytes, certain);
  if (text !== null) return { text, encoding: certain };
  const readings = CANDIDATES.flatMap((encoding) => {
    const found = read(bytes, encoding);
    return found === null ? [] : [{ text: found, encoding }];
  });
  if (readings.length === 0) return { text: new TextDecoder().decode(bytes), encoding: "utf-8" };
  return readings.reduce((best, next) => (likeness(next.text) > likeness(best.text) ? next : best));
}
