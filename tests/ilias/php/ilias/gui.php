<?php

// The classes of ILIAS that draw pages: they note what they were told, and answer with what a test has posted.
declare(strict_types=1);

/** What the form of this request holds, and what became of the page. */
final class Screen
{
    /** @var array<string, mixed> */
    public static array $post = [];
    public static string $content = '';
    /** @var array<string, string> */
    public static array $messages = [];
    public static string $redirect = '';
    /** @var list<string> */
    public static array $tabs = [];
    public static bool $valid = true;
    public static string $method = 'GET';

    public static function clear(): void
    {
        [self::$post, self::$content, self::$messages, self::$redirect, self::$tabs, self::$valid] = [[], '', [], '', [], true];
    }
}

final class Gone extends Exception
{
}

abstract class ilObjectPluginGUIBase
{
    protected ilCtrl $ctrl;
    protected ilTabsGUI $tabs;
    public ilGlobalTemplate $tpl;
    protected ilAccess $access;
    protected ilLanguage $lng;
    public ?ilObject $object = null;

    public function __construct(?ilObject $object = null)
    {
        global $DIC;
        [$this->ctrl, $this->tabs, $this->tpl, $this->access, $this->lng] = [$DIC->ctrl(), new ilTabsGUI(), new ilGlobalTemplate(), $DIC->access(), $DIC->language()];
        $this->object = $object;
    }

    final protected function txt(string $a_var): string
    {
        return ilKIBridgePlugin::instance()->txt($a_var);
    }

    protected function checkPermission(string $permission): void
    {
        if (!$this->access->checkAccess($permission, '', $this->object->getRefId())) {
            throw new Gone("no $permission");
        }
    }

    public function tabsForTest(): array
    {
        $this->setTabs();
        return Screen::$tabs;
    }

    public function createForTest(ilObject $object): ilPropertyFormGUI
    {
        $form = $this->initCreateForm('xkib');
        $this->afterSave($object);
        return $form;
    }

    /** @return list<string> what ILIAS's classes have already: a method of ours must not have such a name */
    public static function taken(): array
    {
        return [
            'view', 'create', 'save', 'edit', 'update', 'cancel', 'delete', 'confirmedDelete', 'cancelDelete', 'importFile', 'export', 'getHTML',
            'putObjectInTree', 'getRefId', 'getObject', 'infoScreen', 'getTabs', 'showActions', 'setLocator', 'isVisible', 'prepareOutput',
            'assignObject', 'getIdType', 'redirectToRefId', 'initEditForm', 'initImportForm', 'addInfoItems', 'supportsCloning', 'supportsExport',
        ];
    }

    public function addInfoTab(): void
    {
        Screen::$tabs[] = 'info_short';
    }

    public function addExportTab(): void
    {
        Screen::$tabs[] = 'export';
    }

    public function addPermissionTab(): void
    {
        Screen::$tabs[] = 'perm_settings';
    }

    protected function setTabs(): void
    {
    }

    abstract public function getType(): string;
    abstract public function getAfterCreationCmd(): string;
    abstract public function getStandardCmd(): string;
}

if (getenv('KIBRIDGE_ILIAS') === '8') {
    abstract class ilObjectPluginGUI extends ilObjectPluginGUIBase
    {
        protected function initCreateForm($a_new_type)
        {
            return new ilPropertyFormGUI();
        }

        protected function afterSave(ilObject $a_new_object)
        {
        }
    }
} else {
    abstract class ilObjectPluginGUI extends ilObjectPluginGUIBase
    {
        protected function initCreateForm(string $new_type): ilPropertyFormGUI
        {
            return new ilPropertyFormGUI();
        }

        protected function afterSave(ilObject $new_object): void
        {
        }

        abstract public function performCommand(string $cmd): void;
    }
}

