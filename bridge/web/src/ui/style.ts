/* Style: sheets beside the first one. The page names each; it is fetched when a page needs it. */
const sheets = new Map<string, Promise<void>>();

export function loadStyle(name: 'desk' | 'feedback'): Promise<void> {
  const known = sheets.get(name);
  if (known) return known;
  const address = document.querySelector<HTMLMetaElement>(`meta[name="style-${name}"]`)?.content;
  const sheet = address ? fetched(address, () => sheets.delete(name)) : Promise.resolve();
  sheets.set(name, sheet);
  return sheet;
}

function fetched(address: string, lost: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = address;
    link.onload = () => resolve();
    link.onerror = () => {
      lost();
      reject(new Error('style'));
    };
    document.head.append(link);
  });
}
