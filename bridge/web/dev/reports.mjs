/* Reports of the stand-in: what a lecturer hears of answers, as `GET reports` tells it. */

const TEXTS = {
  en: {
    question: 'Is quicksort always faster than merge sort?',
    answer: 'Yes, quicksort is **always** faster, in every case.',
    note: 'The lecture says the worst case is quadratic.',
  },
  de: {
    question: 'Ist Quicksort immer schneller als Mergesort?',
    answer: 'Ja, Quicksort ist **immer** schneller, in jedem Fall.',
    note: 'In der Vorlesung hieß es, der schlechteste Fall ist quadratisch.',
  },
};

/** false: it is something else. */
export function reportAnswer(s, method, head, id, json, now, { send, problem }) {
  if (head !== 'reports') return false;
  if (s.role === 'student') return problem(403, 'forbidden');
  const at = (hours) => new Date(now - hours * 3_600_000).toISOString();
  s.reports ??= s.words.has('empty')
    ? []
    : [
        { turn: 'r1', activity: 'a1', reason: 'wrong', status: 'open', readable: true, at: at(3) },
        {
          turn: 'r2',
          activity: 'a2',
          reason: 'harmful',
          status: 'open',
          readable: false,
          at: at(30),
        },
        {
          turn: 'r3',
          activity: 'a1',
          reason: 'other',
          status: 'closed',
          readable: true,
          at: at(80),
        },
      ];
  const report = s.reports.find((r) => r.turn === id);
  if (method === 'GET' && !id)
    return send(200, {
      reports: s.reports,
      ratings: s.words.has('empty')
        ? []
        : [
            { activity: 'a1', up: 211, down: 17, few: false },
            { activity: 'a2', up: 0, down: 0, few: true },
          ],
    });
  if (!report) return problem(404, 'not-found');
  if (method === 'PUT') {
    report.status = json.status;
    return send(204);
  }
  s.reads = (s.reads ?? 0) + 1;
  const { question, answer, note } = TEXTS[s.lang];
  return send(200, {
    ...report,
    note: id === 'r2' ? '' : note,
    question: report.readable ? question : null,
    answer: report.readable ? answer : null,
    model: report.readable ? 'mistral-small-3.2-24b' : null,
    name: null,
  });
}
