/* Keys: of the university or of one course, for plugins and scripts; made, shown once, revoked. */
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { copyText } from '../ui/clipboard';
import { Field } from '../ui/field';
import { Icon } from '../ui/icon';
import { Dialog } from '../ui/pop';
import { toast } from '../ui/toast';
import { addKey, keys as listKeys, revokeKey, type Key } from './api';

const LIVES = [0, 90, 365]; // days; 0: no end

type Asked =
  { what: 'new' } | { what: 'made'; secret: string } | { what: 'revoke'; key: Key } | null;

export function KeysCard({ api, level }: { api: Api; level: Key['level'] }) {
  const { d, t, f } = useDesk();
  const { key: words } = d.admin;
  const [list, setList] = useState<Key[] | null>(null);
  const [asked, setAsked] = useState<Asked>(null);
  const fail = (error: unknown) => toast(errorText(error, t));
  const load = () =>
    listKeys(api).then((all) => setList(all.filter((key) => key.level === level)), fail);
  useEffect(() => {
    void load();
  }, []);
  const close = () => setAsked(null);
  const made = (key: { secret: string }) => {
    setAsked({ what: 'made', secret: key.secret });
    void load();
  };
  const revoke = (key: Key) =>
    revokeKey(api, key.id).then(() => {
      close();
      toast(words.done);
      return load();
    }, fail);
  return (
    <section class="card sec" aria-labelledby="ke-h">
      <div class="card__head">
        <h2 id="ke-h">{d.admin.views.keys}</h2>
        <button type="button" class="btn btn--s" onClick={() => setAsked({ what: 'new' })}>
          <Icon name="plus" />
          {words.new}
        </button>
      </div>
      {!list ? (
        <p class="hint">{t.common.loading}</p>
      ) : list.length === 0 ? (
        <p class="hint">{words.none}</p>
      ) : (
        <ul class="lines" role="list">
          {list.map((key) => (
            <li key={key.id}>
              <span class="grow">
                <b>
                  <bdi>{key.name}</bdi>
                </b>{' '}
                <span class="hint">
                  {[
                    (key.by_lms ? words.fetched : words.made)(f.dayYear(key.created_at)),
                    ...(key.expires_at ? [words.ends(f.dayYear(key.expires_at))] : []),
                  ].join(', ')}
                </span>
              </span>
              {key.revoked_at ? (
                <span class="tag tag--plain">{words.revoked(f.dayShort(key.revoked_at))}</span>
              ) : (
                <button
                  type="button"
                  class="btn btn--s btn--quiet"
                  aria-label={words.revokeAria(key.name)}
                  onClick={() => setAsked({ what: 'revoke', key })}
                >
                  {words.revoke}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="hint">{words.hint}</p>
      {asked?.what === 'new' && <NewKey api={api} level={level} made={made} close={close} />}
      {asked?.what === 'made' && <MadeKey secret={asked.secret} close={close} />}
      {asked?.what === 'revoke' && (
        <Dialog
          title={words.revokeTitle(asked.key.name)}
          onClose={close}
          foot={
            <>
              <button type="button" class="btn" data-first onClick={close}>
                {t.common.cancel}
              </button>
              <button type="button" class="btn btn--danger" onClick={() => void revoke(asked.key)}>
                {words.revoke}
              </button>
            </>
          }
        >
          <p>{words.revokeText}</p>
          {asked.key.by_lms && <p>{words.revokeLms}</p>}
        </Dialog>
      )}
    </section>
  );
}

function NewKey({
  api,
  level,
  made,
  close,
}: {
  api: Api;
  level: Key['level'];
  made: (key: { secret: string }) => void;
  close: () => void;
}) {
  const { d, t } = useDesk();
  const { key: words } = d.admin;
  const [name, setName] = useState('');
  const [days, setDays] = useState(0);
  const add = (e: Event) => {
    e.preventDefault();
    if (name.trim())
      addKey(api, level, name.trim(), days).then(made, (error: unknown) =>
        toast(errorText(error, t)),
      );
  };
  return (
    <Dialog
      title={words.new}
      onClose={close}
      foot={
        <>
          <button type="button" class="btn" onClick={close}>
            {t.common.cancel}
          </button>
          <button type="submit" form="new-key" class="btn btn--main" aria-disabled={!name.trim()}>
            {words.make}
          </button>
        </>
      }
    >
      <form id="new-key" class="fields" onSubmit={add}>
        <Field id="key-name" label={words.name} hint={words.nameHint}>
          <input
            class="input"
            id="key-name"
            data-first
            required
            maxLength={50}
            aria-describedby="key-name-note"
            value={name}
            onInput={(e) => setName(e.currentTarget.value)}
          />
        </Field>
        <Field id="key-life" label={words.expires}>
          <select
            class="select"
            id="key-life"
            value={days}
            onChange={(e) => setDays(Number(e.currentTarget.value))}
          >
            {LIVES.map((n) => (
              <option key={n} value={n}>
                {n ? words.days(n) : words.never}
              </option>
            ))}
          </select>
        </Field>
      </form>
    </Dialog>
  );
}

function MadeKey({ secret, close }: { secret: string; close: () => void }) {
  const { d } = useDesk();
  const { key: words } = d.admin;
  const copy = () =>
    copyText(secret, document.getElementById('secret')!).then(
      (end) => end === 'copied' && toast(words.copied),
    );
  return (
    <Dialog
      title={words.madeTitle}
      onClose={close}
      foot={
        <>
          <button type="button" class="btn" onClick={close}>
            {words.close}
          </button>
          <button type="button" class="btn btn--main" data-first onClick={() => void copy()}>
            <Icon name="copy" />
            {words.copy}
          </button>
        </>
      }
    >
      <p>{words.madeText}</p>
      <p class="secret mono" id="secret" tabIndex={0}>
        {secret}
      </p>
    </Dialog>
  );
}