class ilCtrl
{
    public function getLinkTarget(object $gui, string $cmd = '', ?string $anchor = null, bool $async = false, bool $xml = false): string
    {
        return "ilias.php?cmd=$cmd" . ($xml ? '&amp;' : '&') . 'ref_id=80';
    }

    /** @param string|string[] $class */
    public function getLinkTargetByClass($class, ?string $cmd = null): string
    {
        return "ilias.php?cmdClass=$class";
    }

    public function getFormAction(object $gui): string
    {
        return 'ilias.php?post=1';
    }

    public function redirect(object $gui, string $cmd = ''): void
    {
        Screen::$redirect = $cmd;
        throw new Gone($cmd);
    }

    public function redirectToURL(string $target_url): void
    {
        Screen::$redirect = $target_url;
        throw new Gone($target_url);
    }
}

class ilTabsGUI
{
    public function addTab(string $a_id, string $a_text, string $a_link): void
    {
        Screen::$tabs[] = $a_id;
    }

    public function activateTab(string $a_id): void
    {
    }
}

class ilGlobalTemplate
{
    public function setContent(string $a_html): void
    {
        Screen::$content = $a_html;
    }

    public function setOnScreenMessage(string $type, string $a_txt, bool $a_keep = false): void
    {
        Screen::$messages[$type] = $a_txt;
    }
}

class ilFormItem
{
    /** @var array<string, mixed> */
    public array $set = [];
    public array $options = [];

    public function __construct(public string $title = '', public string $name = '', public string $info = '')
    {
    }

    /** @param list<mixed> $arguments */
    public function __call(string $method, array $arguments): void
    {
        if (!preg_match('~^set[A-Z]~', $method)) {
            throw new Error("no $method in a form");
        }
        $this->set[substr($method, 3)] = $arguments[0];
    }

    public function addOption(ilRadioOption $option): void
    {
        $this->options[] = $option->name;
    }
}

class ilTextInputGUI extends ilFormItem
{
}
class ilTextAreaInputGUI extends ilFormItem
{
}
class ilCheckboxInputGUI extends ilFormItem
{
}
class ilNumberInputGUI extends ilFormItem
{
}
class ilRadioGroupInputGUI extends ilFormItem
{
}
class ilRadioOption extends ilFormItem
{
}

class ilDateTimeInputGUI extends ilFormItem
{
    public function setDate(?ilDateTime $date = null): void
    {
        $this->set['Date'] = $date;
    }

    public function getDate(): ?ilDateTime
    {
        return isset(Screen::$post[$this->name]) ? new ilDateTime(Screen::$post[$this->name], IL_CAL_UNIX) : null;
    }
}

class ilDateTime
{
    public function __construct(private int $time, int $format)
    {
    }

    public function isNull(): bool
    {
        return false;
    }

    public function get(int $format): int
    {
        return $this->time;
    }
}

class ilPropertyFormGUI extends ilFormItem
{
    /** @var array<string, ilFormItem> */
    public array $items = [];
    /** @var list<string> */
    public array $commands = [];

    public function addItem(ilFormItem $item): void
    {
        $this->items[$item->name] = $item;
    }

    public function addCommandButton(string $cmd, string $text): void
    {
        $this->commands[] = $cmd;
    }

    public function checkInput(): bool
    {
        return Screen::$valid;
    }

    public function getInput(string $name): mixed
    {
        return isset($this->items[$name]) ? Screen::$post[$name] ?? '' : throw new Error("no field $name");
    }

    public function getItemByPostVar(string $name): ?ilFormItem
    {
        return $this->items[$name] ?? null;
    }

    public function setValuesByPost(): bool
    {
        return true;
    }

    public function getHTML(): string
    {
        $alerts = array_filter(array_map(static fn (ilFormItem $item): string => $item->set['Alert'] ?? '', $this->items));
        return '<form>' . ($this->set['Title'] ?? '') . implode(',', array_keys($this->items)) . '|' . implode(',', $this->commands) . '|' . implode($alerts) . '</form>';
    }
}
