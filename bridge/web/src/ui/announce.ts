/* Announce: the one polite voice of the page. Once per event, never per word of an answer. */

let last = '';

export function announce(text: string): void {
  const line = document.getElementById('announcer');
  if (!line) return;
  last = text === last ? `${text}\u00a0` : text; // the same words twice are spoken twice
  line.textContent = last;
}
