/** The pictures that can be said: eight that fly over the film, and some for lines. */

/** Exactly those the server knows. @type {readonly string[]} */
export const REACTIONS = Object.freeze(["❤️", "😂", "😮", "😢", "👏", "🔥", "👍", "🎉"]);

/** @type {readonly string[]} */
export const EMOJI = Object.freeze(
  ("😀 😄 😆 😅 🤣 😂 🙂 😉 😊 😍 😘 😋 😎 🤩 🤔 🤨 😏 😴 😭 😤 😡 😱 🥺 🥲 " +
    "😳 🙄 🤗 🤭 🤫 😷 👍 👎 👏 🙏 💪 👀 🙈 ❤️ 💔 💯 🔥 ✨ 🎉 🎬 🍿 🍻 ☕ 🌙").split(" "),
);
