<?php

declare(strict_types=1);

// Part of kibridge. GPL-3.0-or-later.

namespace Kibridge\Ilias\Object;

use Kibridge\Ilias\Http\Page;
use Kibridge\Ilias\Platform\Check;
use Kibridge\Ilias\Port\Words;

/** The pieces of HTML that go into ILIAS's own pages. */
final class View
{
    public function __construct(private Words $words)
    {
    }

    /** The activity, in a frame as high as the window allows. Nothing here waits for the bridge. */
    public function frame(string $title, string $url): string
    {
        $title = Page::escape($title);
        $url = Page::escape($url);
        // The help stands above: below, nobody finds it when the frame stays empty.
        return '<div style="display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:flex-end;margin-bottom:.5rem">'
            . '<span class="small">' . $this->word('frame_help') . '</span>'
            . '<a class="btn btn-default" href="' . $url . '" target="_blank" rel="noopener">' . $this->word('open_window') . '</a></div>'
            . '<iframe title="' . $title . '" src="' . $url . '" allow="clipboard-write; microphone" '
            . 'style="width:100%;height:calc(100vh - 16rem);min-height:500px;border:1px solid #ddd"></iframe>';
    }

    /** The way from the settings to the bridge's desk. */
    public function desk(string $url): string
    {
        return '<p><a class="btn btn-primary" href="' . Page::escape($url) . '" target="_blank" rel="noopener">' . $this->word('desk') . '</a> '
            . $this->word('desk_info') . '</p>';
    }

    /** @param list<Check> $checks */
    public function checks(array $checks): string
    {
        $items = '';
        foreach ($checks as $check) {
            $style = ['ok' => 'alert-success', 'warning' => 'alert-warning', 'error' => 'alert-danger'][$check->status];
            $items .= '<li class="alert ' . $style . '" style="list-style:none"><strong>' . $this->word('check_' . $check->status) . '</strong>: '
                . $this->word('check_' . $check->name)
                . ($check->status === Check::OK ? '' : '<br>' . $this->word('check_' . $check->name . '_fix'))
                . ($check->detail === '' ? '' : '<br><code>' . Page::escape($check->detail) . '</code>') . '</li>';
        }
        return '<h2>' . $this->word('checks_title') . '</h2><ul style="padding:0">' . $items . '</ul>';
    }

    private function word(string $key): string
    {
        return Page::escape($this->words->text($key));
    }
}
