<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

/** The object in the list of a course or category. */
class ilObjKIBridgeListGUI extends ilObjectPluginListGUI
{
    public function initType(): void
    {
        $this->setType(ilKIBridgePlugin::ID);
    }

    public function getGuiClass(): string
    {
        return ilObjKIBridgeGUI::class;
    }

    public function initCommands(): array
    {
        return [
            ['permission' => 'read', 'cmd' => 'showContent', 'default' => true],
            ['permission' => 'write', 'cmd' => 'editSettings', 'txt' => $this->txt('edit'), 'default' => false],
        ];
    }

    /** One object, one place: a grade belongs to one course. Copies are welcome. */
    protected function initListActions(): void
    {
        parent::initListActions();
        $this->link_enabled = false;
        $this->copy_enabled = true;
    }

    public function getProperties(): array
    {
        $activity = ilObjKIBridgeAccess::activity((int) $this->obj_id);
        if ($activity === null || ilObjKIBridgeAccess::isOpen((int) $this->obj_id)) {
            return [];
        }
        return [['alert' => true, 'property' => $this->txt('status'), 'value' => $this->txt($activity->online ? 'not_now' : 'offline')]];
    }
}
