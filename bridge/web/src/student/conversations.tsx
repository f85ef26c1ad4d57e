/* Conversations: the list with search, and rename, export, delete for each. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { useI18n, type Format, type Texts } from '../i18n';
import { errorText } from '../problem';
import type { ConversationInfo } from '../types';
import { fileName, saveFile } from '../ui/clipboard';
import { announce } from '../ui/announce';
import { Icon } from '../ui/icon';
import { Dialog, hidePop, Pop } from '../ui/pop';
import { toast } from '../ui/toast';
import type { Chat } from './chat';
import { MyData } from './data';
import { useTextSearch } from './search';
import { loadRenderer } from './turn';

export function whenShort(at: string, t: Texts, f: Format): string {
  const days = f.daysFromNow(at);
  if (days === 0) return t.common.today;
  if (days === -1) return t.common.yesterday;
  return days > -7 ? f.weekdayShort(at) : f.dayShort(at);
}

export async function exportConversation(
  chat: Chat,
  info: ConversationInfo,
  format: 'markdown' | 'json',
  t: Texts,
): Promise<void> {
  const blob = await chat.api.export(info.id, format);
  saveFile(fileName(info.title, t.conversations.file, format === 'json' ? 'json' : 'md'), blob);
  toast(t.say.exported);
}

/** Opens it and hands it to the browser's printer, once all of it is drawn. */
export async function printConversation(chat: Chat, info: ConversationInfo): Promise<void> {
  await chat.show(info.id);
  await loadRenderer();
  const going =
    '.log [aria-busy="true"], .log .caret, .log .md:is(:empty, .md--plain, [data-drawing]), .log .tex:not(.tex--raw):not(:has(math))';
  const settled = () =>
    document.querySelectorAll('.log .turn--me').length >= chat.open.turns.length &&
    !document.querySelector(going);
  for (let frames = 0; frames < 600; frames++) {
    await new Promise((next) => requestAnimationFrame(next));
    if (frames > 2 && settled()) break;
  }
  document.title = info.title || document.title; // what the file is called
  window.print();
  document.title = chat.me.activity?.title ?? document.title;
}

/** Everything as one readable file. */
export async function exportAll(chat: Chat, t: Texts): Promise<void> {
  const texts: string[] = [];
  for (const info of chat.conversations ?? [])
    texts.push(await (await chat.api.export(info.id, 'markdown')).text());
  saveFile(
    fileName(chat.me.activity?.title ?? '', t.conversations.fileAll, 'md'),
    new Blob([texts.join('\n\n---\n\n')], { type: 'text/markdown' }),
  );
  toast(t.say.exported);
}

type Asked = { what: 'rename' | 'delete'; info: ConversationInfo } | null;

/** where: 'side' or 'pop', so that ids stay unique. */
export function Conversations({
  chat,
  where,
  chosen,
}: {
  chat: Chat;
  where: string;
  chosen: () => void;
}) {
  const { t, f } = useI18n();
  const [query, setQuery] = useState('');
  const [asked, setAsked] = useState<Asked>(null);
  const all = chat.conversations;
  const found = useTextSearch(chat, query);
  const shown = useMemo(() => {
    const words = query.trim().toLocaleLowerCase().split(/\s+/);
    return (all ?? []).filter((c) => words.every((w) => c.title.toLocaleLowerCase().includes(w)));
  }, [all, query]);
  const inTexts = (all ?? []).filter((c) => found.ids.has(c.id) && !shown.includes(c));
  const fail = (error: unknown) => toast(errorText(error, t));
  const row = (info: ConversationInfo) => {
    const title = info.title || t.conversations.untitled;
    return (
      <li key={info.id}>
        <a
          href="#"
          {...(chat.open.id === info.id ? { 'aria-current': 'page' as const } : {})}
          onClick={(e) => {
            e.preventDefault();
            void chat.show(info.id);
            chosen();
            announce(t.say.conversation(title));
          }}
        >
          <bdi class="grow">{title}</bdi>
          <span class="nav__end hint">{whenShort(info.updated_at, t, f)}</span>
        </a>
        <RowMenu
          id={`${where}-${info.id}`}
          title={title}
          chat={chat}
          info={info}
          ask={(what) => setAsked({ what, info })}
          fail={fail}
        />
      </li>
    );
  };
  return (
    <>
      {chat.gateOpen && (
        <button
          type="button"
          class="btn"
          onClick={() => {
            chat.fresh();
            chosen();
          }}
        >
          <Icon name="plus" />
          {t.conversations.new}
        </button>
      )}
      <div class="search">
        <Icon name="search" />
        <label class="vh" for={`${where}-q`}>
          {t.conversations.search}
        </label>
        <input
          class="input input--s"
          type="search"
          id={`${where}-q`}
          placeholder={t.conversations.searchShort}
          value={query}
          onInput={(e) => setQuery(e.currentTarget.value)}
          data-search
        />
      </div>
      {all === null ? (
        <p class="hint">{t.common.loading}</p>
      ) : shown.length + inTexts.length === 0 ? (
        <p class="hint nav__none">
          {found.busy
            ? t.conversations.searching
            : query
              ? t.conversations.noneFound
              : t.conversations.none}
        </p>
      ) : (
        <>
          {shown.length > 0 && (
            <ul class="nav" role="list">
              {shown.map(row)}
            </ul>
          )}
          {inTexts.length > 0 && (
            <>
              <p class="hint nav__none">{t.conversations.inTexts}</p>
              <ul class="nav" role="list">
                {inTexts.map(row)}
              </ul>
            </>
          )}
        </>
      )}
      <MyData chat={chat} />
      {asked?.what === 'rename' && (
        <RenameDialog
          info={asked.info}
          close={() => setAsked(null)}
          save={(title) =>
            chat.rename(asked.info.id, title).then(() => {
              setAsked(null);
              toast(t.say.renamed);
            })
          }
        />
      )}
      {asked?.what === 'delete' && (
        <DeleteDialog
          info={asked.info}
          close={() => setAsked(null)}
          remove={() =>
            chat.remove(asked.info.id).then(() => {
              setAsked(null);
              toast(t.say.deleted);
            })
          }
        />
      )}
    </>
  );
}

