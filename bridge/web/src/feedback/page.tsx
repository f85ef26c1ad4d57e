/* The student's page of a feedback activity: task, text, what was handed in, and the feedback on it. */
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useWatched } from '../store';
import { FirstUse } from '../student/notice';
import type { Me } from '../types';
import { announce } from '../ui/announce';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { Bar, Top } from './bar';
import { ComparePage } from './compare-view';
import { ReadPage } from './read';
import { Work, type Spoken } from './work';
import { useWords, WithWords } from './words';
import { WritePage } from './write';

interface PageProps {
  api: Api;
  me: Me;
  /** The lecturer's way back; what is handed in then is a preview. */
  back?: { label: string; go: () => void };
}

export function FeedbackPage(props: PageProps) {
  return (
    <WithWords>
      <Page {...props} />
    </WithWords>
  );
}

function Page({ api, me, back }: PageProps) {
  const { t, w } = useWords();
  const [accepted, setAccepted] = useState(me.notice?.accepted ?? true);
  const [work] = useState(() => new Work(api, me, back !== undefined));
  useWatched(work);
  useEffect(() => {
    const before = api.onSessionEnd;
    api.onSessionEnd = () => work.chat.endSession();
    const unwatch = work.chat.watch(() => work.drawAgain());
    return () => {
      api.onSessionEnd = before;
      unwatch();
      work.dispose();
    };
  }, []);
  useEffect(() => {
    void work.load(); // also before the notice: it says who reads what
  }, []);
  useEffect(() => {
    if (accepted) work.begin();
  }, [accepted]);
  work.onSpeak = (said: Spoken) => {
    switch (said.what) {
      case 'queue':
        return announce(
          w.say.queue(said.place, said.seconds > 0 ? t.queue.seconds(said.seconds) : ''),
        );
      case 'criterion':
        return announce(w.say.criterion(said.ready, said.of));
      case 'complete':
        return announce(w.say.complete(said.of));
      default:
        return announce(w.say[said.what]);
    }
  };
  const accept = async () => {
    await api.acceptNotice();
    setAccepted(true);
    requestAnimationFrame(() => document.getElementById('main')?.focus());
  };
  const { notice } = me;
  return (
    <div class="app">
      <Top work={work} simple={!accepted} back={back} />
      {!accepted && notice ? (
        <FirstUse
          me={me}
          notice={notice}
          accept={accept}
          words={{
            ...w.notice,
            read:
              work.submission?.assignment.visibility === 'formative'
                ? w.notice.readOwn
                : w.notice.readReleased,
          }}
        />
      ) : (
        <main class="fb" id="main" tabIndex={-1}>
          <div>
            <Bar work={work} />
            {work.chat.ended && (
              <Notice icon="person" title={t.boot.endedTitle} text={w.read.keepsText}>
                {me.return_url && (
                  <a class="btn btn--s" href={me.return_url} target="_top">
                    {t.boot.again}
                  </a>
                )}
              </Notice>
            )}
            {!work.chat.ended && work.chat.gapShown && (work.handing || work.reading) && (
              <Notice slim icon="again" title={t.state.reconnectingIdle} />
            )}
          </div>
          <Body work={work} />
        </main>
      )}
    </div>
  );
}

function Body({ work }: { work: Work }) {
  const { t, w } = useWords();
  const { view, shown } = work;
  if (work.state === 'failed')
    return (
      <div class="fb__panes">
        <div class="empty">
          <Icon name="offline" />
          <h2>{w.read.listFailed}</h2>
          <p>{t.errors.server}</p>
          <button type="button" class="btn" onClick={() => void work.load()}>
            <Icon name="again" />
            {t.common.tryAgain}
          </button>
        </div>
      </div>
    );
  if (work.state === 'unset')
    return (
      <div class="fb__panes">
        <div class="empty">
          <Icon name="clock" />
          <h2>{w.read.unsetTitle}</h2>
          <p>{w.read.unset}</p>
        </div>
      </div>
    );
  if (work.state === 'loading' || !work.submission)
    return (
      <p class="fb__pane hint" aria-busy="true">
        {t.common.loading}
      </p>
    );
  if (view.at === 'compare') return <ComparePage work={work} view={view} />;
  if (shown) return <ReadPage work={work} head={shown} />;
  return <WritePage work={work} />;
}
