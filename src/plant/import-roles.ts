import { roleTable } from './import-columns.ts'

/**
 * What a column of a plant's list of assets may tell, and what it is called, English and German. Sources: exports of inventory tools
 * for plants (names of fields of Nozomi, Claroty, ServiceNow among them), hand-made plant lists.
 */
export const assetRoles = roleTable(
  {
    ref: `ref assetid id sysid uuid resourceid deviceid geraeteid uniqueid externalid identifier ident cino ciid`,
    tag: `tag assettag asset tagname tagnumber tagno tagnr equipmenttag anlagenkennzeichen kennzeichen akz kks bmk betriebsmittelkennzeichen aks
      equipmentid equipmentnumber equipmentno equipment equipmentnr inventorynumber inventoryno inventarnummer inventarnr assetnumber assetno
      anlagennummer anlagennr technischerplatz functionallocation positionsnummer`,
    name: `name assetname displayname hostname host devicename geraetename systemname computername rechnername label sysname dnsname
      description beschreibung bezeichnung benennung`,
    kind: `assettype assetkind kind deviceclass assetclass classtype category kategorie geraeteart anlagenart sysclassname class klasse
      devicecategory role rolle funktion function`,
    type: `type typ devicetype geraetetyp art`,
    serial: `serial serialnumber serialno serialnr sn seriennummer seriennr fabriknummer fabriknr snr`,
    hardware: `hardwarerevision hardwareversion hwrevision hwversion hwrev hw hardwarestand hwstand erzeugnisstand es fs hardwareausgabe`,
    os: `os operatingsystem betriebssystem osname osversion osorfirmware`,
    level: `level purduelevel purdue isalevel isa95level ebene purdueebene netzebene`,
    site: `site sitename siteid sitecode plant plantname plantcode werk werkname standortkuerzel`,
    area: `area areaname areaid bereich halle hall abteilung department building gebaeude`,
    line: `line linename lineid productionline produktionslinie fertigungslinie linie anlage strasse`,
    cell: `cell workcell cellname zelle arbeitszelle fertigungszelle station workcenter arbeitsplatz processcell`,
    unit: `unit unitname einheit teilanlage aggregat maschine machine workunit`,
    place: `path placepath place location ort einbauort lage pfad equipmentpath isapath locationpath hierarchy assetpath uns einbaustelle standort`,
    zone: `zone zones zonename securityzone networkzone netzzone sicherheitszone virtualzonename netzsegment segment networksegment`,
    ip: `ip ipaddress ipaddresses ipaddr ipv4 ipv4address ipadresse ipadressen ipadr ips ipv6 netzwerkadresse`,
    mac: `mac macaddress macaddresses macaddr macadresse macadressen macs ethernetaddress hardwareaddress`,
    slot: `slot slotnumber slotno slotnr steckplatz steckplatznr einbauplatz`,
    parent: `parent parentid parentref parentasset parenttag chassis chassisid rack racknr backplane backplaneid uebergeordnet
      uebergeordnetesgeraet baugruppentraeger parentdevice`,
    safety: `safetycriticality safetycritical safety sicherheitskritisch sicherheitsrelevant sicherheitsrelevanz sil safetyimpact`,
    quality: `qualitycriticality qualitycritical quality qualitaetskritisch qualitaetsrelevant qualitaetsrelevanz gxp gxprelevant qualityimpact`,
    downtime: `downtimecostperhour downtimecost downtimecosts downtimecosthour costofdowntime stillstandskosten stillstandskostenprostunde
      stillstandskostenh ausfallkosten ausfallkostenprostunde ausfallkostenh kostenprostunde`,
    criticality: `criticality businesscriticality processcriticality assetcriticality kritikalitaet kritikalitat rang prioritaet priority
      kritisch importance`,
    owner: `owner ownership owneddepartment assetowner ownedby responsibility verantwortung zustaendigkeit zustaendig verantwortlich itot otit otowner`,
    installed: `installedon installdate installationdate installed dateinstalled commissioned commissioningdate inbetriebnahme
      inbetriebnahmedatum einbaudatum installationsdatum installiertam baujahr yearofinstallation installationyear inbetriebnahmejahr`,
    life: `expectedlifeyears expectedlife lifetime expectedlifetime lifetimeyears usefullife lebensdauer nutzungsdauer lebensdauerjahre
      nutzungsdauerjahre erwartetelebensdauer erwartetenutzungsdauer`,
    support: `supportuntil supportend endofsupport eos endofsupportdate supportende supportbis herstellersupportbis endoflife eol wartungsende
      abgekuendigtzum supportenddate`,
    patched: `neverpatched nopatch neverpatch nopatching donotpatch nichtpatchen keinpatch nichtpatchbar nopatches niepatchen unpatchable`,
    observed: `lastseen lastseenat lastactivity lastactivitytime lastupdated zuletztgesehen letztesichtung lastdiscovered
      mostrecentdiscovery observedat datenstand pruefdatum`,
    firmware: `firmware firmwareversion fw fwversion fwstand firmwarestand firmwarerevision fwrev`,
    vendor: `vendor manufacturer hersteller fabrikat`,
    product: `product productname produkt model modell modelname typbezeichnung modelid`,
    order: `ordernumber bestellnummer bestellnr artikelnummer catalognumber partnumber mlfb modelnumber`,
    simulated: `simulated simuliert`,
    // Columns of the list of rows that wait to be mended.
    waited: 'quarantine',
    why: 'reason',
  },
  { id: 'ref', vendor: 'vendor', supplier: 'vendor', product: 'product', order: 'order', version: 'firmware' },
)
