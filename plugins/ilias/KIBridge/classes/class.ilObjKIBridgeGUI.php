<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

use Kibridge\Ilias\Ilias\IliasParts;
use Kibridge\Ilias\Object\Activity;
use Kibridge\Ilias\Object\View;
use Kibridge\Ilias\Parts;

/**
 * The object's own pages: content, settings; the rest is ILIAS's.
 *
 * @ilCtrl_isCalledBy ilObjKIBridgeGUI: ilRepositoryGUI, ilAdministrationGUI, ilObjPluginDispatchGUI
 * @ilCtrl_Calls      ilObjKIBridgeGUI: ilPermissionGUI, ilInfoScreenGUI, ilObjectCopyGUI, ilCommonActionDispatcherGUI
 * @ilCtrl_Calls      ilObjKIBridgeGUI: ilExportGUI, ilLearningProgressGUI
 */
class ilObjKIBridgeGUI extends ilObjectPluginGUI
{
    public function getType(): string
    {
        return ilKIBridgePlugin::ID;
    }

    public function getAfterCreationCmd(): string
    {
        return 'editSettings';
    }

    public function getStandardCmd(): string
    {
        return 'showContent';
    }

    public function performCommand(string $cmd): void
    {
        switch ($cmd) {
            case 'editSettings':
            case 'saveSettings':
                $this->checkPermission('write');
                $this->$cmd();
                break;
            case 'launch':
                $this->checkPermission('read');
                $this->launch();
                break;
            default:
                $this->checkPermission('read');
                $this->showContent();
        }
    }

    protected function setTabs(): void
    {
        $refId = $this->object->getRefId();
        if ($this->access->checkAccess('read', '', $refId)) {
            $this->tabs->addTab('content', $this->txt('content'), $this->ctrl->getLinkTarget($this, 'showContent'));
        }
        $this->addInfoTab();
        if ($this->access->checkAccess('write', '', $refId)) {
            $this->tabs->addTab('settings', $this->txt('settings'), $this->ctrl->getLinkTarget($this, 'editSettings'));
        }
        if (ilLearningProgressAccess::checkAccess($refId)) {
            $this->lng->loadLanguageModule('trac');
            $this->tabs->addTab('learning_progress', $this->lng->txt('learning_progress'), $this->ctrl->getLinkTargetByClass(ilLearningProgressGUI::class, ''));
        }
        $this->addExportTab();
        $this->addPermissionTab();
    }

    // ---- creation ----

    protected function initCreateForm($new_type): ilPropertyFormGUI
    {
        $form = parent::initCreateForm($new_type);
        $form->addItem($this->kindInput(Activity::TUTOR, false));
        return $form;
    }

    protected function afterSave(ilObject $new_object): void
    {
        global $DIC;
        $post = $DIC->http()->wrapper()->post();
        if ($new_object instanceof ilObjKIBridge && $post->has('kind')) {
            $activity = $new_object->activity();
            $activity->kind = Activity::kindOf($post->retrieve('kind', $DIC->refinery()->kindlyTo()->string()));
            $new_object->update();
        }
        parent::afterSave($new_object);
    }

    private function kindInput(string $kind, bool $fixed): ilRadioGroupInputGUI
    {
        $input = new ilRadioGroupInputGUI($this->txt('kind'), 'kind');
        foreach ([Activity::TUTOR, Activity::FEEDBACK] as $one) {
            $input->addOption(new ilRadioOption($this->txt("kind_$one"), $one, $this->txt("kind_{$one}_info")));
        }
        $input->setValue($kind);
        if ($fixed) {
            $input->setDisabled(true);
            $input->setInfo($this->txt('kind_fixed'));
        }
        return $input;
    }

    // ---- content ----

    private function showContent(): void
    {
        $this->tabs->activateTab('content');
        if ($this->kibridge()->connections()->find() === null) {
            $this->tpl->setOnScreenMessage('info', $this->txt('not_connected'));
            return;
        }
        $url = $this->ctrl->getLinkTarget($this, 'launch', '', false, false);
        $this->tpl->setContent($this->pieces()->frame($this->object->getTitle(), $url));
    }

    /** Opens in the frame or in a window: from here on the browser goes to the bridge. */
    private function launch(): void
    {
        $reply = $this->kibridge()->begin()->reply($this->object->getRefId());
        if ($reply === null) {
            $this->showContent();
            return;
        }
        $this->ctrl->redirectToURL($reply->headers['Location']);
    }

