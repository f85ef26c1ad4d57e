<?php
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
 * Set-up: paste the invite, see what works and what to do about the rest.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

use local_kibridge\{ai_functions, api_key, bridge, checks, registration, tool};
use local_kibridge\form\invite_form;

require_once(__DIR__ . '/../../config.php');
require_once($CFG->libdir . '/adminlib.php');

$action = optional_param('action', '', PARAM_ALPHA);

admin_externalpage_setup('local_kibridge_setup'); // Checks login and moodle/site:config.
$url = new moodle_url('/local/kibridge/setup.php');
$bridge = new bridge();
$failure = '';
$checked = null;

if ($action !== '') {
    require_sesskey();
    if ($action === 'repair' && tool::id()) {
        tool::adopt(tool::id());
    } else if ($action === 'key' && tool::id()) {
        $failure = ai_functions::connect($bridge);
    } else if ($action === 'disconnect') {
        (new api_key($bridge))->give_back();
        tool::disconnect();
        redirect($url);
    }
    $checked = tool::is_connected() ? (new checks($bridge, time()))->run() : null;
}

$form = new invite_form($url);
if (!tool::id() && ($data = $form->get_data())) { // The form has checked the sesskey.
    try {
        (new registration($bridge))->run($data->invite);
        $failure = ai_functions::connect($bridge);
        $checked = (new checks($bridge, time()))->run();
    } catch (moodle_exception $e) {
        $failure = $e->getMessage();
    }
}

$connected = tool::id() !== 0;
echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('pluginname', 'local_kibridge'));
if ($failure !== '') {
    echo $OUTPUT->notification(s($failure), \core\output\notification::NOTIFY_ERROR, false);
}
echo $OUTPUT->render_from_template('local_kibridge/setup', [
    'connected' => $connected,
    'lost' => tool::is_connected() && !$connected,
    'bridge' => tool::base_url(),
    'toolurl' => (new moodle_url('/mod/lti/typessettings.php', [
        'action' => 'update',
        'id' => tool::id(),
        'sesskey' => sesskey(),
    ]))->out(false),
    'actionurl' => $url->out(false),
    'sesskey' => sesskey(),
    'ai' => ai_functions::are_installed(),
    'keytime' => api_key::exists() ? userdate(api_key::time(), get_string('strftimedate', 'langconfig')) : '',
    'providersurl' => (new moodle_url('/admin/settings.php', ['section' => 'aiprovider']))->out(false),
    'placementsurl' => (new moodle_url('/admin/settings.php', ['section' => 'aiplacement']))->out(false),
    'checked' => $checked !== null,
    'works' => $checked !== null && !array_filter($checked, fn($check) => $check['status'] === checks::ERROR),
    'checks' => array_map(fn($check) => $check + [
        'ok' => $check['status'] === checks::OK,
        'warning' => $check['status'] === checks::WARNING,
        'error' => $check['status'] === checks::ERROR,
        'repairable' => $check['name'] === 'settings' && $check['status'] !== checks::OK,
    ], $checked ?? []),
]);
if (!$connected) {
    $form->display();
}
echo $OUTPUT->footer();
