/* Conversations of the stand-in: a person's own, and what they say of answers. */

const turnOf = (s, id) =>
  [...s.conversations.values()].flatMap((c) => c.turns).find((t) => t.id === id);

function list(s, url) {
  const words = (url.searchParams.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const has = (c, word) =>
    c.turns.some((t) => `${t.question}\n${t.answer}`.toLowerCase().includes(word));
  return [...s.conversations.values()]
    .filter((c) => words.every((word) => has(c, word)))
    .sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1))
    .map((c) => ({ ...c, turns: c.turns.length }));
}

function exported(c, url, res) {
  const markdown = url.searchParams.get('format') === 'markdown';
  return res
    .writeHead(200, {
      'content-type': markdown ? 'text/markdown; charset=utf-8' : 'application/json',
      'content-disposition': 'attachment',
    })
    .end(
      markdown
        ? `# ${c.title}\n\n${c.turns.map((t) => `**?** ${t.question}\n\n${t.answer}`).join('\n\n')}\n`
        : JSON.stringify(c, null, 1),
    );
}

/** false: it is something else. */
export function conversationAnswer(s, method, head, id, tail, json, url, { send, problem, res }) {
  switch (`${method} ${head}`) {
    case 'GET conversations': {
      if (!id) return send(200, { conversations: list(s, url) });
      const c = s.conversations.get(id);
      if (!c) return problem(404, 'not-found');
      return tail === 'export' ? exported(c, url, res) : send(200, c);
    }
    case 'PATCH conversations':
      s.conversations.get(id).title = json.title;
      return send(204);
    case 'DELETE conversations':
      s.conversations.delete(id);
      return send(204);
    case 'GET turns':
      return send(200, s.receipt(s.turns.get(id)));
    case 'PUT turns': {
      const turn = turnOf(s, id);
      if (!turn || s.refuseRatings) return problem(404, 'not-found');
      turn.rating = json.rating;
      return send(204);
    }
    case 'POST turns': {
      const turn = turnOf(s, id);
      if (!turn || s.refuseRatings) return problem(404, 'not-found');
      turn.reported = true;
      s.reported = { turn: id, ...json };
      return send(204);
    }
    default:
      return false;
  }
}
