<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

use Kibridge\Ilias\Ilias\IliasParts;
use Kibridge\Ilias\Object\View;
use Kibridge\Ilias\Parts;
use Kibridge\Ilias\Platform\Refused;

/**
 * Administration > Plugins > KIBridge > Configure: connect with a bridge, and see what works.
 *
 * @ilCtrl_isCalledBy ilKIBridgeConfigGUI: ilObjComponentSettingsGUI
 */
class ilKIBridgeConfigGUI extends ilPluginConfigGUI
{
    private const CHANGING = ['connect', 'saveNames', 'rotate', 'disconnect'];

    public function performCommand(string $cmd): void
    {
        global $DIC;
        if (in_array($cmd, self::CHANGING, true)) {
            if ($DIC->http()->request()->getMethod() !== 'POST' || !$this->mayWrite()) {
                $DIC->ui()->mainTemplate()->setOnScreenMessage('failure', $DIC->language()->txt('permission_denied'), true);
                $DIC->ctrl()->redirect($this, 'configure');
            }
            $this->$cmd();
            return;
        }
        $this->configure($cmd === 'check');
    }

    private function mayWrite(): bool
    {
        global $DIC;
        $query = $DIC->http()->wrapper()->query();
        $refId = $query->has('ref_id') ? $query->retrieve('ref_id', $DIC->refinery()->kindlyTo()->int()) : 0;
        return $DIC->rbac()->system()->checkAccess('write', $refId);
    }

    private function configure(bool $check = false, ?ilPropertyFormGUI $form = null): void
    {
        global $DIC;
        $connected = $this->parts()->connections()->find() !== null;
        $html = ($form ?? $this->connectForm())->getHTML();
        if ($connected) {
            $html = $this->connectionForm()->getHTML() . $html;
        }
        if ($check) {
            $html .= (new View($this->parts()->words()))->checks($this->parts()->checks()->run(IliasParts::issuer()));
        }
        $DIC->ui()->mainTemplate()->setContent($html);
    }

    private function connect(): void
    {
        global $DIC;
        $form = $this->connectForm();
        if (!$form->checkInput()) {
            $form->setValuesByPost();
            $this->configure(false, $form);
            return;
        }
        try {
            $this->parts()->registration()->run(trim((string) $form->getInput('invite')), IliasParts::issuer());
            $DIC->ui()->mainTemplate()->setOnScreenMessage('success', $this->txt('connect_done'));
            $this->configure(true);
        } catch (Refused $refused) {
            // What the bridge says goes into a message of ILIAS, which shows HTML.
            $detail = htmlspecialchars($refused->detail, ENT_QUOTES);
            $DIC->ui()->mainTemplate()->setOnScreenMessage('failure', $this->parts()->words()->text($refused->key, ...($detail === '' ? [] : [$detail])));
            $form->setValuesByPost();
            $this->configure(false, $form);
        }
    }

    private function saveNames(): void
    {
        $form = $this->connectionForm();
        $form->checkInput();
        $this->parts()->settings()->set('names', $form->getInput('names') ? '1' : '0');
        $this->done('saved');
    }

    private function rotate(): void
    {
        $this->parts()->keys()->rotate();
        $this->done('rotate_done');
    }

    private function disconnect(): void
    {
        $this->parts()->connections()->forget();
        $this->done('disconnect_done');
    }

    private function done(string $key): void
    {
        global $DIC;
        $DIC->ui()->mainTemplate()->setOnScreenMessage('success', $this->txt($key), true);
        $DIC->ctrl()->redirect($this, 'configure');
    }

    private function connectForm(): ilPropertyFormGUI
    {
        global $DIC;
        $form = new ilPropertyFormGUI();
        $form->setTitle($this->txt('config_title'));
        $form->setFormAction($DIC->ctrl()->getFormAction($this));
        $invite = new ilTextInputGUI($this->txt('invite'), 'invite');
        $invite->setInfo($this->txt('invite_info'));
        $invite->setMaxLength(1000);
        $invite->setRequired(true);
        $form->addItem($invite);
        $form->addCommandButton('connect', $this->txt('connect'));
        return $form;
    }

    private function connectionForm(): ilPropertyFormGUI
    {
        global $DIC;
        $connection = $this->parts()->connections()->find();
        $form = new ilPropertyFormGUI();
        $form->setTitle($this->parts()->words()->text('connected_to', htmlspecialchars($connection->name, ENT_QUOTES), htmlspecialchars($connection->origin(), ENT_QUOTES)));
        $form->setDescription($this->txt('disconnect_info'));
        $form->setFormAction($DIC->ctrl()->getFormAction($this));
        $names = new ilCheckboxInputGUI($this->txt('names'), 'names');
        $names->setInfo($this->txt('names_info'));
        $names->setChecked($this->parts()->settings()->get('names') === '1');
        $form->addItem($names);
        $form->addCommandButton('saveNames', $DIC->language()->txt('save'));
        $form->addCommandButton('check', $this->txt('check_again'));
        $form->addCommandButton('rotate', $this->txt('rotate'));
        $form->addCommandButton('disconnect', $this->txt('disconnect'));
        return $form;
    }

    private function txt(string $key): string
    {
        return $this->getPluginObject()->txt($key);
    }

    private function parts(): Parts
    {
        return IliasParts::make();
    }
}
