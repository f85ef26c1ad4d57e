/*
 * Clipboard: an LMS frame may forbid it. Then the old command is tried on a hidden field, and if
 * that fails too the text is selected for the keyboard.
 */
export async function copyText(
  text: string,
  shown?: Node,
): Promise<'copied' | 'selected' | 'failed'> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    /* no permission, or no secure context */
  }
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'vh';
  field.setAttribute('aria-hidden', 'true');
  document.body.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand('copy');
  } catch {
    /* selected below */
  }
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (done) return 'copied';
  if (!shown) return 'failed';
  getSelection()?.selectAllChildren(shown);
  return 'selected';
}

/** Hands a file to the browser; works under a CSP because it is a download, not a load. */
export function saveFile(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 30_000);
}

/** A title as a file name: letters of any script, digits, dashes. */
export function fileName(title: string, fallback: string, extension: string): string {
  const stem = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${stem || fallback}.${extension}`;
}
