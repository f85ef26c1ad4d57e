/*
 * Number field: what is typed stays as it was typed while the field has the focus; afterwards it is
 * written the way the language writes numbers. Empty is "not set"; what is no number is kept, so
 * that it can be seen and corrected, and is refused on saving.
 */
import { useState } from 'preact/hooks';
import { useI18n } from '../i18n';

/** "1.500" and "1,500" are thousands, "0,5" and "0.5" a half: both languages' ways are understood. */
export function numberOf(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(/[\s\u00a0\u202f']/g, '')
    .replace(/[.,](?=\d{3}(?:\D|$))/g, '')
    .replace(',', '.');
  if (!plain) return undefined;
  return Number(plain);
}

interface NumberInputProps {
  value: number | undefined;
  set: (value: number | undefined) => void;
  attributes: Record<string, string>; // id and what ties it to its label and error
  small?: boolean;
  decimal?: boolean;
  placeholder?: string;
}

export function NumberInput({
  value,
  set,
  attributes,
  small,
  decimal,
  placeholder,
}: NumberInputProps) {
  const { f } = useI18n();
  const [typed, setTyped] = useState<string | null>(null); // null: nobody is typing
  const written = value === undefined || Number.isNaN(value) ? '' : f.number(value);
  const kept =
    typed !== null && (typed === '' ? value === undefined : Object.is(numberOf(typed), value))
      ? typed
      : null;
  const parse = decimal
    ? (text: string) => {
        const plain = text.trim().replace(',', '.');
        return plain ? Number(plain) : undefined;
      }
    : numberOf;
  const own = decimal && typed !== null && Object.is(parse(typed), value) ? typed : kept;
  return (
    <input
      class={`input${small ? ' input--s input--num' : ''}`}
      inputMode={decimal ? 'decimal' : 'numeric'}
      autocomplete="off"
      value={own ?? written}
      {...(placeholder ? { placeholder } : {})}
      onInput={(e) => {
        setTyped(e.currentTarget.value);
        set(parse(e.currentTarget.value));
      }}
      onBlur={() => {
        if (!Number.isNaN(value)) setTyped(null);
      }}
      {...attributes}
    />
  );
}
