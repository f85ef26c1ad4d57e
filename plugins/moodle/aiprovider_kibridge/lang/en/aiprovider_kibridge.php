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
 * English words.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['apikey'] = 'Key';
$string['apikey_help'] = 'Usually empty, see above. Otherwise a key of the whole university (level “tenant”), which starts with kb-. An administrator of the university makes it in the bridge, under “API keys”.';
$string['baseurl'] = 'Address of the bridge';
$string['baseurl_help'] = 'Usually empty, see above. Otherwise for example https://tutor.example.org, without /v1.';
$string['outsidecourses'] = 'Also outside of courses';
$string['outsidecourses_help'] = 'On the dashboard and other pages without a course no lecturer\'s limits hold, and no exam lock. Switch this on only if the limits of the whole university are enough for you.';
$string['pluginname'] = 'kibridge';
$string['privacy:metadata:bridge'] = 'The bridge is the service of your institution that answers AI requests and counts them against the course\'s limits. A data request in Moodle reaches it through the plugin local_kibridge; without that plugin its operator exports and erases a person\'s data.';
$string['privacy:metadata:bridge:course'] = 'The id of the course in which the AI function was used.';
$string['privacy:metadata:bridge:prompttext'] = 'The text that was entered or is to be summarised.';
$string['privacy:metadata:bridge:userid'] = 'The user\'s id, which the bridge turns into a pseudonym and does not pass on.';
$string['refused'] = 'No answer from the AI';
$string['refused:broken'] = 'The answer of the AI could not be read. Please try again.';
$string['refused:busy'] = 'The AI is busy at the moment. Nothing was counted; please try again in a minute.';
$string['refused:closed'] = 'The AI functions of this course are closed at this time. Your lecturer has set the hours.';
$string['refused:course'] = 'AI is not set up for this course yet. A lecturer of the course opens “AI tutors” in the course once.';
$string['refused:down'] = 'The AI does not answer at the moment. Nothing was counted; please try again later.';
$string['refused:exam'] = 'AI is locked in this course during the exam.';
$string['refused:key'] = 'Moodle\'s key for the AI is not valid. Please tell your Moodle administrator.';
$string['refused:length'] = 'The text is too long for the AI. Please take a shorter part.';
$string['refused:member'] = 'The AI functions of a course are for its members. You are not one at the moment; ask your lecturer.';
$string['refused:network'] = 'The AI cannot be reached at the moment. Please try again later.';
$string['refused:other'] = 'The AI refused this request (HTTP {$a}). If this happens again, please tell your Moodle administrator.';
$string['refused:outside'] = 'AI functions work inside of courses only. Open the course you need it for.';
$string['refused:person'] = 'Guests, and whoever is logged in as somebody else, cannot use AI functions.';
$string['refused:quiz'] = 'There is no AI in quizzes.';
$string['refused:quota'] = 'AI is not available to you in this course.';
$string['refused:quotauntil'] = 'Your AI limit in this course is used up. There is more from {$a}.';
$string['settings_intro'] = 'Leave address and key empty if the plugin local_kibridge has connected this Moodle: it fetches the key by itself and keeps it encrypted. Type both in only without that plugin, or for another bridge.';
