/**
 * Runs before React wakes the page up. Next.js rewrites the history entry as it wakes, and a browser then forgets that
 * the entry was a POST: Back and Reload would ask for the page without what was typed. The answer to a form keeps its
 * entry as the browser made it; such pages link by whole page loads and do not need the router's state.
 */
if (document.documentElement.dataset.posted !== undefined) window.history.replaceState = () => {}
