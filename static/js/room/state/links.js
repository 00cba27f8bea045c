/**
 * Links to films, as far as their text tells: what is no link to a film at all, what a film is called,
 * and where else the same film may be fetched. Pure.
 */

/**
 * Why a link does not play here; each has its own sentence (`media_<reason>` of the page's texts).
 * @typedef {"address" | "mixed" | "site" | "page" | "missing" | "refused" | "type" | "timeout"
 *   | "unreachable" | "failed" | "cors" | "codec" | "unplayable"} Reason
 */
/** A reason and what its sentence names. @typedef {{ reason: Reason, values?: Record<string, string | number> }} Trouble */
/** @typedef {{ url: string, fallback?: string }} Demo */
/**
 * What the server has told of films: its clips, for which links it fetches them for this page, and
 * sites whose addresses are those of pages, host → name.
 * @typedef {{ demos: readonly Demo[], proxy_mode?: string, api: string, sites: Record<string, string> }} Ways
 */

const FILM_NAME = /\.(mp4|m4v|webm|m3u8|mov|ogv|mkv|mp3|m4a)$/i;
const LONGEST_TITLE = 200;

/**
 * @param {string} text an address, or the bare path of a film on this server
 * @param {string} page address of the page
 * @returns {URL | null}
 */
export function parseLink(text, page) {
  try {
    const url = new URL(text, text.startsWith("/") ? page : undefined);
    return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : null;
  } catch {
    return null;
  }
}

/**
 * @param {URL} url
 * @param {Record<string, string>} sites
 * @returns {string | undefined} the site's name, when this is a page of it
 */
function siteOf({ hostname, pathname }, sites) {
  if (FILM_NAME.test(pathname)) return undefined;
  const host = Object.keys(sites).find((name) => `.${hostname}`.endsWith(`.${name}`));
  return host && sites[host];
}

/**
 * A reason to refuse a link by its looks alone, or null.
 * @param {string} text
 * @param {string} page address of the page
 * @param {Ways} ways
 * @returns {Trouble | null}
 */
export function troubleByLooks(text, page, ways) {
  const url = parseLink(text, page);
  if (!url) return { reason: "address" };
  const site = siteOf(url, ways.sites);
  if (site) return { reason: "site", values: { site } };
  return isMixed(url, page) && !isProxied(text, ways) ? { reason: "mixed" } : null;
}

/** @param {URL} url @param {string} page @returns {boolean} the browser would not load it */
function isMixed({ protocol }, page) {
  return protocol === "http:" && new URL(page).protocol === "https:";
}

/**
 * What a film is called when nobody has named it: the name of its file.
 * @param {string} url
 * @returns {string}
 */
export function nameOf(url) {
  const path = url.split(/[?#]/, 1)[0].replace(/\/+$/, "");
  const file = path.slice(path.lastIndexOf("/") + 1).replace(FILM_NAME, "");
  return readable(file).trim().slice(0, LONGEST_TITLE);
}

/** @param {string} text @returns {string} percents decoded, where they are UTF-8 */
export function readable(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} url @param {Ways} ways @returns {boolean} the server fetches it for this page */
export function isProxied(url, { demos, proxy_mode }) {
  if (url.startsWith("/")) return false;
  return proxy_mode === "all" || (proxy_mode === "demos" && demos.some((demo) => demo.url === url));
}

/**
 * Where the same film may be had, in the order of trying: as it was given, in the clip's other
 * version, through the server.
 * @param {string} url
 * @param {Ways} ways
 * @param {string} page address of the page
 * @returns {string[]}
 */
export function sourcesOf(url, ways, page) {
  const other = ways.demos.find((demo) => demo.url === url)?.fallback;
  const proxied = isProxied(url, ways) ? `${ways.api}/proxy/video?url=${encodeURIComponent(url)}` : "";
  // What the browser would not load is not worth a try.
  const link = parseLink(url, page);
  const direct = link && isMixed(link, page) ? "" : url;
  return [direct, other ?? "", proxied].filter(Boolean);
}

/** @type {Record<string, Reason>} */
const FINDINGS = {
  page: "page",
  missing: "missing",
  refused: "refused",
  type: "type",
  timeout: "timeout",
  unreachable: "unreachable",
  failed: "failed",
};

/**
 * What the server found behind a link that this page could not play.
 * @typedef {{ finding: string, status?: number, content_type?: string, is_playlist?: boolean,
 *   allows_pages?: boolean, is_hevc?: boolean }} Finding
 */

/**
 * Put together what the page saw and what the server found.
 * @param {Reason} seen
 * @param {Finding | null} finding null when the server does not look
 * @returns {Trouble}
 */
export function troubleFrom(seen, finding) {
  if (!finding) return { reason: seen };
  const reason = FINDINGS[finding.finding];
  const values = { status: finding.status ?? 0, type: finding.content_type || "?" };
  if (reason) return { reason, values };
  if (finding.is_hevc) return { reason: "codec" };
  if (finding.is_playlist && !finding.allows_pages) return { reason: "cors" };
  return { reason: seen };
}
