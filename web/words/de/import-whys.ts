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
  'no-start': ['Der Beginn fehlt.', 'Ihn eintragen.'],
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
  'several-places': ['Der Ort kann mehrere des Standorts meinen.', 'Seinen ganzen Pfad eintragen.'],
  'several-assets': [
    'Die Anlage kann mehrere des Standorts meinen.',
    'Ein Kennzeichen eintragen, das nur eine Anlage hat.',
  ],
  'run-ends-before': ['Der Lauf endet, bevor er beginnt.', 'Eine der beiden Zeiten berichtigen.'],
  'unknown-parent': [
    'Worin sie steckt, ist nicht bekannt.',
    'Berichtigen, worin sie steckt, oder auch das in die Liste aufnehmen.',
  ],
  'parent-in-itself': ['Sie steckt in sich selbst, über andere oder geradewegs.', 'Berichtigen, worin sie steckt.'],
  'slot-taken': [
    'In dem Steckplatz steckt schon eine andere Baugruppe.',
    'Bei einer der beiden den Steckplatz berichtigen.',
  ],
  'tag-and-serial-differ': [
    'Das Kennzeichen gehört einer Anlage, die Seriennummer einer anderen.',
    'Kennzeichen oder Seriennummer berichtigen.',
  ],
  'not-a-record': [
    'Sie ist kein Objekt mit benannten Werten.',
    'Die Liste neu exportieren: Jedes Element ist ein Objekt.',
  ],
  'not-json': ['Die Zeile ist kein JSON.', 'Sie berichtigen und wieder einlesen.'],
  'not-an-event': ['Das Ereignis kann nicht gelesen werden.', 'Es berichtigen und wieder einlesen.'],
  'no-path': ['Sie hat keinen Pfad.', 'Die Kürzel vom Standort bis zu ihr eintragen.'],
  'path-twice': ['Der Pfad steht weiter oben schon.', 'Jedem Eintrag einen eigenen Pfad geben.'],
  'no-zone': ['Sie nennt keine Zone.', 'Den Namen der Zone eintragen.'],
  'zone-twice': ['Die Zone steht weiter oben schon.', 'Für jede Zone eine Zeile behalten.'],
  'conduit-open': ['Der Conduit hat nur ein Ende.', 'An jedem Ende die Zone nennen.'],
  'level-not-read': [
    'Das ist kein Security Level.',
    'Eine Zahl von 0 bis 4 eintragen, oder sieben in der Reihenfolge der grundlegenden Anforderungen.',
  ],
  'rule-not-followed': [
    'Der Wiederholungsregel kann nicht gefolgt werden.',
    'Die Zeiten als einzelne Termine eintragen.',
  ],
  'range-not-followed': [
    'Die Änderung aller Zeiten ab einem Termin wird nicht befolgt.',
    'Die geänderten Zeiten als einzelne Termine eintragen.',
  ],
  'no-end': ['Das Ende fehlt oder liegt nicht nach dem Beginn.', 'Es eintragen.'],
  'time-not-read': ['Eine Zeit kann nicht gelesen werden.', 'Sie berichtigen und wieder einlesen.'],
  'too-long': ['Es dauert mehr als 400 Tage.', 'Es in kürzere teilen.'],
}
