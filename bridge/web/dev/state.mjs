/*
 * State: what the stand-in knows about one session, made from the words of its code (see mock.mjs).
 */
import { answers } from './answers.mjs';
import { Feedback } from './feedback-mock.mjs';
import { University } from './admin-mock.mjs';
import { Policies } from './policies.mjs';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const iso = (ms) => new Date(ms).toISOString();

let serial = 0;
export const nextId = (kind) => `${kind}${++serial}`;

export function gateOf(name, now, until = null) {
  const monday = now + 4 * 24 * HOUR;
  return {
    open: { state: 'open' },
    exam: { state: 'exam', opens_at: until },
    hours: { state: 'hours', opens_at: iso(now + 14 * HOUR) },
    later: { state: 'not_yet', opens_at: iso(monday) },
    over: { state: 'over', opens_at: null },
  }[name];
}

export class Session {
  constructor(code, now) {
    this.now = now;
    const words = new Set(code.split('-'));
    const has = (...names) => names.find((n) => words.has(n));
    const lang = has('de') ?? 'en';
    const at = now();
    const used = has('out') ? 20 : has('low') ? 18 : 8;
    const midnight = new Date(at);
    midnight.setHours(24, 0, 0, 0);
    const month = new Date(at);
    month.setMonth(month.getMonth() + 1, 1);
    month.setHours(0, 0, 0, 0);
    Object.assign(this, {
      code,
      lang,
      words,
      role: has('lecturer', 'admin') ?? 'student',
      token: nextId(`token-${code}-`),
      accepted: !has('fresh'),
      gate: gateOf(has('exam', 'hours', 'later', 'over') ?? 'open', at),
      limits: has('none')
        ? []
        : [
            {
              level: 'activity',
              scope: 'user',
              metric: 'requests',
              window: 'day',
              limit: 20,
              used,
              reserved: 0,
              remaining: 20 - used,
              resets_at: iso(midnight),
            },
            {
              level: 'tenant',
              scope: 'course',
              metric: 'tokens',
              window: 'month',
              limit: 6_000_000,
              used: 1_740_000,
              reserved: 0,
              remaining: 4_260_000,
              resets_at: iso(month),
            },
          ],
      conversations: new Map(),
      turns: new Map(),
      requests: new Map(),
      policies: new Policies(lang, now),
      university: new University(words, now),
    });
    this.policies.copied = words.has('copied');
    if (has('feedback')) this.feedback = new Feedback(this);
    else if (!has('empty', 'fresh')) this.fill();
    if (has('many')) this.fillTerm();
  }

  /** A conversation of a whole term. */
  fillTerm() {
    const c = this.conversation('A long conversation');
    for (let n = 0; n < 120; n++)
      this.stored(c, `Question ${n}`, n % 2 ? answers.merge : answers.recurrence, '');
  }

  fill() {
    const de = this.lang === 'de';
    const titles = de
      ? [
          'Warum n log n?',
          'Pivotwahl bei Quicksort',
          'Schleifeninvarianten',
          'Countingsort und Stabilität',
          'Mastertheorem, Fall 2',
          'Heaps als Arrays',
        ]
      : [
          'Why n log n?',
          'Quicksort pivot choice',
          'Loop invariants',
          'Counting sort and stability',
          'Master theorem, case 2',
          'Heaps as arrays',
        ];
    const ages = [0.3, 26, 74, 190, 240, 400];
    titles.forEach((title, n) => {
      const c = this.conversation(title, this.now() - ages[n] * HOUR);
      const ask = de
        ? 'Warum ist Mergesort O(n log n)? Mischen kostet n, aber woher kommt der Logarithmus?'
        : 'Why is merge sort O(n log n)? I see that merging costs n, but where does the log come from?';
      this.stored(c, n ? title : ask, answers.recurrence, '');
      if (n === 0)
        this.stored(
          c,
          de
            ? 'Immer cn, und log₂ n Ebenen! Ist mein merge dann richtig? Manchmal fehlt das letzte Element.'
            : 'Always cn, and log₂ n levels! Then: is my merge right? Sometimes the last element is missing.',
          answers.merge,
          'The loop ends when one list is used up. The rest of the other list is never copied. Do not give the fix, ask for the state after the loop.',
        );
    });
  }
  conversation(title, at = this.now()) {
    const c = {
      id: nextId('c'),
      title,
      created_at: iso(at),
      updated_at: iso(at),
      turns: [],
    };
    this.conversations.set(c.id, c);
    return c;
  }
  stored(c, question, answer, reasoning) {
    const turn = {
      id: nextId('t'),
      place: c.turns.length + 1,
      status: 'done',
      question,
      answer,
      reasoning,
      finish: 'stop',
      problem: null,
      usage: { input_tokens: 968, output_tokens: 236, exact: true },
      model: 'mistral-small-3.2-24b',
      created_at: c.updated_at,
    };
    c.turns.push(turn);
    this.turns.set(turn.id, { ...turn, turn, conversation: c });
    return turn;
  }

