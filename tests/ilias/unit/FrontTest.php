<?php

declare(strict_types=1);

namespace Kibridge\Ilias\Tests\Unit;

use Kibridge\Ilias\Http\Request;
use Kibridge\Ilias\Platform\Front;
use Kibridge\Ilias\Port\Fetched;

/** What goes wrong is said in words, or in codes, and never as a stack trace. */
final class FrontTest extends Kit
{
    public function testARefusalHasACodeAndIsLogged(): void
    {
        $reply = (new Front($this->parts))->handle('services', new Request('GET', '/courses/70/members/80'));
        $this->assertSame(401, $reply->status);
        $this->assertSame('invalid_token', json_decode($reply->body, true)['error']);
        $this->assertSame('Bearer error="invalid_token"', $reply->headers['WWW-Authenticate']);
        $this->assertCount(1, $this->log);
    }

    public function testAFaultOfOursIsAPageForPeople(): void
    {
        $params = ['client_id' => self::CLIENT, 'redirect_uri' => self::BRIDGE . '/lti/launch', 'scope' => 'openid', 'response_type' => 'id_token', 'response_mode' => 'form_post', 'nonce' => 'n', 'login_hint' => 'x'];
        $this->db->execute('DROP TABLE rep_robj_xkib_hint');
        $reply = (new Front($this->parts))->handle('auth', new Request('GET', '', $params));
        $this->assertSame(500, $reply->status);
        $this->assertStringContainsString('Something went wrong in ILIAS', $reply->body);
        $this->assertStringNotContainsString('rep_robj', $reply->body);
        $this->assertStringNotContainsString('.php', $reply->body);
        $this->assertStringContainsString('no such table', $this->log[0]);
    }

    public function testAFaultOfOursIsACodeForPrograms(): void
    {
        $this->db->execute('DROP TABLE rep_robj_xkib_conf');
        $reply = (new Front($this->parts))->handle('jwks', new Request('GET'));
        $this->assertSame([500, '{"error":"server_error"}'], [$reply->status, $reply->body]);
    }

    public function testKeysAndConfigurationAreForEverybody(): void
    {
        $front = new Front($this->parts);
        $this->assertSame(200, $front->handle('jwks', new Request('GET'))->status);
        $this->assertSame(200, $front->handle('openid-configuration', new Request('GET'))->status);
        $this->assertSame(404, $front->handle('other', new Request('GET'))->status);
    }

    public function testHeadersOfARequestAreRead(): void
    {
        $_SERVER = ['REQUEST_METHOD' => 'post', 'REQUEST_URI' => '/a/services.php/activities/8/lineitem?x=1', 'SCRIPT_FILENAME' => '/srv/a/services.php', 'REDIRECT_HTTP_AUTHORIZATION' => 'bearer abc', 'CONTENT_TYPE' => 'a/B; c=d'];
        $_GET = ['x' => '1', 'list' => ['y']];
        $request = Request::fromGlobals();
        $this->assertSame(['POST', '/activities/8/lineitem', 'abc', 'a/b', ['x' => '1']], [$request->method, $request->path, $request->bearer(), $request->mediaType(), $request->query]);
        $_SERVER['PATH_INFO'] = '/courses/7/lineitems';
        $this->assertSame('/courses/7/lineitems', Request::fromGlobals()->path);
    }

    public function testWordsOfABridgesPageAreReadWithoutItsMarkup(): void
    {
        $page = new Fetched(502, '<title>T</title><style>p{}</style><h1>No</h1><p>It &amp; that</p><script>x()</script>');
        $this->assertSame('No It & that', $page->text());
        $this->assertSame(400, mb_strlen((new Fetched(500, str_repeat('ä', 1000)))->text()));
    }
}
