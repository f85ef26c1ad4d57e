/* Field: label above, hint below, the error in place of the hint. */
import type { ComponentChildren } from 'preact';
import { useDesk } from '../i18n';
import type { Fault } from '../lecturer/document';
import { Icon } from './icon';

interface FieldProps {
  id: string;
  label: string;
  hint?: string | undefined;
  fault?: Fault | undefined;
  hideLabel?: boolean;
  children: ComponentChildren;
}

export function Field({ id, label, hint, fault, hideLabel, children }: FieldProps) {
  return (
    <div class="field">
      <label class={hideLabel ? 'vh' : ''} for={id}>
        {label}
      </label>
      {children}
      {fault ? (
        <FaultText id={`${id}-note`} fault={fault} />
      ) : hint ? (
        <span class="field__hint" id={`${id}-note`}>
          {hint}
        </span>
      ) : null}
    </div>
  );
}

export function FaultText({ id, fault }: { id: string; fault: Fault }) {
  const { d, lang } = useDesk();
  return (
    <span class="field__error" id={id} data-fault={fault.field}>
      <Icon name="warning" />
      <span>
        {fault.fromServer && lang !== 'en' ? (
          <>
            {d.fault.server}
            <span lang="en">{fault.text}</span>
          </>
        ) : (
          fault.text
        )}
      </span>
    </span>
  );
}

/** What a control needs to be tied to its Field. */
export function tied(id: string, fault: Fault | undefined, hint?: unknown): Record<string, string> {
  return {
    id,
    ...(fault ? { 'aria-invalid': 'true' } : {}),
    ...(fault || hint ? { 'aria-describedby': `${id}-note` } : {}),
  };
}
