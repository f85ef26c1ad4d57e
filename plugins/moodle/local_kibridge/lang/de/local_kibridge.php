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
 * @package    local_kibridge
 * @copyright  2026 The kibridge developers
 * @license    https://www.gnu.org/licenses/gpl-3.0.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['aifunctions'] = 'Moodles eigene KI-Funktionen';
$string['aikey'] = 'Moodle hat dafür einen eigenen Schlüssel, geholt am {$a}. Er liegt verschlüsselt und erneuert sich von selbst. Schalten Sie jetzt den Anbieter „kibridge“ und die gewünschten Platzierungen ein.';
$string['aimissing'] = 'Mit dem Plugin aiprovider_kibridge beantwortet die Bridge auch Moodles KI-Knöpfe, und die Grenzen der Kurse gelten auch dort.';
$string['ainokey'] = 'Moodle hat dafür noch keinen Schlüssel. Niemand muss etwas einfügen: Moodle holt ihn bei der Bridge.';
$string['aitutors'] = 'KI-Tutoren';
$string['check:aikey'] = 'Moodles KI-Funktionen haben ihren Schlüssel';
$string['check:aikey_fix'] = '„Neuen Schlüssel holen“ (unten) besorgt einen. Vielleicht wurde der letzte bei der Bridge widerrufen; fragen Sie dort, ob das so gewollt war. Haben Sie im Anbieter selbst einen Schlüssel eingefügt, fehlt nichts.';
$string['check:blocked'] = 'Moodle darf die Bridge abfragen';
$string['check:blocked_fix'] = 'Website-Administration > Allgemein > Sicherheit > HTTP-Sicherheit: Nehmen Sie diesen Host aus der „Liste der gesperrten cURL-Hosts“ heraus und tragen Sie den Port in die „Liste der erlaubten cURL-Ports“ ein.';
$string['check:clock'] = 'Beide Uhren gehen gleich';
$string['check:clock_fix'] = 'Lassen Sie beide Server ihre Uhr per NTP stellen. Ein Aufruf gilt nur eine Minute, und Moodle lässt keine Abweichung zu, wenn die Bridge ein Token holt.';
$string['check:cookies'] = 'Sitzungs-Cookies nur über https';
$string['check:cookies_fix'] = 'Website-Administration > Allgemein > Sicherheit > HTTP-Sicherheit: Schalten Sie „Nur sichere Cookies“ ein. Andere Cookies halten Browser von Seiten in Frames fern.';
$string['check:https'] = 'Beide Seiten nutzen https';
$string['check:https_fix'] = 'Betreiben Sie Moodle und die Bridge mit https. Sonst lassen Browser den Tutor nicht in einem Frame arbeiten, außer auf einem eigenen Testrechner.';
$string['check:keys'] = 'Moodle bekommt die Schlüssel der Bridge';
$string['check:keys_fix'] = 'Ohne die Schlüssel gibt es keine Bewertungen und keine Teilnehmerlisten. Prüfen Sie, ob sich die Adresse unter „Öffentliches Keyset“ in den Tool-Einstellungen vom Moodle-Server aus öffnen lässt.';
$string['check:known'] = 'Die Bridge kennt dieses Moodle';
$string['check:known_fix'] = 'Möglicherweise hat der Betreiber der Bridge dieses Moodle abgeschaltet oder entfernt. Fragen Sie dort nach; mit einer neuen Einladung können Sie trennen und neu verbinden.';
$string['check:reachable'] = 'Moodle erreicht die Bridge';
$string['check:reachable_fix'] = 'Läuft die Bridge? Kann der Moodle-Server diese Adresse öffnen (Namensauflösung, Firewall, Proxy, Zertifikat)? Kurse funktionieren weiter; nur der Tutor fehlt.';
$string['check:ready'] = 'Die Bridge ist bereit';
$string['check:ready_fix'] = 'Die Bridge läuft, aber etwas fehlt ihr, meist ihre Datenbank. Ihr Betreiber findet den Grund in ihrem Protokoll.';
$string['check:settings'] = 'Das Tool ist richtig eingestellt';
$string['check:settings_fix'] = '„Richtig einstellen“ erledigt das für Sie.';
$string['check:stealth'] = 'Der Kurstutor ist nur ein Knopf';
$string['check:stealth_fix'] = 'Geschmackssache: Website-Administration > Allgemein > Zusatzoptionen: Schalten Sie „Verborgene Aktivitäten erlauben“ ein. Sonst steht ein eingeschalteter Kurstutor auch als Aktivität im ersten Abschnitt seines Kurses.';
$string['check:tool'] = 'Das Tool gibt es in Moodle';
$string['check:tool_fix'] = 'Jemand hat es gelöscht. Verbinden Sie neu, mit einer neuen Einladung.';
$string['checkconnection'] = 'Verbindung prüfen';
$string['closetutor'] = 'Schließen';
$string['connect'] = 'Verbinden';
$string['connectedwith'] = 'Verbunden mit';
$string['copied'] = 'Kopiert. Fügen Sie es in Ihre Frage ein.';
$string['copypage'] = 'Für meine Frage kopieren';
$string['courseintro'] = 'Der Kurstutor ist ein Knopf auf jeder Seite dieses Kurses, außer in Tests. Unten stellen Sie seine Anweisungen und Grenzen ein. Weitere Tutoren fügen Sie als Aktivität hinzu: „Aktivität oder Material anlegen“.';
$string['coursetutor'] = 'KI-Tutor';
$string['createtutor'] = 'Kurstutor einrichten';
$string['desk'] = 'KI-Tutoren: Regeln und Grenzen';
$string['deviation:chooser'] = 'Es steht nicht in der Aktivitätsauswahl.';
$string['deviation:contentitem'] = 'Deep Linking ist aus.';
$string['deviation:grades'] = 'Es darf keine eigenen Spalten in den Bewertungen führen.';
$string['deviation:members'] = 'Es darf die Teilnehmerliste nicht abrufen.';
$string['deviation:privacy'] = 'Es bekommt Namen oder E-Mail-Adressen, die es nicht braucht.';
$string['deviation:state'] = 'Es ist nicht aktiv.';
$string['deviation:version'] = 'Es ist kein LTI-1.3-Tool.';
$string['disconnect'] = 'Trennen';
$string['disconnectnote'] = 'Trennen blendet „KI-Tutoren“ und den Kurstutor aus und gibt den Schlüssel der KI-Funktionen zurück; das Tool selbst und alle Aktivitäten bleiben.';
$string['event:api_key_fetched'] = 'Schlüssel für KI-Funktionen geholt';
$string['event:bridge_connected'] = 'Bridge verbunden';
$string['event:course_tutor_opened'] = 'Kurstutor geöffnet';
$string['event:course_tutor_switched'] = 'Kurstutor umgeschaltet';
$string['fetchkey'] = 'Neuen Schlüssel holen';
$string['invite'] = 'Einladungsadresse';
$string['invite_help'] = 'Der Betreiber Ihrer kibridge erzeugt sie mit „kibridge invite“. Sie gilt einmal und sieben Tage lang.';
$string['invitewrong'] = 'Das ist keine Einladungsadresse. Sie sieht so aus: https://tutor.example.org/lti/register/….';
$string['keyfailed'] = 'Moodle hat keinen Schlüssel für seine KI-Funktionen bekommen: {$a}. Die Tutoren arbeiten trotzdem. „Neuen Schlüssel holen“ versucht es noch einmal.';
$string['kibridge:configure'] = 'KI-Tutoren eines Kurses einstellen';
$string['kibridge:use'] = 'Kurstutor benutzen';
$string['late'] = 'Der Tutor antwortet gerade nicht. Alles andere im Kurs funktioniert. Bitte laden Sie ihn später neu.';
$string['loading'] = 'Der Tutor wird geladen …';
$string['next'] = 'Wie es weitergeht';
$string['nextsteps'] = 'Lehrende finden „KI-Tutoren“ in der Navigation ihres Kurses (unter „Mehr“) und das Tool in der Aktivitätsauswahl.';
$string['notconnected'] = 'Diese Website ist noch nicht mit einer Bridge verbunden, oder das Tool wurde gelöscht. Die Administration erledigt das unter Website-Administration > Plugins > Lokale Plugins > KI-Tutoren (kibridge).';
$string['openedon'] = 'Geöffnet auf:';
$string['opentutor'] = 'KI-Tutor';
$string['personfailed'] = 'Die Bridge hat es nicht getan: {$a}. Website-Administration > Plugins > Lokale Plugins > KI-Tutoren (kibridge) zeigt, ob sie erreichbar ist; ihr Betreiber kann per Befehl exportieren und löschen.';
$string['pluginname'] = 'KI-Tutoren (kibridge)';
$string['privacy:metadata:bridge'] = 'Die Bridge ist der Dienst Ihrer Einrichtung, der die KI-Tutoren betreibt. Sie bewahrt Gespräche unter einem Pseudonym auf. Eine Datenanfrage in Moodle erreicht sie: Sie exportiert und löscht die Daten genau dieser Person.';
$string['privacy:metadata:bridge:course'] = 'Der Kurs und die Aktivität, aus denen der Tutor geöffnet wurde, mit ID und Titel.';
$string['privacy:metadata:bridge:language'] = 'Die Sprache der Moodle-Seiten.';
$string['privacy:metadata:bridge:questions'] = 'Was eine Person im Frame des Tutors schreibt.';
$string['privacy:metadata:bridge:role'] = 'Die Rolle im Kurs: lehrend oder lernend.';
$string['privacy:metadata:bridge:userid'] = 'ID und Anmeldename der Person, woraus die Bridge ein Pseudonym macht; kein Name, keine E-Mail-Adresse.';
$string['registerblocked'] = 'Moodles HTTP-Sicherheit erlaubt diese Adresse nicht. Website-Administration > Allgemein > Sicherheit > HTTP-Sicherheit: „Liste der gesperrten cURL-Hosts“ und „Liste der erlaubten cURL-Ports“.';
$string['registernoanswer'] = 'Die Bridge hat nicht geantwortet ({$a}). Stimmt die Adresse, und kann der Moodle-Server sie öffnen? Die Einladung bleibt gültig.';
$string['registerrefused'] = 'Die Bridge hat dieses Moodle nicht registriert (HTTP {$a->status}). Sie sagt: {$a->text}';
$string['repair'] = 'Richtig einstellen';
$string['retry'] = 'Neu laden';
$string['setupintro'] = 'Fügen Sie die Einladungsadresse ein, die Sie vom Betreiber Ihrer kibridge bekommen haben. Der Rest geschieht von selbst: Das Tool wird registriert, eingestellt und geprüft.';
$string['status:error'] = 'Geht nicht';
$string['status:ok'] = 'In Ordnung';
$string['status:warning'] = 'Bitte ansehen';
$string['switchoff'] = 'Für Studierende ausschalten';
$string['switchon'] = 'Für Studierende einschalten';
$string['task:renew_api_key'] = 'Schlüssel für Moodles KI-Funktionen erneuern';
$string['toollost'] = 'Das verbundene Tool wurde aus Moodle gelöscht. Verbinden Sie neu, mit einer neuen Einladung.';
$string['toolsettings'] = 'Einstellungen des Tools';
$string['tutorisoff'] = 'Der Kurstutor ist aus: Nur Sie können ihn benutzen, hier.';
$string['tutorison'] = 'Der Kurstutor ist an: Studierende sehen seinen Knopf.';
$string['tutornothere'] = 'Der KI-Tutor ist hier nicht verfügbar: Er ist ausgeschaltet, oder Sie sind in einer Prüfung oder als jemand anderes angemeldet.';
$string['works'] = 'Es funktioniert. Lehrende können jetzt KI-Tutoren benutzen.';
$string['worksnot'] = 'Etwas ist im Weg. Unten steht, was, und was hilft.';
