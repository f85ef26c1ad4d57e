/* Words: the dictionaries of feedback activities, one language at a time, loaded with these pages only. */
import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { useI18n, type I18n, type Lang } from '../i18n';
import type { FeedbackTexts } from '../i18n/feedback.en';
import type { GradingTexts } from '../i18n/grading.en';
import { Empty } from '../ui/empty';
import { loadStyle } from '../ui/style';

interface Words {
  w: FeedbackTexts;
  g: GradingTexts | null; // lecturers' words
}
const Context = createContext<Words>(null as unknown as Words);

async function load(lang: Lang, grading: boolean): Promise<Words> {
  const [w, g] = await Promise.all(
    lang === 'de'
      ? [
          import('../i18n/feedback.de').then((m) => m.feedbackDe),
          grading ? import('../i18n/grading.de').then((m) => m.gradingDe) : null,
        ]
      : [
          import('../i18n/feedback.en').then((m) => m.feedbackEn),
          grading ? import('../i18n/grading.en').then((m) => m.gradingEn) : null,
        ],
  );
  return { w, g };
}

/** Draws its children once the words and the styles are there. */
export function WithWords({
  grading = false,
  children,
}: {
  grading?: boolean;
  children: ComponentChildren;
}) {
  const { lang } = useI18n();
  const [words, setWords] = useState<Words | 'failed' | null>(null);
  useEffect(() => {
    let alive = true;
    Promise.all([load(lang, grading), loadStyle('feedback')]).then(
      ([found]) => alive && setWords(found),
      () => alive && setWords((before) => before ?? 'failed'),
    );
    return () => {
      alive = false;
    };
  }, [lang, grading]);
  if (words === null) return <Empty at="loading" again={() => location.reload()} />;
  if (words === 'failed') return <Empty at="failed" again={() => location.reload()} />;
  return <Context.Provider value={words}>{children}</Context.Provider>;
}

export function useWords(): I18n & Words {
  return { ...useI18n(), ...useContext(Context) };
}
/** For lecturers' pages. */
export function useGrading(): I18n & { w: FeedbackTexts; g: GradingTexts } {
  return useWords() as I18n & { w: FeedbackTexts; g: GradingTexts };
}
