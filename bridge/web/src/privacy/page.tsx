/* Privacy: what a data privacy launch opens: everything held on one person, to take along or delete. */
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useI18n } from '../i18n';
import { privacyDe } from '../i18n/privacy.de';
import { privacyEn } from '../i18n/privacy.en';
import { errorText } from '../problem';
import type { Me } from '../types';
import { saveFile } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { Dialog } from '../ui/pop';
import { toast } from '../ui/toast';

export function PrivacyPage({ api, me }: { api: Api; me: Me }) {
  const { lang, t } = useI18n();
  const p = lang === 'de' ? privacyDe : privacyEn;
  const say = me.data_of === 'other' ? p.other : p.own;
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    document.title = say.title;
  }, [say]);
  const fail = (error: unknown) => toast(errorText(error, t));
  const download = () =>
    api
      .myData()
      .then((blob) => {
        saveFile(`${say.file}.json`, blob);
        toast(p.downloaded);
      })
      .catch(fail);
  const remove = () =>
    api
      .deleteMyData()
      .then(() => {
        setAsked(false);
        toast(say.deleted);
      })
      .catch(fail);
  return (
    <main class="boot">
      <div class="empty">
        <Icon name="shield" />
        <h1 class="boot__title">{say.title}</h1>
        <p>{say.text}</p>
        <p>{p.pseudonym}</p>
        {me.notice && (
          <p>
            {me.notice.operator && `${p.operator(me.notice.operator)} `}
            {p.kept(me.notice.retention_days)}
          </p>
        )}
        <p class="boot__actions">
          <button type="button" class="btn" onClick={() => void download()}>
            <Icon name="download" />
            {p.download}
          </button>
          <button type="button" class="btn btn--quiet" onClick={() => setAsked(true)}>
            <Icon name="bin" />
            {p.delete}
          </button>
        </p>
        {me.return_url && (
          <p>
            <a href={me.return_url} target="_top">
              {p.back}
            </a>
          </p>
        )}
      </div>
      {asked && (
        <Dialog
          title={say.deleteTitle}
          onClose={() => setAsked(false)}
          foot={
            <>
              <button type="button" class="btn" data-first onClick={() => setAsked(false)}>
                {t.common.cancel}
              </button>
              <button type="button" class="btn btn--danger" onClick={() => void remove()}>
                <Icon name="bin" />
                {p.delete}
              </button>
            </>
          }
        >
          <p>{say.deleteText}</p>
        </Dialog>
      )}
    </main>
  );
}