interface RowMenuProps {
  id: string;
  title: string;
  chat: Chat;
  info: ConversationInfo;
  ask: (what: 'rename' | 'delete') => void;
  fail: (error: unknown) => void;
}

function RowMenu({ id, title, chat, info, ask, fail }: RowMenuProps) {
  const { t } = useI18n();
  const act = (run: () => void) => () => {
    hidePop(id);
    run();
  };
  return (
    <>
      <button
        type="button"
        class="btn btn--quiet btn--icon btn--s"
        popovertarget={id}
        aria-label={t.conversations.menu(title)}
      >
        <Icon name="more" />
      </button>
      <Pop id={id} title={title} place="end">
        {() => (
          <div class="nav">
            <button type="button" class="nav__item" onClick={act(() => ask('rename'))}>
              <Icon name="edit" />
              {t.conversations.rename}
            </button>
            <button
              type="button"
              class="nav__item"
              onClick={act(() => {
                exportConversation(chat, info, 'markdown', t).catch(fail);
              })}
            >
              <Icon name="download" />
              {t.conversations.exportMarkdown}
            </button>
            <button
              type="button"
              class="nav__item"
              onClick={act(() => {
                exportConversation(chat, info, 'json', t).catch(fail);
              })}
            >
              <Icon name="download" />
              {t.conversations.exportJson}
            </button>
            <button
              type="button"
              class="nav__item"
              onClick={act(() => {
                printConversation(chat, info).catch(fail);
              })}
            >
              <Icon name="receipt" />
              {t.conversations.print}
            </button>
            <button type="button" class="nav__item" onClick={act(() => ask('delete'))}>
              <Icon name="bin" />
              {t.conversations.delete}
            </button>
          </div>
        )}
      </Pop>
    </>
  );
}

function RenameDialog({
  info,
  close,
  save,
}: {
  info: ConversationInfo;
  close: () => void;
  save: (title: string) => Promise<void>;
}) {
  const { t } = useI18n();
  const field = useRef<HTMLInputElement>(null);
  const [failed, setFailed] = useState(false);
  const submit = () => {
    const title = field.current!.value.trim();
    if (title) save(title).catch(() => setFailed(true));
    else field.current!.focus();
  };
  return (
    <Dialog
      title={t.conversations.renameTitle}
      onClose={close}
      foot={
        <>
          <button type="button" class="btn" onClick={close}>
            {t.common.cancel}
          </button>
          <button type="button" class="btn btn--main" onClick={submit}>
            {t.common.save}
          </button>
        </>
      }
    >
      <div class="field">
        <label for="rename">{t.conversations.name}</label>
        <input
          class="input"
          id="rename"
          ref={field}
          defaultValue={info.title}
          maxLength={120}
          data-first
          dir="auto"
          onKeyDown={(e) => {
            if (e.key === 'Enter' && !e.isComposing) {
              e.preventDefault();
              submit();
            }
          }}
        />
        {failed && (
          <p class="field__error" role="alert">
            <Icon name="warning" />
            {t.conversations.failed}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function DeleteDialog({
  info,
  close,
  remove,
}: {
  info: ConversationInfo;
  close: () => void;
  remove: () => Promise<void>;
}) {
  const { t } = useI18n();
  const [failed, setFailed] = useState(false);
  return (
    <Dialog
      title={t.conversations.deleteTitle}
      onClose={close}
      foot={
        <>
          <button type="button" class="btn" data-first onClick={close}>
            {t.common.cancel}
          </button>
          <button
            type="button"
            class="btn btn--danger"
            onClick={() => remove().catch(() => setFailed(true))}
          >
            <Icon name="bin" />
            {t.conversations.delete}
          </button>
        </>
      }
    >
      <p>{t.conversations.deleteText(info.title || t.conversations.untitled)}</p>
      {failed && (
        <p class="field__error" role="alert">
          <Icon name="warning" />
          {t.conversations.failed}
        </p>
      )}
    </Dialog>
  );
}
