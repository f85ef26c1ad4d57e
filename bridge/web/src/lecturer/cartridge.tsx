/*
 * Cartridge: a course's activities as a file that another course or LMS imports, and the way back.
 * What an imported file brought and what it left out is told in a dialog.
 */
import { useRef, useState } from 'preact/hooks';
import { ApiError, problemName } from '../api';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import type { Imported } from '../types';
import { fileName, saveFile } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { Dialog } from '../ui/pop';
import { toast } from '../ui/toast';
import type { Desk } from './desk';

const LARGEST = 4 * 1024 * 1024; // bytes

export function CartridgeButtons({ desk }: { desk: Desk }) {
  const { d, t } = useDesk();
  const { cartridge: words } = d.overview;
  const input = useRef<HTMLInputElement>(null);
  const [came, setCame] = useState<Imported | null>(null);
  const fail = (error: unknown) => {
    const refused = error instanceof ApiError && words.refused[problemName(error.problem)];
    toast(refused || errorText(error, t));
  };
  const save = () =>
    desk.api
      .cartridge()
      .then((blob) => saveFile(fileName(words.file, 'tutors', 'imscc'), blob), fail);
  const take = (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST) return toast(words.refused['cartridge-too-much']!);
    desk.api.importCartridge(file).then((result) => {
      setCame(result);
      void desk.load();
    }, fail);
  };
  return (
    <div class="row">
      <button type="button" class="btn btn--s btn--quiet" onClick={() => void save()}>
        <Icon name="download" />
        {words.save}
      </button>
      <button type="button" class="btn btn--s btn--quiet" onClick={() => input.current?.click()}>
        <Icon name="upload" />
        {words.take}
      </button>
      <input
        ref={input}
        class="vh"
        type="file"
        tabIndex={-1}
        accept=".imscc,.zip,.xml"
        aria-label={words.take}
        onChange={(e) => {
          take(e.currentTarget.files?.[0]);
          e.currentTarget.value = '';
        }}
      />
      {came && (
        <Dialog
          title={words.came(came.activities.length)}
          onClose={() => setCame(null)}
          foot={
            <button type="button" class="btn btn--main" data-first onClick={() => setCame(null)}>
              {t.common.close}
            </button>
          }
        >
          {came.activities.length > 0 && <p>{words.next}</p>}
          <ul class="lines" role="list">
            {came.activities.map((a) => (
              <li key={a.id}>
                <bdi class="grow">{a.title}</bdi>
                <span class="tag tag--ok">{words.taken}</span>
              </li>
            ))}
            {came.left_out.map((x, n) => (
              <li key={n}>
                <bdi class="grow">{x.title}</bdi>
                <span class="tag tag--plain">{words.reasons[x.reason] ?? x.reason}</span>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </div>
  );
}
