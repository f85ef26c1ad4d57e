/* Display menu: language, theme, contrast, keyboard. The same on every page. */
import { useState } from 'preact/hooks';
import { useI18n, type Lang } from '../i18n';
import { display, type Theme } from './display';
import { Icon } from './icon';
import { hidePop, Pop } from './pop';

const LANGUAGES: [Lang, string][] = [
  ['en', 'English'],
  ['de', 'Deutsch'],
];

export function DisplayMenu({ keyboard }: { keyboard?: () => void }) {
  const { t } = useI18n();
  return (
    <>
      <button
        type="button"
        class="btn btn--quiet btn--icon"
        popovertarget="display"
        aria-label={t.display.button}
      >
        <Icon name="settings" />
      </button>
      <Pop id="display" title={t.display.title} place="end">
        {() => <DisplayBody {...(keyboard ? { keyboard } : {})} />}
      </Pop>
    </>
  );
}

function DisplayBody({ keyboard }: { keyboard?: () => void }) {
  const { t, lang, choose } = useI18n();
  const [theme, setTheme] = useState<Theme>(display.theme());
  const [more, setMore] = useState(display.contrast());
  const [enter, setEnter] = useState(display.enterSends());
  const [keys, setKeys] = useState(display.singleKeys());
  const themes: [Theme, string][] = [
    ['', t.display.system],
    ['light', t.display.light],
    ['dark', t.display.dark],
  ];
  return (
    <>
      <fieldset class="stack stack--s">
        <legend class="legend">{t.display.language}</legend>
        <div class="seg">
          {LANGUAGES.map(([id, name]) => (
            <label key={id} lang={id}>
              <input
                type="radio"
                name="language"
                checked={lang === id}
                onChange={() => choose(id)}
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset class="stack stack--s">
        <legend class="legend">{t.display.theme}</legend>
        <div class="seg">
          {themes.map(([id, name]) => (
            <label key={id}>
              <input
                type="radio"
                name="theme"
                checked={theme === id}
                onChange={() => {
                  display.setTheme(id);
                  setTheme(id);
                }}
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <Switch
        on={more}
        label={t.display.contrast}
        set={(on) => {
          display.setContrast(on);
          setMore(on);
        }}
      />
      {keyboard && (
        <>
          <Switch
            on={enter}
            label={t.display.enterSends}
            set={(on) => {
              display.setEnterSends(on);
              setEnter(on);
            }}
          />
          <Switch
            on={keys}
            label={t.display.singleKeys}
            set={(on) => {
              display.setSingleKeys(on);
              setKeys(on);
            }}
          />
          <div class="row">
            <button
              type="button"
              class="btn btn--s"
              onClick={() => {
                hidePop('display');
                keyboard();
              }}
            >
              {t.display.keys}
            </button>
          </div>
        </>
      )}
    </>
  );
}

export function Switch({
  on,
  label,
  set,
  name,
}: {
  on: boolean;
  label: string;
  set: (on: boolean) => void;
  name?: string;
}) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        checked={on}
        onChange={(e) => set(e.currentTarget.checked)}
        {...(name ? { 'aria-label': name } : {})}
      />
      <span>{label}</span>
    </label>
  );
}
