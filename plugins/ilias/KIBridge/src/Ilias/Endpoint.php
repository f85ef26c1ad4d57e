<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Ilias;

use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Ilias\Boot\Boot;
use Kibridge\Ilias\Platform\Front;

/** What each of our files that browsers and the bridge open does: start ILIAS, answer. */
final class Endpoint
{
    /** @param string $script the file, as the web server names it: links are not resolved */
    public static function run(string $name, string $script): void
    {
        $request = Request::fromGlobals();
        // ILIAS would take the bridge's client_id for the name of one of its own clients.
        unset($_GET['client_id'], $_POST['client_id'], $_REQUEST['client_id']);
        try {
            Boot::at(dirname($script))->start($name === 'auth');
            $front = new Front(IliasParts::make());
        } catch (\Throwable $error) {
            error_log('KIBridge does not start: ' . $error->getMessage());
            http_response_code(503);
            header('Content-Type: application/json');
            header('Retry-After: 60');
            echo '{"error":"temporarily_unavailable"}';
            return;
        }
        $front->handle($name, $request)->send();
    }
}
