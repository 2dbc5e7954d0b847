/** Why rows were refused, by the server's code, and what to do: the server says it in English. */
export const whys: Readonly<Record<string, readonly [why: string, next: string]>> = {
  'version-maybe-damaged': [
    'Die Version kann beschädigt sein, etwa 33.10 zu 33.1.',
    'Die Version so schreiben, wie das Gerät sie zeigt. Stimmt sie so, das hier sagen.',
  ],
  'order-maybe-damaged': [
    'Die Bestellnummer sieht aus wie eine Zahl in Exponentialschreibweise.',
    'Die Bestellnummer so schreiben wie der Hersteller, in einer als Text formatierten Spalte.',
  ],
  'serial-maybe-damaged': [
    'Die Seriennummer kann Nullen oder Stellen verloren haben.',
    'Die Seriennummer so schreiben, wie sie auf dem Gerät steht, in einer als Text formatierten Spalte.',
  ],
  'no-identity': [
    'Sie nennt kein Kennzeichen, keine Seriennummer, keine Kennung und keine IP-Adresse.',
    'Mindestens eines davon eintragen, damit die Anlage wiedererkannt wird.',
  ],
  'id-differs': ['Ihre Kennung steht weiter oben schon, mit anderen Angaben.', 'Die Liste neu exportieren.'],
  'tag-twice': ['Das Kennzeichen steht zweimal in der Liste.', 'Behalten, was stimmt, oder eines umbenennen.'],
  'tag-of-several': ['Das Kennzeichen tragen mehrere Anlagen.', 'Die Seriennummer oder Kennung dazuschreiben.'],
  'said-otherwise': ['Eine andere Zeile sagt es anders.', 'Behalten, was stimmt.'],
  'place-not-taken': ['Der Ort kann so nicht angelegt werden.', 'Den Ort berichtigen.'],
  'quote-not-closed': ['Ein Anführungszeichen wird nicht geschlossen.', 'Es schließen oder verdoppeln.'],
  'row-too-long': [
    'Sie hat mehr Zellen als die Tabelle Spalten: Sie können verrutscht sein.',
    'Text mit dem Trennzeichen in Anführungszeichen setzen.',
  ],
  'cell-too-long': ['Eine Zelle ist zu lang.', 'Sie kürzen.'],
  'text-too-long': ['Ein Text hat mehr als 1000 Zeichen.', 'Ihn kürzen.'],
  'no-lot': ['Sie nennt keine Charge.', 'Die Nummer der Charge eintragen.'],
  'lot-maybe-damaged': [
    'Die Charge sieht aus wie eine verkürzte Zahl.',
    'Sie so schreiben, wie sie auf dem Produkt steht, in einer als Text formatierten Spalte.',
  ],
  'lot-differs': ['Die Charge steht oben mit einem anderen Produkt.', 'Behalten, was stimmt.'],
  'no-start': ['Sie hat ein Ende und keinen Beginn.', 'Eintragen, wann die Charge begonnen wurde.'],
  'start-not-read': ['Der Beginn ist keine eindeutige Zeit.', 'So schreiben: 2026-03-01 06:30 oder 01.03.2026 06:30.'],
  'end-not-read': ['Das Ende ist keine eindeutige Zeit.', 'So schreiben: 2026-03-01 06:30 oder 01.03.2026 06:30.'],
  'shipped-not-read': [
    'Der Versand ist keine eindeutige Zeit.',
    'So schreiben: 2026-03-01 06:30 oder 01.03.2026 06:30.',
  ],
  'end-before-start': ['Das Ende liegt nicht nach dem Beginn.', 'Eine der Zeiten berichtigen.'],
  'unknown-place': ['Den Ort gibt es am Standort nicht.', 'Den Ort anlegen oder seinen Namen berichtigen.'],
  'unknown-asset': ['Die Anlage gibt es am Standort nicht.', 'Die Anlage einlesen oder ihren Namen berichtigen.'],
  'lot-without-run': ['Nichts sagt, wo und wann die Charge entstand.', 'Linie oder Anlage und den Beginn eintragen.'],
}
