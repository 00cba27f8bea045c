/** Answering a part of what is kept whole, as players ask for films (RFC 9110 §14). Pure. */

/**
 * @param {string | null} header the request's Range
 * @param {number} size of the whole, bytes
 * @returns {{ start: number, end: number } | null | "beyond"} bytes from start to before end; null
 *   for the whole, also when the header is of a kind that may be ignored
 */
export function rangeOf(header, size) {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!found || (found[1] === "" && found[2] === "")) return null;
  const [, from, to] = found;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(size, Number(to) + 1);
  if (from !== "" && to !== "" && Number(to) < start) return null;
  return start >= size ? "beyond" : { start, end };
}

/**
 * @param {Blob} whole
 * @param {string | null} header the request's Range
 * @returns {Response}
 */
export function partOf(whole, header) {
  const { size, type } = whole;
  const range = rangeOf(header, size);
  const headers = { "Content-Type": type, "Accept-Ranges": "bytes" };
  if (range === null) return new Response(whole, { headers });
  if (range === "beyond") {
    return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
  }
  const { start, end } = range;
  return new Response(whole.slice(start, end, type), {
    status: 206,
    headers: { ...headers, "Content-Range": `bytes ${start}-${end - 1}/${size}` },
  });
}