  me() {
    const de = this.lang === 'de';
    return {
      role: this.role,
      locale: this.lang,
      message: this.words.has('review') ? 'LtiSubmissionReviewRequest' : 'LtiResourceLinkRequest',
      ...(this.words.has('review') && this.role !== 'student'
        ? { review: { person: 'p1', name: 'Lena Okonjo' } }
        : {}),
      course: {
        id: 'k1',
        title:
          this.feedback?.c.course ??
          (de ? 'Algorithmen und Datenstrukturen' : 'Algorithms and Data Structures'),
      },
      activity:
        (this.role === 'admin' && !this.words.has('course')) || this.words.has('noactivity')
          ? null
          : {
              id: 'a1',
              title:
                this.feedback?.c.activity ??
                (de ? 'Tutor: Sortieren und Laufzeit' : 'Tutor: sorting and running time'),
              kind: this.feedback ? 'feedback' : 'tutor',
              status: 'active',
            },
      return_url: 'https://lms.test/course/1',
      model: this.words.has('nomodel')
        ? null
        : {
            id: 'mistral-small-3.2-24b',
            label: '',
            operator: de
              ? 'Universität Lindental, Rechenzentrum'
              : 'Lindental University, IT Services',
            context_tokens: 32768,
            available: true,
          },
      notice: {
        accepted: this.accepted,
        operator: de ? 'Universität Lindental, Rechenzentrum' : 'Lindental University, IT Services',
        retention_days: 180,
        review: 'themes',
      },
      gate: this.gate,
      limits: this.limits,
      max_question_bytes: 16000,
      starters: de
        ? [
            'Woher kommt der Logarithmus in n log n?',
            'Fragen Sie mich ab: Welche Sortierung ist stabil, und warum?',
            'Mein Merge verliert ein Element. Wo kann das passieren?',
            'Erklären Sie Schleifeninvarianten an Insertionsort.',
          ]
        : [
            'Where does the log in n log n come from?',
            'Quiz me: which sort is stable, and why?',
            'My merge loses an element. Where can that happen?',
            'Explain loop invariants with insertion sort.',
          ],
    };
  }

  receipt(turn) {
    return {
      model: 'mistral-small-3.2-24b',
      backend: 'central',
      operator: 'Lindental University, IT Services',
      label: '',
      sent: {
        messages: [
          {
            role: 'system',
            content:
              'You are a tutor in the course Algorithms and Data Structures. Answer in English. Use pseudocode or Python.',
          },
          {
            role: 'system',
            content:
              'Help in steps: first a question back, then a hint, then a part of the solution. Never give a finished solution to an exercise sheet.',
          },
          { role: 'user', content: 'Why is merge sort O(n log n)?' },
          { role: 'assistant', content: answers.recurrence },
          { role: 'user', content: turn?.turn?.question ?? '' },
        ],
        temperature: 0.4,
        max_tokens: 800,
      },
      usage: { input_tokens: 968, output_tokens: 236, exact: true },
    };
  }
}
