/* Toast: confirms what is done. Never the only place of an error. */
import { announce } from './announce';

let timer: ReturnType<typeof setTimeout> | undefined;

export function toast(text: string, undo?: { label: string; run: () => void }): void {
  document.querySelector('.toast')?.remove();
  clearTimeout(timer);
  const box = document.createElement('div');
  box.className = 'toast';
  const words = document.createElement('span');
  words.textContent = text;
  box.append(words);
  if (undo) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = undo.label;
    button.onclick = () => {
      box.remove();
      undo.run();
    };
    box.append(button);
  }
  document.body.append(box);
  announce(text);
  const leave = () => {
    // Not under somebody's finger or focus.
    if (box.matches(':hover') || box.contains(document.activeElement))
      timer = setTimeout(leave, 2000);
    else box.remove();
  };
  timer = setTimeout(leave, 6000);
}
