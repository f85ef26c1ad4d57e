/* Format: numbers, times and lengths of time in one language, all through Intl. */

export type Lang = 'en' | 'de';

/** A length of time in words of that language; the dictionary has the words. */
export interface SpanWords {
  seconds(n: number): string;
  minutes(n: number): string;
  hoursMinutes(h: number, m: number): string;
  days(n: number): string;
}

const LOCALES: Record<Lang, string> = { en: 'en-GB', de: 'de-DE' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export class Format {
  readonly locale: string;

  constructor(
    readonly lang: Lang,
    private readonly words: SpanWords,
    readonly zone?: string,
  ) {
    this.locale = LOCALES[lang];
  }

  private date(options: Intl.DateTimeFormatOptions, at: string | number): string {
    const when = new Date(at);
    if (Number.isNaN(when.getTime())) return '';
    return new Intl.DateTimeFormat(this.locale, {
      ...(this.zone ? { timeZone: this.zone } : {}),
      ...options,
    }).format(when);
  }

  number = (n: number): string => new Intl.NumberFormat(this.locale).format(n);
  percent = (share: number): string =>
    new Intl.NumberFormat(this.locale, { style: 'percent', maximumFractionDigits: 0 }).format(
      share,
    );
  /** 6,000,000 as "6 million", 12,345 as it is. */
  roundNumber = (n: number): string =>
    n < 1e6
      ? this.number(n)
      : new Intl.NumberFormat(this.locale, {
          notation: 'compact',
          compactDisplay: this.lang === 'de' ? 'short' : 'long',
          maximumFractionDigits: 1,
        }).format(n);

  clock = (at: string | number): string => this.date({ hour: '2-digit', minute: '2-digit' }, at);
  weekdayShort = (at: string | number): string => this.date({ weekday: 'short' }, at);
  weekday = (at: string | number): string => this.date({ weekday: 'long' }, at);
  day = (at: string | number): string => this.date({ day: 'numeric', month: 'long' }, at);
  dayNumber = (at: string | number): string => this.date({ day: 'numeric' }, at).replace('.', '');
  dayYear = (at: string | number): string =>
    this.date({ day: 'numeric', month: 'long', year: 'numeric' }, at);
  dayShort = (at: string | number): string => this.date({ day: 'numeric', month: 'short' }, at);
  dayTime = (at: string | number): string =>
    this.date(
      { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
      at,
    );
  weekdayDay = (at: string | number): string =>
    this.date({ weekday: 'long', day: 'numeric', month: 'long' }, at);
  weekdayName = (iso: number, style: 'short' | 'long' = 'short'): string =>
    new Intl.DateTimeFormat(this.locale, { weekday: style, timeZone: 'UTC' }).format(
      Date.UTC(2024, 0, iso),
    ); // 1 January 2024: a Monday
  list = (parts: string[]): string =>
    new Intl.ListFormat(this.locale, { type: 'conjunction' }).format(parts);

  /** Calendar days from now to then: 0 today, 1 tomorrow, -1 yesterday. */
  daysFromNow(at: string | number, now = Date.now()): number {
    const key = (t: string | number) =>
      Date.parse(
        new Intl.DateTimeFormat(
          'en-CA', // year-month-day
          {
            ...(this.zone ? { timeZone: this.zone } : {}),
            year: 'numeric',
            month: '2-digit',
            day: '2-digit',
          },
        ).format(new Date(t)),
      );
    return Math.round((key(at) - key(now)) / DAY);
  }

  /** "9 h 12 min", "4 min", "30 s", "3 days". */
  span(ms: number): string {
    const left = Math.max(0, ms);
    if (left >= 2 * DAY) return this.words.days(Math.round(left / DAY));
    if (left >= HOUR) {
      const minutes = Math.round(left / MINUTE);
      return this.words.hoursMinutes(Math.floor(minutes / 60), minutes % 60);
    }
    if (left >= MINUTE) return this.words.minutes(Math.round(left / MINUTE));
    return this.words.seconds(Math.max(1, Math.round(left / 1000)));
  }
}
