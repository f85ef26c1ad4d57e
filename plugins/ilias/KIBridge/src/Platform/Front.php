<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Platform;

use Kibridge\Ilias\Http\Page;
use Kibridge\Ilias\Http\Problem;
use Kibridge\Ilias\Http\Reply;
use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Parts;

/** Every request to one of our endpoints passes here: whatever goes wrong, nobody sees a stack trace. */
final class Front
{
    public function __construct(private Parts $parts)
    {
    }

    public function handle(string $endpoint, Request $request): Reply
    {
        try {
            return $this->route($endpoint, $request);
        } catch (Problem $problem) {
            $this->parts->log("$endpoint: {$problem->status} {$problem->error} {$problem->getMessage()}");
            return self::refusal($problem);
        } catch (\Throwable $error) {
            $this->parts->log("$endpoint: " . get_class($error) . ' ' . $error->getMessage() . ' in ' . basename($error->getFile()) . ':' . $error->getLine());
            return $this->failure($endpoint);
        }
    }

    private function route(string $endpoint, Request $request): Reply
    {
        switch ($endpoint) {
            case 'auth':
                return $this->parts->authorization()->handle($request);
            case 'token':
                return $this->parts->token()->handle($request);
            case 'services':
                return $this->parts->services()->handle($request);
            case 'register':
                return $this->parts->registration()->register($request);
            case 'openid-configuration':
                return Reply::json(200, $this->parts->registration()->configuration($this->parts->issuer()));
            case 'jwks':
                return Reply::json(200, $this->parts->keys()->published())->with(['Cache-Control' => 'public, max-age=300']);
        }
        throw new Problem(404, 'not_found', 'there is no such endpoint');
    }

    private static function refusal(Problem $problem): Reply
    {
        $reply = Reply::json($problem->status, array_filter(['error' => $problem->error, 'error_description' => $problem->getMessage()]));
        if ($problem->status === 401) {
            return $reply->with(['WWW-Authenticate' => 'Bearer error="' . $problem->error . '"']);
        }
        return $reply;
    }

    /** A person sees a sentence, a program an error code. */
    private function failure(string $endpoint): Reply
    {
        if ($endpoint !== 'auth') {
            return Reply::json(500, ['error' => 'server_error']);
        }
        $words = $this->parts->words();
        return Page::message(500, $this->parts->visitor()->locale(), $words->text('error_title'), $words->text('error_internal'));
    }
}
