<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias\Boot;

/** How ILIAS is started from a file of a plugin; it differs from version to version. */
abstract class Boot
{
    /** Where a plugin of this slot lies, below the web server's root. */
    public const MODULE = 'Customizing/global/plugins/Services/Repository/RepositoryObject/KIBridge';

    /** @param string $web the folder of ilias.php */
    final protected function __construct(protected string $web)
    {
    }

    /** @param string $folder the plugin's */
    public static function at(string $folder): self
    {
        for ($web = $folder; !is_file($web . '/ilias.php'); $web = dirname($web)) {
            if ($web === dirname($web)) {
                throw new \RuntimeException("$folder is not inside of an ILIAS");
            }
        }
        $major = self::major($web);
        if ($major >= 11) {
            return new Boot11($web);
        }
        return $major === 10 ? new Boot10($web) : new Boot8($web);
    }

    /** ILIAS 8 says it in include/, later ones beside ilias.php, and one folder above that since ILIAS 10. */
    private static function major(string $web): int
    {
        foreach (["$web/include/inc.ilias_version.php", "$web/ilias_version.php", dirname($web) . '/ilias_version.php'] as $file) {
            if (is_file($file) && preg_match('~ILIAS_VERSION_NUMERIC["\']?\s*[,=]\s*["\'](\d+)~', (string) file_get_contents($file), $found)) {
                return (int) $found[1];
            }
        }
        throw new \RuntimeException('this ILIAS does not say its version');
    }

    /** @param bool $withSession a person is there; otherwise it is a server that calls */
    final public function start(bool $withSession): void
    {
        chdir($this->web);
        if (!defined('ILIAS_MODULE')) {
            define('ILIAS_MODULE', self::MODULE);
        }
        // Else a session's cookie would be one of the plugin's folder.
        $GLOBALS['COOKIE_PATH'] = preg_replace('~/Customizing/.*$~', '/', (string) ($_SERVER['SCRIPT_NAME'] ?? '/'));
        $this->load();
        // With either, ILIAS does not send people to its login page: who has no session gets our words.
        \ilContext::init($withSession ? \ilContext::CONTEXT_WAC : \ilContext::CONTEXT_SCORM);
        $this->initialise();
    }

    /** The class loader. */
    abstract protected function load(): void;

    protected function initialise(): void
    {
        \ilInitialisation::initILIAS();
    }
}
