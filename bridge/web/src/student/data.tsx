/* Data: everything that is held on a person, as one file, and its deletion. */
import { useState } from 'preact/hooks';
import { useI18n } from '../i18n';
import { errorText } from '../problem';
import { saveFile } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { Dialog } from '../ui/pop';
import { toast } from '../ui/toast';
import type { Chat } from './chat';

export function MyData({ chat }: { chat: Pick<Chat, 'api' | 'forgetAll'> }) {
  const { t } = useI18n();
  const [asked, setAsked] = useState<'no' | 'shown' | 'delete'>('no');
  const close = () => setAsked('no');
  const fail = (error: unknown) => toast(errorText(error, t));
  const download = () =>
    chat.api
      .myData()
      .then((blob) => {
        saveFile(`${t.data.file}.json`, blob);
        toast(t.say.exported);
      })
      .catch(fail);
  const remove = () =>
    chat.api
      .deleteMyData()
      .then(() => {
        chat.forgetAll();
        close();
        toast(t.data.deleted);
      })
      .catch(fail);
  return (
    <>
      <button type="button" class="nav__item nav__data" onClick={() => setAsked('shown')}>
        <Icon name="shield" />
        {t.data.button}
      </button>
      {asked === 'shown' && (
        <Dialog
          title={t.data.title}
          onClose={close}
          foot={
            <>
              <button type="button" class="btn btn--quiet" onClick={() => setAsked('delete')}>
                <Icon name="bin" />
                {t.data.delete}
              </button>
              <button type="button" class="btn" data-first onClick={() => void download()}>
                <Icon name="download" />
                {t.data.download}
              </button>
            </>
          }
        >
          <p>{t.data.text}</p>
        </Dialog>
      )}
      {asked === 'delete' && (
        <Dialog
          title={t.data.deleteTitle}
          onClose={close}
          foot={
            <>
              <button type="button" class="btn" data-first onClick={close}>
                {t.common.cancel}
              </button>
              <button type="button" class="btn btn--danger" onClick={() => void remove()}>
                <Icon name="bin" />
                {t.data.delete}
              </button>
            </>
          }
        >
          <p>{t.data.deleteText}</p>
        </Dialog>
      )}
    </>
  );
}
