/* Media: whether there is room side by side, as the style sheet sees it. */
import { useEffect, useState } from 'preact/hooks';

export const WIDE = '(min-width: 54rem)';

export function useMedia(query: string): boolean {
  const [hit, setHit] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const change = () => setHit(list.matches);
    list.addEventListener('change', change);
    return () => list.removeEventListener('change', change);
  }, [query]);
  return hit;
}
