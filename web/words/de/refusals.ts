import type { Refusals, Refused, Told } from '../refusals.ts'

const zahl = new Intl.NumberFormat('de')
const wert = (text: string | undefined) => (text === undefined ? '' : ` „${text}“`)
const datei = ({ of, quoted }: Refused) => wert(of ?? quoted[0])
const menge = ({ numbers }: Refused) => zahl.format(Number(numbers.at(-1) ?? 0))
const satz = (detail: string, next?: string) => (): Told => ({ detail, ...(next !== undefined && { next }) })

const nichtDa = 'Zurück zur Liste: Es wurde inzwischen entfernt, oder Ihr Konto sieht seinen Standort nicht.'
const spaeter = 'Warten Sie einen Augenblick und versuchen Sie es noch einmal.'
const fragen = 'Wenden Sie sich an jemanden mit der Rolle admin.'
const zuGross = (refused: Refused): Told => ({
  detail: `Die Datei${datei(refused)} ist zu groß: mehr als ${menge(refused)} Bytes nimmt der Server nicht an.`,
  next: 'Teilen Sie sie auf mehrere Dateien auf.',
})
const leer = (refused: Refused): Told => ({
  detail: `Die Datei${datei(refused)} ist leer.`,
  next: 'Erzeugen Sie die Datei neu.',
})
const mehrdeutig = (refused: Refused): Told => ({
  detail: `Die Datei${datei(refused)} sieht nach mehreren Formaten zugleich aus.`,
  next: 'Sagen Sie unter „Mehr“, als was sie gelesen werden soll.',
})

