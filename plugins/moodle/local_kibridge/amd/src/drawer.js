// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

/**
 * The course tutor's drawer: asks nothing of any server until somebody opens it, and stays open from page to page then.
 *
 * @module     local_kibridge/drawer
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

const LATE_MS = 15000; // A launch takes well under a second; after this, say that something is wrong.

/** This tab's memory of a drawer left open; browsers may refuse it. */
const memory = {
    read: (key) => {
        try {
            return sessionStorage.getItem(key) === 'open';
        } catch {
            return false;
        }
    },
    write: (key, open) => {
        try {
            sessionStorage.setItem(key, open ? 'open' : 'closed');
        } catch {
            // Then the next page begins with a closed drawer.
        }
    },
};

class Drawer {
    constructor(root) {
        this.root = root;
        this.key = `local_kibridge/drawer/${root.dataset.course}`;
        this.drawer = root.querySelector('aside');
        this.toggle = root.querySelector('[data-action="toggle"]');
        this.status = root.querySelector('[data-region="status"]');
        this.timer = 0;
    }

    start() {
        this.toggle.addEventListener('click', () => this.open());
        // A page of the browser's that says "cannot be reached" loads like any other: so this is always at hand.
        this.root.querySelector('[data-action="retry"]').addEventListener('click', () => this.launch());
        this.root.querySelector('[data-action="close"]').addEventListener('click', () => this.close());
        this.root.querySelector('[data-action="copy"]')?.addEventListener('click', () => this.copyPage());
        this.drawer.addEventListener('keydown', (event) => {
            if (event.key === 'Escape') {
                this.close();
            }
        });
        this.toggle.disabled = false;
        if (memory.read(this.key)) {
            this.show(true);
        }
    }

    open() {
        this.show(true);
        memory.write(this.key, true);
        this.root.querySelector('[data-region="title"]').focus();
    }

    close() {
        this.show(false);
        memory.write(this.key, false);
        this.toggle.focus();
    }

    show(open) {
        this.drawer.hidden = !open;
        this.toggle.hidden = open;
        this.toggle.setAttribute('aria-expanded', String(open));
        if (open && !this.drawer.querySelector('iframe')) {
            this.launch();
        }
    }

    launch() {
        const frame = document.createElement('iframe');
        const url = new URL(this.root.dataset.launch);

        url.searchParams.set('sesskey', M.cfg.sesskey);
        frame.title = this.root.dataset.frame;
        frame.allow = 'clipboard-write';
        frame.addEventListener('load', () => this.settled());
        frame.src = url.href;
        this.status.textContent = this.root.dataset.wait;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            this.status.textContent = this.root.dataset.late;
        }, LATE_MS);
        this.root.querySelector('[data-region="frame"]').replaceChildren(frame);
    }

    settled() {
        clearTimeout(this.timer);
        this.status.textContent = '';
    }

    async copyPage() {
        const page = this.root.querySelector('[data-region="page"]');

        await navigator.clipboard.writeText(`${page.textContent.trim()} – ${page.href}`);
        this.status.textContent = this.root.dataset.copied;
    }
}

export const init = () => {
    const root = document.querySelector('[data-region="local_kibridge/tutor"]');

    if (root) {
        new Drawer(root).start();
    }
};
