/**
 * The address of an avatar: an address as it is, a seed as the picture the server draws from it.
 * @param {string | undefined} avatar
 * @returns {string}
 */
export function avatarUrl(avatar) {
  if (avatar && /^(\/|https?:|data:)/.test(avatar)) return avatar;
  return `/avatars/${encodeURIComponent(avatar || "xiaowo")}.svg`;
}
