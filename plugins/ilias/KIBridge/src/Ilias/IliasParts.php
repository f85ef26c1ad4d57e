<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias;

use Kibridge\Ilias\Ilias\Boot\Boot;
use Kibridge\Ilias\Parts;

/** The parts, with everything that this ILIAS gives to them. */
final class IliasParts
{
    public static function make(): Parts
    {
        /** @var \ILIAS\DI\Container $DIC */
        global $DIC;
        $plugin = \ilKIBridgePlugin::instance();
        return new Parts(
            new IliasDatabase($DIC->database()),
            new IliasCampus($DIC),
            new IliasVisitor($DIC),
            new PluginWords($plugin),
            new FirebaseJose(),
            new CurlFetch(self::proxy()),
            new SystemClock(),
            self::issuer(),
            ILIAS_VERSION_NUMERIC,
            static function (string $line) use ($DIC): void {
                $DIC->logger()->root()->warning('KIBridge ' . $line);
            }
        );
    }

    /** The plugin's folder, as browsers and the bridge reach it. */
    public static function issuer(): string
    {
        return rtrim(self::base(), '/') . '/' . Boot::MODULE;
    }

    private static function base(): string
    {
        // In one of our own endpoints, ILIAS may take the plugin's folder for its own address, or not say any.
        $here = defined('ILIAS_HTTP_PATH') ? (string) ILIAS_HTTP_PATH : self::asRequested();
        return (string) preg_replace('~/Customizing/.*$~', '', $here);
    }

    /** As ILIAS puts its address together, in the contexts where it does. */
    private static function asRequested(): string
    {
        global $DIC;
        $path = (string) preg_replace('~[?#].*$~s', '', (string) ($_SERVER['REQUEST_URI'] ?? ''));
        return ($DIC['https']->isDetected() ? 'https://' : 'http://') . ($_SERVER['HTTP_HOST'] ?? '') . $path;
    }

    private static function proxy(): string
    {
        $settings = \ilProxySettings::_getInstance();
        return $settings->isActive() ? $settings->getHost() . ':' . $settings->getPort() : '';
    }
}