    // ---- settings ----

    private function editSettings(?ilPropertyFormGUI $form = null): void
    {
        $this->tabs->activateTab('settings');
        $form ??= $this->settingsForm();
        $desk = $this->kibridge()->connections()->find() === null ? '' : $this->pieces()->desk($this->ctrl->getLinkTarget($this, 'launch', '', false, false));
        $this->tpl->setContent($desk . $form->getHTML());
    }

    private function saveSettings(): void
    {
        $form = $this->settingsForm();
        $valid = $form->checkInput();
        $opens = self::postedTime($form, 'opens');
        $closes = self::postedTime($form, 'closes');
        if ($valid && $opens !== null && $closes !== null && $closes <= $opens) {
            $form->getItemByPostVar('closes')->setAlert($this->txt('closes_before_opens'));
            $valid = false;
        }
        if (!$valid) {
            $form->setValuesByPost();
            $this->editSettings($form);
            return;
        }
        $activity = $this->object->activity();
        if (!$this->kindIsFixed()) {
            $activity->kind = Activity::kindOf((string) $form->getInput('kind'));
        }
        $activity->online = (bool) $form->getInput('online');
        $activity->opensAt = $opens;
        $activity->closesAt = $closes;
        $activity->mastery = (int) $form->getInput('mastery');
        $this->object->setTitle((string) $form->getInput('title'));
        $this->object->setDescription((string) $form->getInput('desc'));
        $this->object->update();
        ilLPStatusWrapper::_refreshStatus($this->object->getId());
        $this->tpl->setOnScreenMessage('success', $this->txt('saved'), true);
        $this->ctrl->redirect($this, 'editSettings');
    }

    private function settingsForm(): ilPropertyFormGUI
    {
        $activity = $this->object->activity();
        $form = new ilPropertyFormGUI();
        $form->setTitle($this->txt('settings'));
        $form->setFormAction($this->ctrl->getFormAction($this));
        $title = new ilTextInputGUI($this->lng->txt('title'), 'title');
        $title->setRequired(true);
        $title->setMaxLength(ilObject::TITLE_LENGTH);
        $title->setValue($this->object->getTitle());
        $description = new ilTextAreaInputGUI($this->lng->txt('description'), 'desc');
        $description->setValue($this->object->getLongDescription());
        $online = new ilCheckboxInputGUI($this->txt('online'), 'online');
        $online->setInfo($this->txt('online_info'));
        $online->setChecked($activity->online);
        $mastery = new ilNumberInputGUI($this->txt('mastery'), 'mastery');
        $mastery->setInfo($this->txt('mastery_info'));
        $mastery->setSuffix('%');
        $mastery->setMinValue(0);
        $mastery->setMaxValue(100);
        $mastery->setRequired(true);
        $mastery->setValue((string) $activity->mastery);
        $closes = $this->timeInput('closes', $activity->closesAt);
        $closes->setInfo($this->txt('closes_info'));
        $kind = $this->kindInput($activity->kind, $this->kindIsFixed());
        foreach ([$title, $description, $online, $this->timeInput('opens', $activity->opensAt), $closes, $kind, $mastery] as $input) {
            $form->addItem($input);
        }
        $form->addCommandButton('saveSettings', $this->lng->txt('save'));
        return $form;
    }

    /** The bridge has made an activity of that kind as soon as somebody opened it. */
    private function kindIsFixed(): bool
    {
        return $this->kibridge()->grades()->anybody($this->object->getId());
    }

    private function timeInput(string $name, ?int $time): ilDateTimeInputGUI
    {
        $input = new ilDateTimeInputGUI($this->txt($name), $name);
        $input->setShowTime(true);
        $input->setDate($time === null ? null : new ilDateTime($time, IL_CAL_UNIX));
        return $input;
    }

    private static function postedTime(ilPropertyFormGUI $form, string $name): ?int
    {
        $date = $form->getItemByPostVar($name)->getDate();
        return $date === null || $date->isNull() ? null : (int) $date->get(IL_CAL_UNIX);
    }

    private function kibridge(): Parts
    {
        return IliasParts::make();
    }

    private function pieces(): View
    {
        return new View($this->kibridge()->words());
    }
}
