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
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['aifunctions'] = 'Moodle\'s own AI functions';
$string['aikey'] = 'Moodle has a key of its own for them, fetched on {$a}. It is kept encrypted and renewed by itself. Now switch on the provider “kibridge” and the placements you want.';
$string['aimissing'] = 'With the plugin aiprovider_kibridge the bridge answers Moodle\'s AI buttons, too, and the limits of the courses hold for them.';
$string['ainokey'] = 'Moodle has no key for them yet. Nothing has to be pasted: Moodle fetches it from the bridge.';
$string['aitutors'] = 'AI tutors';
$string['check:aikey'] = 'Moodle\'s AI functions have their key';
$string['check:aikey_fix'] = '“Fetch a new key” below gets one. Somebody at the bridge may have revoked the last one; ask there if that was meant to be. If you have pasted a key into the provider yourself, nothing is missing.';
$string['check:blocked'] = 'Moodle may ask the bridge';
$string['check:blocked_fix'] = 'Site administration > General > Security > HTTP security: take this host out of “cURL blocked hosts list”, and add this port to “cURL allowed ports list”.';
$string['check:clock'] = 'Both clocks agree';
$string['check:clock_fix'] = 'Let both servers set their clocks by NTP. A launch is good for one minute only, and Moodle allows no difference when the bridge fetches a token.';
$string['check:cookies'] = 'Session cookies are for https only';
$string['check:cookies_fix'] = 'Site administration > General > Security > HTTP security: switch on “Secure cookies only”. Browsers withhold other cookies from pages in frames.';
$string['check:https'] = 'Both sides use https';
$string['check:https_fix'] = 'Serve Moodle and the bridge by https. Without it, browsers keep the tutor from working in a frame, except on a test machine of your own.';
$string['check:keys'] = 'Moodle gets the keys of the bridge';
$string['check:keys_fix'] = 'Without the keys no grades and no lists of members. See whether the address under “Public keyset” in the tool\'s settings opens on the Moodle server.';
$string['check:known'] = 'The bridge knows this Moodle';
$string['check:known_fix'] = 'The operator of the bridge may have switched this Moodle off or removed it. Ask there; with a new invite you can disconnect and connect again.';
$string['check:reachable'] = 'Moodle reaches the bridge';
$string['check:reachable_fix'] = 'Is the bridge running? Can the Moodle server open this address (name resolution, firewall, proxy, certificate)? Courses work meanwhile; only the tutor is missing.';
$string['check:ready'] = 'The bridge is ready';
$string['check:ready_fix'] = 'The bridge runs, but something it needs does not, mostly its database. Its operator finds the reason in its log.';
$string['check:settings'] = 'The tool is set as it needs to be';
$string['check:settings_fix'] = '“Set it right” does it for you.';
$string['check:stealth'] = 'The course tutor is only a button';
$string['check:stealth_fix'] = 'A matter of taste: Site administration > General > Advanced features: switch on “Allow stealth activities”. Without it, a course tutor that is on is also listed as an activity in the first section of its course.';
$string['check:tool'] = 'The tool exists in Moodle';
$string['check:tool_fix'] = 'Somebody deleted it. Connect again with a new invite.';
$string['checkconnection'] = 'Check the connection';
$string['closetutor'] = 'Close';
$string['connect'] = 'Connect';
$string['connectedwith'] = 'Connected with';
$string['copied'] = 'Copied. Paste it into your question.';
$string['copypage'] = 'Copy for my question';
$string['courseintro'] = 'The course tutor is a button on every page of this course, except in quizzes. Below you set its instructions and limits. Further tutors are added as activities: “Add an activity or resource”.';
$string['coursetutor'] = 'AI tutor';
$string['createtutor'] = 'Set up the course tutor';
$string['desk'] = 'AI tutors: rules and limits';
$string['deviation:chooser'] = 'It is not in the activity chooser.';
$string['deviation:contentitem'] = 'Deep linking is off.';
$string['deviation:grades'] = 'It may not keep its own columns in the gradebook.';
$string['deviation:members'] = 'It may not ask for a course\'s members.';
$string['deviation:privacy'] = 'It is sent names or e-mail addresses, which it does not need.';
$string['deviation:state'] = 'It is not active.';
$string['deviation:version'] = 'It is not an LTI 1.3 tool.';
$string['disconnect'] = 'Disconnect';
$string['disconnectnote'] = 'Disconnecting hides “AI tutors” and the course tutor, and gives the key of the AI functions back; the tool itself and all activities stay.';
$string['event:api_key_fetched'] = 'Key for AI functions fetched';
$string['event:bridge_connected'] = 'Bridge connected';
$string['event:course_tutor_opened'] = 'Course tutor opened';
$string['event:course_tutor_switched'] = 'Course tutor switched';
$string['fetchkey'] = 'Fetch a new key';
$string['invite'] = 'Invite address';
$string['invite_help'] = 'The operator of your kibridge makes it with “kibridge invite”. It works once, for seven days.';
$string['invitewrong'] = 'This is not an invite address. It looks like https://tutor.example.org/lti/register/….';
$string['keyfailed'] = 'Moodle got no key for its AI functions: {$a}. The tutors work all the same. “Fetch a new key” tries again.';
$string['kibridge:configure'] = 'Configure the AI tutors of a course';
$string['kibridge:use'] = 'Use the course tutor';
$string['late'] = 'The tutor does not answer at the moment. Everything else in your course works. Please load it again later.';
$string['loading'] = 'The tutor is loading…';
$string['next'] = 'What comes next';
$string['nextsteps'] = 'Lecturers find “AI tutors” in their course\'s navigation (under “More”), and the tool in the activity chooser.';
$string['notconnected'] = 'This site is not connected with a bridge yet, or its tool was deleted. An administrator does it under Site administration > Plugins > Local plugins > AI tutors (kibridge).';
$string['openedon'] = 'Opened on:';
$string['opentutor'] = 'AI tutor';
$string['personfailed'] = 'The bridge did not do it: {$a}. Site administration > Plugins > Local plugins > AI tutors (kibridge) shows whether it can be reached; its operator can export and delete by command.';
$string['pluginname'] = 'AI tutors (kibridge)';
$string['privacy:metadata:bridge'] = 'The bridge is the service of your institution that runs the AI tutors. It keeps conversations under a pseudonym. A data request in Moodle reaches it: it exports and deletes exactly this person\'s data.';
$string['privacy:metadata:bridge:course'] = 'The course and the activity from which the tutor was opened, by id and title.';
$string['privacy:metadata:bridge:language'] = 'The language of Moodle\'s pages.';
$string['privacy:metadata:bridge:questions'] = 'What a person writes to a tutor, in the tutor\'s frame.';
$string['privacy:metadata:bridge:role'] = 'The role in the course: teaching or learning.';
$string['privacy:metadata:bridge:userid'] = 'The user\'s id and user name, which the bridge turns into a pseudonym; no name, no e-mail address.';
$string['registerblocked'] = 'Moodle\'s HTTP security does not allow this address. Site administration > General > Security > HTTP security: “cURL blocked hosts list” and “cURL allowed ports list”.';
$string['registernoanswer'] = 'The bridge did not answer ({$a}). Is the address right, and can the Moodle server open it? The invite stays good.';
$string['registerrefused'] = 'The bridge did not register this Moodle (HTTP {$a->status}). It says: {$a->text}';
$string['repair'] = 'Set it right';
$string['retry'] = 'Load again';
$string['setupintro'] = 'Paste the invite address that the operator of your kibridge gave you. The rest happens by itself: the tool is registered, set up and checked.';
$string['status:error'] = 'Does not work';
$string['status:ok'] = 'Fine';
$string['status:warning'] = 'Please look';
$string['switchoff'] = 'Switch off for students';
$string['switchon'] = 'Switch on for students';
$string['task:renew_api_key'] = 'Renew the key for Moodle\'s AI functions';
$string['toollost'] = 'The tool that was connected has been deleted from Moodle. Connect again with a new invite.';
$string['toolsettings'] = 'The tool\'s settings';
$string['tutorisoff'] = 'The course tutor is off: only you can use it, here.';
$string['tutorison'] = 'The course tutor is on: students see its button.';
$string['tutornothere'] = 'The AI tutor is not available here: it is switched off, or you are in an exam, or logged in as somebody else.';
$string['works'] = 'It works. Lecturers can use AI tutors now.';
$string['worksnot'] = 'Something is in the way. Below it says what, and what helps.';
