/** Names for frames and pages that no other has. */

/** @returns {string} random and short; `crypto.randomUUID` is missing on plain http */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
