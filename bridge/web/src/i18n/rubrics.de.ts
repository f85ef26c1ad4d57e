/* Deutsch: ein Raster zum Anfangen, für jede Art von Text. Glieder wie in rubrics.en.ts. */
import type { RubricTexts } from './rubrics.en';

export const rubricsDe: RubricTexts = {
  levels: [
    ['Fehlt', 'Davon ist nichts zu erkennen.'],
    ['Teilweise', 'Es ist in Teilen zu erkennen, mit größeren Lücken.'],
    ['Gut', 'Es ist da, mit kleinen Lücken.'],
    ['Sehr gut', 'Es ist durchgehend da und überzeugt.'],
  ],
  kinds: {
    essay: [
      ['These und Frage', 'Der Text hat eine klare Frage oder These und bleibt dabei.'],
      [
        'Argumentation',
        'Behauptungen sind begründet, bauen aufeinander auf und wägen Einwände ab.',
      ],
      [
        'Umgang mit Quellen',
        'Aussagen sind belegt; fremde Gedanken sind als solche kenntlich gemacht.',
      ],
      ['Aufbau', 'Einleitung, Teile und Schluss führen durch den Text.'],
      ['Sprache', 'Der Text ist verständlich, genau und korrekt.'],
    ],
    short_answer: [
      ['Richtigkeit', 'Was gesagt wird, ist fachlich richtig.'],
      ['Vollständigkeit', 'Alles, wonach gefragt ist, wird beantwortet.'],
      ['Begründung', 'Die Antwort sagt, warum, nicht nur, was.'],
    ],
    source_code: [
      ['Funktion', 'Das Programm tut, was die Aufgabe verlangt, auch in Randfällen.'],
      ['Aufbau', 'Funktionen und Daten haben je einen Zweck; nichts wiederholt sich.'],
      ['Lesbarkeit', 'Namen, Anordnung und Kommentare machen die Absicht klar.'],
      ['Prüfung', 'Tests zeigen, dass es geht und was bei falschen Eingaben geschieht.'],
    ],
    lab_report: [
      ['Frage und Methode', 'Was wie gemessen wurde, ist nachvollziehbar beschrieben.'],
      ['Auswertung', 'Rechnung, Einheiten und Fehler stimmen und sind nachvollziehbar.'],
      ['Deutung', 'Ergebnisse werden erklärt und mit der Erwartung verglichen.'],
      ['Grenzen', 'Schwächen der Messung und ihre Wirkung werden benannt.'],
    ],
    outline: [
      ['Ziel und Publikum', 'Es ist klar, was die Zuhörenden mitnehmen sollen.'],
      ['Roter Faden', 'Die Teile ergeben sich auseinander und passen in die Zeit.'],
      ['Anfang und Ende', 'Der Anfang führt hin, das Ende fasst zusammen.'],
      ['Anschaulichkeit', 'Beispiele und Bilder sind dort geplant, wo sie helfen.'],
    ],
  },
};
