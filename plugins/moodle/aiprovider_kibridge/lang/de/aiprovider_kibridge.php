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
 * German words.
 *
 * @package    aiprovider_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['apikey'] = 'Schlüssel';
$string['apikey_help'] = 'Meistens leer, siehe oben. Sonst ein Schlüssel der ganzen Universität (Ebene „Tenant“), er beginnt mit kb-. Die Administration der Universität erzeugt ihn in der Bridge unter „API-Schlüssel“.';
$string['baseurl'] = 'Adresse der Bridge';
$string['baseurl_help'] = 'Meistens leer, siehe oben. Sonst zum Beispiel https://tutor.example.org, ohne /v1.';
$string['outsidecourses'] = 'Auch außerhalb von Kursen';
$string['outsidecourses_help'] = 'Auf dem Dashboard und anderen Seiten ohne Kurs gelten keine Grenzen von Lehrenden und keine Prüfungssperre. Schalten Sie dies nur ein, wenn Ihnen die Grenzen der ganzen Universität genügen.';
$string['pluginname'] = 'kibridge';
$string['privacy:metadata:bridge'] = 'Die Bridge ist der Dienst Ihrer Einrichtung, der KI-Anfragen beantwortet und auf die Grenzen des Kurses anrechnet. Ein Datenschutzantrag in Moodle erreicht sie über das Plugin local_kibridge; ohne dieses Plugin exportiert und löscht ihr Betreiber die Daten einer Person.';
$string['privacy:metadata:bridge:course'] = 'Die ID des Kurses, in dem die KI-Funktion benutzt wurde.';
$string['privacy:metadata:bridge:prompttext'] = 'Der eingegebene oder zusammenzufassende Text.';
$string['privacy:metadata:bridge:userid'] = 'Die ID der Person, woraus die Bridge ein Pseudonym macht und die sie nicht weitergibt.';
$string['refused'] = 'Keine Antwort der KI';
$string['refused:broken'] = 'Die Antwort der KI war nicht lesbar. Bitte versuchen Sie es noch einmal.';
$string['refused:busy'] = 'Die KI ist gerade ausgelastet. Es wurde nichts angerechnet; bitte versuchen Sie es in einer Minute noch einmal.';
$string['refused:closed'] = 'Die KI-Funktionen dieses Kurses sind zu dieser Zeit geschlossen. Die Zeiten hat Ihre Lehrperson festgelegt.';
$string['refused:course'] = 'KI ist für diesen Kurs noch nicht eingerichtet. Eine Lehrperson des Kurses öffnet dazu einmal „KI-Tutoren“ im Kurs.';
$string['refused:down'] = 'Die KI antwortet gerade nicht. Es wurde nichts angerechnet; bitte versuchen Sie es später noch einmal.';
$string['refused:exam'] = 'KI ist in diesem Kurs während der Prüfung gesperrt.';
$string['refused:key'] = 'Moodles Schlüssel für die KI ist nicht gültig. Bitte sagen Sie der Moodle-Administration Bescheid.';
$string['refused:length'] = 'Der Text ist zu lang für die KI. Bitte nehmen Sie einen kürzeren Teil.';
$string['refused:member'] = 'Die KI-Funktionen eines Kurses sind für seine Mitglieder da. Sie sind gerade keines; fragen Sie Ihre Lehrenden.';
$string['refused:network'] = 'Die KI ist gerade nicht erreichbar. Bitte versuchen Sie es später noch einmal.';
$string['refused:other'] = 'Die KI hat diese Anfrage abgelehnt (HTTP {$a}). Wenn das wieder geschieht, sagen Sie bitte der Moodle-Administration Bescheid.';
$string['refused:outside'] = 'KI-Funktionen gibt es nur in Kursen. Öffnen Sie den Kurs, für den Sie sie brauchen.';
$string['refused:person'] = 'Gäste und wer als jemand anderes angemeldet ist, können KI-Funktionen nicht benutzen.';
$string['refused:quiz'] = 'In Tests gibt es keine KI.';
$string['refused:quota'] = 'KI steht Ihnen in diesem Kurs nicht zur Verfügung.';
$string['refused:quotauntil'] = 'Ihre KI-Grenze in diesem Kurs ist erreicht. Neu ab {$a}.';
$string['settings_intro'] = 'Lassen Sie Adresse und Schlüssel leer, wenn das Plugin local_kibridge dieses Moodle verbunden hat: Es holt den Schlüssel selbst und bewahrt ihn verschlüsselt auf. Tragen Sie beides nur ohne dieses Plugin oder für eine andere Bridge ein.';
