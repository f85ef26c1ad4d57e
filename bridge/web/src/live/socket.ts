/* Socket: lends Live a real WebSocket, the browser's timers and its idea of being online. */
import { ApiError, serviceUrl, type Api } from '../api';
import type { Surroundings, WireEvents } from './live';

const PROTOCOL = 'kibridge.v1';

export function browserSurroundings(api: Api): Surroundings {
  return {
    connect(events: WireEvents) {
      const url = serviceUrl('api/v1/live');
      url.protocol = url.protocol.replace('http', 'ws');
      const socket = new WebSocket(url, PROTOCOL);
      socket.onopen = () => events.opened();
      socket.onmessage = (e) => {
        if (typeof e.data === 'string') events.message(e.data);
      };
      socket.onclose = (e) => events.closed(e.code);
      return {
        send: (text) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        close: () => socket.close(),
      };
    },
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    online: () => navigator.onLine,
    async probe() {
      try {
        await api.limits();
        return 'alive';
      } catch (error) {
        const status = error instanceof ApiError ? error.status : 0;
        return status === 401 ? 'ended' : status ? 'alive' : 'unreachable';
      }
    },
  };
}

/** A request id: made once per question, so that asking again can never ask twice. */
export function requestId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) =>
    b.toString(16).padStart(2, '0'),
  ).join('');
}
