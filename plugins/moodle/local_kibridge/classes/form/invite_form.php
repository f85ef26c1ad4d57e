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

namespace local_kibridge\form;

use local_kibridge\registration;

defined('MOODLE_INTERNAL') || die();

global $CFG;
require_once($CFG->libdir . '/formslib.php');

/**
 * One field: the invite.
 *
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */
class invite_form extends \moodleform {
    #[\Override]
    protected function definition(): void {
        $this->_form->addElement('text', 'invite', get_string('invite', 'local_kibridge'), ['size' => 80]);
        $this->_form->setType('invite', PARAM_RAW_TRIMMED);
        $this->_form->addHelpButton('invite', 'invite', 'local_kibridge');
        $this->_form->addRule('invite', null, 'required', null, 'client');
        $this->add_action_buttons(false, get_string('connect', 'local_kibridge'));
    }

    #[\Override]
    public function validation($data, $files): array {
        $errors = parent::validation($data, $files);
        if (!registration::is_invite($data['invite'])) {
            $errors['invite'] = get_string('invitewrong', 'local_kibridge');
        }
        return $errors;
    }
}
