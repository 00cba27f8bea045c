/** Holds the page's layers: what a folder may import, no cycles, every text from the configuration. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../static/js", import.meta.url));

/** @type {Record<string, readonly string[]>} */
const ALLOWED = {
  "room/state": ["room/state"],
  "room/io": ["room/io", "room/state", "lib"],
  "room/ui": ["room/state", "room/ui/lines", "lib"],
  "room/ui/lines": ["room/state", "lib"],
  "room/debug": ["room/debug", "room/state", "lib"],
  lib: ["lib"],
};

const FILES = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".js"))
  .map((path) => join(ROOT, path));

/** @param {string} path @returns {string} */
const read = (path) => readFileSync(path, "utf8");

/** @param {string} path @returns {string[]} the files it imports */
function importsOf(path) {
  const found = read(path).matchAll(/^(?:import|export)[^;]*?from "([^"]+)";/gms);
  return [...found].map(([, target]) => normalize(join(dirname(path), target)));
}

/** @param {string} path @returns {string[]} the files it names in types, too */
function mentionsOf(path) {
  const found = read(path).matchAll(/import\("(\.[^"]+)"\)/g);
  const targets = [...found].map(([, target]) => normalize(join(dirname(path), target)));
  return [...importsOf(path), ...targets].filter((target) => FILES.includes(target));
}

/** @param {string} path @returns {string} */
const folderOf = (path) => relative(ROOT, dirname(path));

test("every folder imports only what it may", () => {
  for (const path of FILES) {
    const allowed = ALLOWED[folderOf(path)];
    if (!allowed) continue;
    for (const target of importsOf(path)) {
      assert.ok(allowed.includes(folderOf(target)), `${relative(ROOT, path)} → ${target}`);
    }
  }
});

test("no file imports itself in a circle", () => {
  /** @param {string} path @param {readonly string[]} way */
  const walk = (path, way) => {
    assert.ok(!way.includes(path), [...way, path].map((p) => relative(ROOT, p)).join(" → "));
    for (const target of importsOf(path)) walk(target, [...way, path]);
  };
  for (const path of FILES) walk(path, []);
});

test("no file names itself in a circle, types included", () => {
  // The name of a served file holds a hash of all it names, also in comments: a circle has none.
  /** @type {Set<string>} */
  const done = new Set();
  /** @param {string} path @param {readonly string[]} way */
  const walk = (path, way) => {
    assert.ok(!way.includes(path), [...way, path].map((p) => relative(ROOT, p)).join(" → "));
    if (done.has(path)) return;
    for (const target of mentionsOf(path)) walk(target, [...way, path]);
    done.add(path);
  };
  for (const path of FILES) walk(path, []);
});

test("hls.js is fetched by one module, and only when it is needed", () => {
  const users = FILES.filter((path) => read(path).includes("lib/hls/"));

  assert.deepEqual(users.map((path) => relative(ROOT, path)), ["room/io/hls.js"]);
  assert.ok(users.every((path) => importsOf(path).every((target) => !target.includes("lib/hls/"))));
});

test("the pure part reads no clock, no chance and no page", () => {
  const impure = /\b(Date\.now|performance\.|Math\.random|document\.|window\.|setTimeout|localStorage)/;
  for (const path of FILES.filter((path) => folderOf(path) === "room/state")) {
    assert.doesNotMatch(read(path), impure, relative(ROOT, path));
  }
});

test("scripts hold no Chinese and build no markup from text", () => {
  for (const path of FILES) {
    const code = read(path).replace(/\/\*[\s\S]*?\*\//g, "");
    assert.doesNotMatch(code, /[\u4e00-\u9fff]/, relative(ROOT, path));
    assert.doesNotMatch(code, /innerHTML|insertAdjacentHTML|document\.write|\beval\(/, path);
  }
});
