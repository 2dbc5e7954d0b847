import { roleTable } from '#plant'

/** What a column of a list of lots may tell, and what it is called, English and German. */
export const lotRoles = roleTable({
  lot: `lot lotnumber lotno lotnr lotid batch batchnumber batchno batchnr batchid charge chargennummer chargennr chargenr losnummer losnr los
`,
  site: 'site sitename siteid sitecode plant plantname plantcode werk werkname standortkuerzel',
  product:
    'product productname productid item article material materialname produkt produktname artikel bezeichnung artikelbezeichnung',
  quantity: 'quantity qty amount menge stueck stueckzahl produziertemenge producedquantity gutmenge',
  unit: 'unit uom unitofmeasure einheit mengeneinheit me',
  place: 'place location path ort placepath productionunit',
  area: 'area areaid bereich halle',
  line: 'line lineid linename productionline linie fertigungslinie anlage produktionslinie',
  cell: 'cell workcell zelle station workcenter arbeitsplatz',
  asset: 'asset assetid equipment equipmentid machine maschine tag resource',
  start:
    'start started startedat starttime startdate begin from beginn startzeit startdatum startzeitpunkt von productionstart productiondate produktionsdatum herstelldatum',
  end: 'end ended endedat endtime enddate finish finished completed completedat until to ende endzeit enddatum endzeitpunkt bis productionend fertigstellung',
  status: 'status state zustand lotstatus batchstatus chargenstatus disposition',
  customer: 'customer customername kunde kundenname shipto consignee empfaenger warenempfaenger',
  delivery:
    'delivery deliverynumber deliveryno deliveryid shipment shipmentid lieferung lieferschein lieferscheinnummer lieferscheinnr liefernummer',
  shipped:
    'shipped shippedat shippingdate shipdate shipmentdate deliverydate versanddatum versandtam versand lieferdatum date datum warenausgang',
  shippedQuantity: 'shippedquantity shippedqty deliveryquantity deliveredquantity liefermenge versandmenge gelieferte',
  simulated: 'simulated simuliert',
})
