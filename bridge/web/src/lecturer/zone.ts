/* Zone: dates as a datetime-local field has them, in the university's time zone, and instants. */

/** Wall time of an instant in a zone, "2026-11-21T09:00"; without a zone: the device's. */
export function toLocal(at: string | undefined, zone?: string): string {
  const instant = Date.parse(at ?? '');
  if (Number.isNaN(instant)) return '';
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...(zone ? { timeZone: zone } : {}),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => parts.find((p) => p.type === type)!.value;
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** When the device's clock shows "16:00" next. */
export function nextTime(clock: string, now = new Date()): string | undefined {
  const [hours, minutes] = clock.split(':').map(Number);
  if (hours === undefined || minutes === undefined || Number.isNaN(hours + minutes))
    return undefined;
  const next = new Date(now);
  next.setHours(hours, minutes, 0, 0);
  if (next <= now) next.setDate(next.getDate() + 1);
  return next.toISOString().replace('.000Z', 'Z');
}

/** The instant of a wall time; one that a clock change skips moves forward. */
export function fromLocal(text: string, zone?: string): string | undefined {
  const asUtc = Date.parse(`${text}Z`);
  if (!text || Number.isNaN(asUtc)) return undefined;
  const offset = (instant: number) =>
    Date.parse(`${toLocal(new Date(instant).toISOString(), zone)}Z`) - instant; // of the zone, then
  let instant = asUtc - offset(asUtc);
  instant = asUtc - Math.min(offset(instant), offset(asUtc - offset(instant)));
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}
