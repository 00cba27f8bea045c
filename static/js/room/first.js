/**
 * Runs before anything of the room is drawn: a panel that is closed here (it was put away, or the page
 * is a phone on its side, see ui/panel.js) would otherwise be seen to go. No module, since those wait.
 */

(() => {
  /** @returns {boolean} */
  const isPutAway = () => {
    try {
      return localStorage.getItem("xiaowo.panel") === "false";
    } catch {
      return false;
    }
  };
  const is_flat = matchMedia("(orientation: landscape) and (max-height: 30rem) and (min-width: 35.01rem)").matches;
  const room = document.getElementById("room");
  if (room && (is_flat || isPutAway())) room.dataset.panel = "closed";
})();