/** Was ein Mensch auf den Seiten am ehesten liest, wenn der Server etwas ablehnt. */
export const refusals: Refusals = {
  titles: {
    0: 'Keine Verbindung',
    400: 'Eingabe nicht verstanden',
    401: 'Nicht angemeldet',
    403: 'Nicht erlaubt',
    404: 'Nicht gefunden',
    405: 'So geht es nicht',
    408: 'Zu langsam',
    409: 'Passt nicht zum Stand',
    413: 'Zu groß',
    415: 'Nicht angenommen',
    421: 'Unbekannte Adresse',
    422: 'Nicht möglich',
    429: 'Zu viele Anfragen',
    500: 'Fehler im Server',
    503: 'Gerade nicht möglich',
    507: 'Kein Platz',
  },
  sentences: {
    'web/unreachable': satz('Der Server ist nicht erreichbar.', 'Prüfen Sie das Netz, und ob der Server läuft.'),
    'web/unreadable': satz('Die Antwort des Servers ist nicht lesbar.', spaeter),

    'access/refused': ({ detail }) =>
      /link/.test(detail)
        ? { detail: 'Dieser Link gilt nicht mehr, oder es gab ihn nie.', next: 'Lassen Sie sich einen neuen geben.' }
        : { detail: 'Anmeldung abgelehnt: Name oder Passwort stimmt nicht.' },
    'access/slow-down': refused => ({
      detail: `Zu viele falsche Passwörter: Die Anmeldung ist für ${menge(refused)} s gesperrt.`,
      next: 'Warten Sie so lange, und versuchen Sie es dann noch einmal.',
    }),
    'access/busy': satz('Gerade werden zu viele Passwörter geprüft.', spaeter),
    'access/weak-password': ({ detail }) => ({
      detail: /\d+ characters|short/.test(detail)
        ? 'Dieses Passwort ist zu kurz.'
        : 'Dieses Passwort ist zu leicht zu erraten.',
      next: 'Nehmen Sie einige zufällige Wörter.',
    }),
    'access/conflict': ({ detail, quoted }) =>
      /link/.test(detail)
        ? {
            detail: 'Mit diesem Link wurde schon ein Passwort gewählt.',
            next: 'Melden Sie sich an, oder lassen Sie sich einen neuen Link geben.',
          }
        : { detail: `Ein Konto namens${wert(quoted[0])} gibt es schon.`, next: 'Nehmen Sie einen anderen Namen.' },
    'access/forbidden': satz('Das ist diesem Konto nicht erlaubt.', fragen),
    'access/cross-site': satz(
      'Die Anfrage kam von einer anderen Seite als dieser.',
      'Öffnen Sie die Seite unter der Adresse, unter der der Server bekannt ist.',
    ),
    'access/last-admin': ({ quoted }) => ({
      detail: `${quoted[0] === undefined ? 'Dieses Konto' : `„${quoted[0]}“`} ist das letzte Konto mit der Rolle admin.`,
      next: 'Geben Sie die Rolle erst einem anderen Konto.',
    }),
    'access/not-found': ({ detail, quoted }) =>
      /session/.test(detail)
        ? { detail: 'Diese Anmeldung ist schon beendet, oder sie ist nicht Ihre.' }
        : { detail: `Nicht gefunden:${wert(quoted.at(-1))}.`, next: nichtDa },
    'access/bad-expiry': ({ quoted }) => ({
      detail: `Ein Token kann nicht${wert(quoted[0])} enden.`,
      next: 'Wählen Sie eine Zeit, die kommt, und nicht zu weit weg liegt.',
    }),
    'access/too-many-tokens': ({ quoted }) => ({
      detail: `Das Konto${wert(quoted[0])} hat schon so viele Token, wie eines haben darf.`,
      next: 'Widerrufen Sie erst eines, das niemand mehr braucht.',
    }),
    'access/no-site': satz('Die Rolle braucht einen Standort, oder sie gilt überall.', 'Wählen Sie eines von beiden.'),
    'access/no-account': satz('Es ist nicht gesagt, wessen Token das ist.', 'Nennen Sie das Konto.'),

    'operations/unknown': satz('Niemand ist angemeldet.', 'Melden Sie sich an.'),
    'operations/forbidden': ({ detail }) => {
      const [, permission] = /: ([a-z]+\.[a-z]+) is not given/.exec(detail) ?? []
      return permission === undefined
        ? { detail: 'Das ändert etwas für alle Standorte; das darf dieses Konto nicht.', next: fragen }
        : { detail: `Das Recht „${permission}“ hat dieses Konto nicht.`, next: fragen }
    },
    'operations/not-found': satz('Diesen Standort gibt es nicht.', nichtDa),
    'operations/input': ({ quoted }) => ({
      detail: `Die Eingabe ist so nicht möglich${quoted[0] === undefined ? '' : `:${wert(quoted[0])}`}.`,
      next: 'Prüfen Sie, was eingegeben ist.',
    }),
    'operations/feed-not-fetched': ({ detail }) => ({
      detail: `Nicht geholt: ${detail.replace(/^Cannot fetch /, '')}.`,
      next: 'Prüfen Sie das Netz, oder spielen Sie ein Paket ein.',
    }),
    'operations/key-used': satz('Diese Anfrage wurde schon mit anderem Inhalt gesendet.', 'Laden Sie die Seite neu.'),

    'server/fault': satz(
      'Im Server ist etwas schiefgegangen; Näheres steht in seinem Protokoll.',
      'Versuchen Sie es noch einmal; bleibt es dabei, hilft das Protokoll des Servers.',
    ),
    'server/unknown': satz('Dieses Token ist unbekannt oder abgelaufen.', 'Melden Sie sich neu an.'),
    'server/slow-down': refused => ({
      detail: 'Zu viele Anfragen auf einmal.',
      next: refused.numbers.length > 0 ? `Warten Sie ${menge(refused)} Sekunden.` : spaeter,
    }),
    'server/busy': satz('Der Server ist gerade ausgelastet oder hält an.', spaeter),
    'server/slow': satz('Die Datei kam zu langsam an.', 'Prüfen Sie die Verbindung, und senden Sie sie noch einmal.'),
    'server/too-slow': satz('Das hat zu lange gedauert.', 'Fragen Sie enger: ein Standort, eine kürzere Zeit.'),
    'server/cut': satz('Die Übertragung brach ab.', 'Senden Sie die Datei noch einmal.'),
    'server/too-large': zuGross,
    'server/too-long': satz('Die Frage ist zu lang.', 'Legen Sie langen Text als Datei ab.'),
    'server/not-found': satz('Unter dieser Adresse gibt es nichts.'),
    'server/cursor': satz('Diese Stelle der Liste gibt es nicht mehr.', 'Laden Sie die Liste neu.'),
    'server/host': ({ quoted }) => ({
      detail: `Unter dem Namen${wert(quoted[0])} antwortet der Server nicht.`,
      next: 'Öffnen Sie ihn unter einem Namen, der in den Einstellungen des Servers steht.',
    }),

    'ledger/busy': satz('Die Datenbank ist gerade beschäftigt.', spaeter),
    'ledger/slow': satz('Die Datenbank brauchte zu lange.', 'Fragen Sie enger, oder versuchen Sie es später.'),
    'ledger/unreachable': satz('Die Datenbank ist nicht erreichbar.', 'Der Server versucht es weiter.'),
    'ledger/unwritable': satz('Die Datenbank nimmt nichts an, sie lässt sich nur lesen.', fragen),
    'ledger/disk-full': satz('Auf dem Datenträger der Datenbank ist kein Platz mehr.', fragen),
    'ledger/not-written': satz('Es wurde nicht gespeichert.', spaeter),
    'ledger/not-found': ({ quoted }) => ({
      detail: `Das wird nicht aufbewahrt${quoted[0] ? `:${wert(quoted[0])}` : ''}.`,
    }),
    'ledger/outside': satz('Das betrifft alle Standorte; das darf dieses Konto nicht.', fragen),
    'base/locked': satz('Etwas anderes arbeitet gerade daran.', spaeter),

    'plant/not-found': ({ quoted }) => ({ detail: `Nicht gefunden:${wert(quoted[0])}.`, next: nichtDa }),
    'plant/exists': ({ quoted }) => ({
      detail: `${quoted[0] === undefined ? 'Das' : `„${quoted[0]}“`} gibt es schon.`,
      next: 'Nehmen Sie einen anderen Namen oder ein anderes Kürzel.',
    }),
    'plant/changed': ({ detail }) =>
      /newest/.test(detail)
        ? {
            detail: 'Dieser Import ist nicht der neueste seiner Quelle.',
            next: 'Nehmen Sie erst die späteren zurück.',
          }
        : { detail: 'Das wurde inzwischen geändert.', next: 'Laden Sie die Seite neu.' },
    'plant/bad-code': ({ quoted }) => ({
      detail: `${quoted[0] === undefined ? 'Das' : `„${quoted[0]}“`} kann kein Kürzel sein.`,
      next: 'Nehmen Sie Buchstaben, Ziffern, Punkt, Strich und Leerzeichen.',
    }),
    'plant/bad-place': ({ quoted }) => ({
      detail: `Den Ort${wert(quoted[0])} gibt es so nicht.`,
      next: 'Standort, Bereich, Linie, Zelle, Einheit: In dieser Reihenfolge liegen sie ineinander.',
    }),
    'plant/bad-parent': satz('Eine Anlage kann nicht in sich selbst liegen.'),
    'plant/one-zone': ({ quoted }) => ({
      detail: `Ein Conduit verbindet zwei Zonen, hier nur${wert(quoted[0])}.`,
      next: 'Nennen Sie eine andere Zone als Ziel.',
    }),
    'plant/bad-span': satz('Das Ende liegt vor dem Anfang.', 'Prüfen Sie beide Zeiten.'),
    'plant/in-future': ({ quoted }) => ({
      detail: `Gesehen werden kann nur, was war${quoted[0] === undefined ? '' : `:${wert(quoted[0])}`}.`,
      next: 'Wählen Sie eine Zeit, die nicht in der Zukunft liegt.',
    }),
    'plant/no-file': leer,
    'plant/no-header': ({ quoted, ...refused }) => ({
      detail: `In der Datei${wert(refused.of)} nennt keine Kopfzeile eine bekannte Spalte; die erste Zeile ist${wert(quoted.at(-1))}.`,
      next: 'Sagen Sie, was die Spalten sind, oder geben Sie ihnen bekannte Namen: Kennzeichen, Hersteller, Produkt, Firmware.',
    }),
    'plant/no-records': refused => ({
      detail: `In der Datei${wert(refused.of)} fehlt die Liste der Geräte; gefunden ist${wert(refused.quoted.at(-1))}.`,
    }),
    'plant/too-many-facts': refused => ({ detail: `Die Datei${datei(refused)} sagt über ein Gerät zu viel.` }),
    'plant/not-a-calendar': refused => ({
      detail: `Die Datei${datei(refused)} ist kein Kalender (iCalendar).`,
      next: 'Exportieren Sie den Kalender als .ics.',
    }),
    'plant/unknown-format': refused => ({
      detail: `Die Datei${wert(refused.of)} kann nicht als${wert(refused.quoted.at(-1))} gelesen werden: Dieses Format gibt es nicht.`,
    }),
    'plant/unknown-import': refused => ({
      detail: `Die Datei${datei(refused)} listet nichts aus einem Werk, das erkannt wird.`,
      next: 'Eine Tabelle mit anderen Spaltennamen wird gelesen, wenn Sie sagen, was die Spalten sind.',
    }),
    'plant/unknown-role': ({ quoted }) => ({
      detail: `Die Spalte${wert(quoted[0])} kann nicht als${wert(quoted[1])} gelesen werden.`,
      next: 'Wählen Sie, was sie ist, oder lassen Sie sie weg.',
    }),
    'plant/unknown-time-zone': ({ quoted }) => ({
      detail: `${quoted[0] === undefined ? 'Das' : `„${quoted[0]}“`} ist keine Zeitzone.`,
      next: 'Schreiben Sie sie wie Europe/Berlin.',
    }),
    'plant/waits-elsewhere': refused => ({
      detail: `Die Zeilen der Datei${datei(refused)} kamen als etwas anderes in die Quarantäne.`,
      next: 'Sagen Sie nicht, was sie ist: Jede Zeile geht dahin zurück, woher sie kam.',
    }),
    'plant/ambiguous-import': mehrdeutig,
    'plant/bad-mapping': ({ quoted }) => ({ detail: `Die Zuordnung${wert(quoted[0])} ist nicht zu verstehen.` }),
    'plant/too-large': zuGross,
    'plant/too-many-rows': refused => ({
      detail: `Die Datei${datei(refused)} hat zu viele Zeilen.`,
      next: 'Teilen Sie sie auf mehrere Dateien auf.',
    }),
    'plant/too-many-refused': refused => ({
      detail: `Von der Datei${datei(refused)} können zu viele Zeilen nicht übernommen werden.`,
      next: 'Prüfen Sie, ob die Spalten richtig zugeordnet sind.',
    }),
    'plant/calendar-too-large': refused => ({ detail: `Der Kalender${datei(refused)} ist zu groß.` }),

    'lots/not-found': ({ quoted }) => ({ detail: `Die Charge${wert(quoted[0])} gibt es nicht.`, next: nichtDa }),
    'lots/exists': ({ quoted }) => ({ detail: `Die Charge${wert(quoted[0])} gibt es an diesem Standort schon.` }),
    'lots/unknown-import': refused => ({
      detail: `Die Datei${datei(refused)} listet keine Chargen, die erkannt werden.`,
      next: 'Eine Tabelle mit anderen Spaltennamen wird gelesen, wenn Sie sagen, was die Spalten sind.',
    }),
    'lots/ambiguous-import': mehrdeutig,

    'intake/empty': leer,
    'intake/too-large': zuGross,
    'intake/bad-time': ({ quoted, detail }) => ({
      detail: /as the end/.test(detail)
        ? 'Das Ende liegt vor dem Anfang.'
        : `${wert(quoted[0]).trim()} ist keine Zeit.`,
      next: 'Schreiben Sie sie wie 2026-11-21T10:00:00Z.',
    }),
    'intake/conflict': satz('Die Stückliste, die das war, ist nicht mehr da.', 'Senden Sie die Datei noch einmal.'),
    'intake/several-assets': ({ quoted }) => ({
      detail: `Welche Anlage${wert(quoted[0])} ist, bleibt offen: Mehrere haben dieses Kennzeichen.`,
      next: 'Wählen Sie die Anlage aus der Liste.',
    }),
    'intake/no-asset': ({ quoted }) => ({
      detail: `Die Anlage${wert(quoted[0])} gibt es an diesem Standort nicht.`,
      next: 'Wählen Sie die Anlage aus der Liste.',
    }),
    'intake/wrong-kind': refused => ({
      detail: `Die Datei${datei(refused)} ist nicht das, als was sie gelesen werden soll.`,
      next: 'Lassen Sie den Inhalt entscheiden, oder wählen Sie etwas anderes.',
    }),

    'boms/empty': leer,
    'boms/not-found': ({ quoted }) => ({ detail: `Die Stückliste${wert(quoted[0])} gibt es nicht.`, next: nichtDa }),
    'boms/unknown-format': refused => ({
      detail: `Die Datei${datei(refused)} ist keine Stückliste, Lock-Datei oder Liste, die gelesen wird.`,
      next: 'Ist es eine Tabelle, sagen Sie, was ihre Spalten sind.',
    }),
    'boms/ambiguous-format': mehrdeutig,
    'boms/binary': refused => ({ detail: `Die Datei${datei(refused)} ist kein Text.` }),
    'boms/bad-workbook': refused => ({
      detail: `Die Arbeitsmappe${datei(refused)} ist beschädigt.`,
      next: 'Öffnen Sie sie in der Tabellenkalkulation, und speichern Sie sie neu als .xlsx.',
    }),
    'boms/workbook-too-large': zuGross,
    'boms/too-large': zuGross,
    'boms/too-many-components': refused => ({ detail: `Die Datei${datei(refused)} nennt zu viele Komponenten.` }),
    'boms/not-cyclonedx': refused => ({ detail: `Die Datei${wert(refused.of)} ist kein CycloneDX.` }),
    'base/not-json': refused => ({
      detail: `Die Datei${datei(refused)} ist kein gültiges JSON.`,
      next: 'Erzeugen Sie die Datei neu; oft wurde sie abgeschnitten.',
    }),
    'base/empty': leer,
    'base/too-large': zuGross,
    'base/truncated': refused => ({
      detail: `Die Datei${datei(refused)} ist abgeschnitten.`,
      next: 'Senden Sie sie noch einmal, ganz.',
    }),
    'base/too-deep': refused => ({ detail: `Die Datei${datei(refused)} ist zu tief verschachtelt.` }),
    'base/expansion-limit': zuGross,

    'answers/not-a-question': ({ quoted }) => ({
      detail: `Die Frage${wert(quoted[0])} ist nicht zu verstehen.`,
      next: 'Fragen Sie nach CVE-…, GHSA-…, ICSA-…, pkg:…, Name@Version, Hersteller:Produkt, sha256:…, lot:NUMMER oder asset:KENNZEICHEN.',
    }),
    'answers/not-found': ({ quoted }) => ({ detail: `Nicht gefunden:${wert(quoted[0])}.`, next: nichtDa }),
    'answers/bad-page': satz('Diese Stelle der Liste gibt es nicht mehr.', 'Laden Sie die Liste neu.'),
    'answers/bad-key': ({ quoted }) => ({ detail: `Die Komponente${wert(quoted[0])} gibt es nicht.`, next: nichtDa }),
    'answers/too-large': zuGross,
    'answers/too-many': refused => ({
      detail: `Der Text${datei(refused)} nennt ${menge(refused)} Schwachstellen, mehr als auf einmal gefragt werden können.`,
      next: 'Fragen Sie mit einem Teil davon.',
    }),
    'findings/not-found': satz('Diesen Befund gibt es nicht.', nichtDa),
    'advisories/no-database': satz(
      'Es sind keine Meldungen da, gegen die geprüft werden könnte.',
      'Holen Sie Meldungen in den Einstellungen, oder spielen Sie ein Paket ein.',
    ),
    'vendors/not-found': ({ quoted }) => ({ detail: `Den Hersteller${wert(quoted[0])} gibt es nicht.` }),
    'vendors/exists': ({ quoted }) => ({
      detail: `${wert(quoted[0]).trim()} ist schon ein Name des Herstellers${wert(quoted[1])}.`,
    }),
    'vendors/no-name': ({ quoted }) => ({ detail: `${wert(quoted[0]).trim()} ist kein Name eines Herstellers.` }),
  },
}
