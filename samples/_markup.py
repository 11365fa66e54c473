"""Web pages and plain text: a host's invoice, two job advertisements, a parking receipt."""

from __future__ import annotations

from _sample import Sample

_INVOICE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Invoice BH-88-20417</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2430; margin: 2rem auto; max-width: 44rem }
header { display: flex; justify-content: space-between; border-bottom: 3px solid #3355dd }
h1 { font-size: 1.3rem } .muted { color: #67708a } .due { font-size: 1.6rem }
table { width: 100%; border-collapse: collapse; margin: 1.5rem 0 }
th, td { text-align: left; padding: .5rem 0; border-bottom: 1px solid #dde1ea }
td.n, th.n { text-align: right }
</style>
</head>
<body>
<header>
  <div><h1>Brightwell Hosting B.V.</h1>
  <p class="muted">Gasthuisweg 40, 9799 Oosterdam<br>VAT NL851730401B01</p></div>
  <p class="due"><span class="muted">Amount due</span><br>€428.40</p>
</header>
<p>Hello Corvane Analytics Ltd,<br>here is your invoice for services in October.</p>
<dl>
  <dt>Invoice</dt><dd>BH-88-20417</dd>
  <dt>Issued</dt><dd>1 November 2026</dd>
  <dt>Service period</dt><dd>1 October 2026 to 31 October 2026</dd>
  <dt>Collected by direct debit on</dt><dd>15 November 2026</dd>
  <dt>Customer VAT</dt><dd>GB 462 0917 00</dd>
</dl>
<table>
<thead>
<tr><th>Service</th><th class="n">Qty</th><th class="n">Each</th><th class="n">Amount</th></tr>
</thead>
<tbody>
<tr><td>Virtual server M, Oosterdam 2</td><td class="n">6</td>
<td class="n">49.00</td><td class="n">294.00</td></tr>
<tr><td>Block storage, 100 GB</td><td class="n">12</td>
<td class="n">8.20</td><td class="n">98.40</td></tr>
<tr><td>Managed backup</td><td class="n">3</td>
<td class="n">12.00</td><td class="n">36.00</td></tr>
</tbody>
<tfoot>
<tr><td colspan="3">Subtotal</td><td class="n">€428.40</td></tr>
<tr><td colspan="3">VAT 0% (reverse charge)</td><td class="n">€0.00</td></tr>
<tr><td colspan="3"><strong>Total</strong></td><td class="n"><strong>€428.40</strong></td></tr>
</tfoot>
</table>
<p class="muted">Last month you paid €411.60 on invoice BH-88-19876. Your next invoice is due to be
issued on 1 December 2026.</p>
<p class="muted">Brightwell Hosting B.V. · IBAN NL93 TDVK 0417 7339 05</p>
</body>
</html>
"""

_POSTING = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Field Hydrologist - Terrastream</title>
<script>window.analytics = {page: "job", salary: 99000};</script></head>
<body>
<nav><a href="/">Home</a> <a href="/jobs">All 14 jobs</a> <a href="/about">About</a></nav>
<main>
<h1>Field Hydrologist</h1>
<p><b>Terrastream Consulting</b> · Ullskerry, Scotland · Hybrid (two days from home)</p>
<p>Posted 12 October 2026 · Closes 8 November 2026 · Ref TS-HY-031</p>
<p>We measure rivers. From our office in Ullskerry you will run the gauging network of nine
catchments, keep its 61 stations honest, and turn what they say into flood models.</p>
<h2>What we offer</h2>
<ul>
<li>Full time, permanent, £34,500 to £41,000 a year depending on experience</li>
<li>31 days of leave, a pension with 9% from us, and a 4x4 for the field</li>
</ul>
<h2>What you bring</h2>
<ul>
<li>Degree in hydrology, geography or civil engineering</li>
<li>At least 3 years of field work with ADCP or current meters</li>
<li>Full UK driving licence</li>
<li>Python or R for time series</li>
</ul>
<p>Start on 4 January 2027. Questions to Morag Sinclair, <a
href="mailto:morag.sinclair@terrastream.example">morag.sinclair@terrastream.example</a>; apply at <a
href="https://jobs.terrastream.example/ts-hy-031">https://jobs.terrastream.example/ts-hy-031</a>.</p>
</main>
<footer>© 2026 Terrastream Consulting. Also open: GIS Technician, £28,000.</footer>
</body>
</html>
"""

_STELLE = """STELLENANZEIGE

Ausbildung zur Zweiradmechatronikerin / zum Zweiradmechatroniker (m/w/d)
Fachrichtung Fahrradtechnik

Radhaus Ahlers, Inhaberin Wiebke Ahlers
Deichstraße 88, 26919 Brakersiel

Veröffentlicht am 09.02.2026

Wir reparieren und verkaufen Räder seit 1994, vom Laufrad bis zum Lastenrad. Zum 01.08.2026 suchen
wir eine Auszubildende oder einen Auszubildenden. Die Ausbildung dauert dreieinhalb Jahre.

Das bringst du mit:
 - Hauptschulabschluss oder mehr
 - Spaß am Schrauben und ein ruhiges Händchen
 - Freundlichkeit gegenüber Kunden

Das bieten wir:
 - Vergütung 880 Euro im Monat im ersten Jahr, danach nach Tarif
 - Werkzeug und Arbeitskleidung
 - ein Dienstrad, das du dir selbst aufbaust

Bewirb dich bis zum 30.04.2026 mit Lebenslauf und letztem Zeugnis bei
werkstatt@radhaus-ahlers.example.
Ein Praktikum vorab ist jederzeit möglich.
"""

_PARKING = """HAFENPARKHAUS BRODERSUM
Betreiber: Parkraum Nord GmbH
Fischmarkt 3, 24399 Brodersum
Tel. 04699 270 118

QUITTUNG Nr. 7-118264

Einfahrt     13.06.2026  09:14
Ausfahrt     13.06.2026  15:37
Parkdauer    6 Std 23 Min
Kennzeichen  nicht erfasst

7 Std zu je 1,80 EUR           12,60
Tageshöchstsatz 14,00 nicht erreicht
------------------------------------
Gesamtbetrag EUR               12,60
darin enthalten 19 % MwSt.      2,01
Nettobetrag                    10,59

Bezahlt mit girocard, 13.06.2026 15:35
Terminal 60114402   Beleg 3391

USt-IdNr. DE317402507
Gute Fahrt!
"""


def brightwell() -> Sample:
    """An invoice by mail in HTML; tax is zero by reverse charge, which is not absent."""
    return Sample(
        "invoice",
        "brightwell-hosting.html",
        _INVOICE.encode(),
        {
            "invoice_number": "BH-88-20417",
            "invoice_date": "2026-11-01",
            "due_date": "2026-11-15",
            "seller_name": "Brightwell Hosting B.V.",
            "seller_vat_id": "NL851730401B01",
            "buyer_name": "Corvane Analytics Ltd",
            "currency": "EUR",
            "subtotal": 428.40,
            "tax": 0.00,
            "total": 428.40,
            "amount_due": 428.40,
            "iban": "NL93TDVK0417733905",
            "line_items": [
                {
                    "description": "Virtual server M, Oosterdam 2",
                    "quantity": 6,
                    "unit_price": 49.00,
                    "amount": 294.00,
                },
                {
                    "description": "Block storage, 100 GB",
                    "quantity": 12,
                    "unit_price": 8.20,
                    "amount": 98.40,
                },
                {
                    "description": "Managed backup",
                    "quantity": 3,
                    "unit_price": 12.00,
                    "amount": 36.00,
                },
            ],
        },
    )


def hydrologist() -> Sample:
    """A job page with a menu, a script and another job's pay at the foot."""
    return Sample(
        "job_posting",
        "field-hydrologist.html",
        _POSTING.encode(),
        {
            "job_title": "Field Hydrologist",
            "employer": "Terrastream Consulting",
            "location": "Ullskerry, Scotland",
            "reference": "TS-HY-031",
            "employment_type": "full_time",
            "work_model": "hybrid",
            "salary_min": 34500,
            "salary_max": 41000,
            "currency": "GBP",
            "salary_period": "year",
            "experience_years": 3,
            "posted_on": "2026-10-12",
            "apply_by": "2026-11-08",
            "starts_on": "2027-01-04",
            "contact_email": "morag.sinclair@terrastream.example",
            "apply_url": "https://jobs.terrastream.example/ts-hy-031",
            "requirements": [
                "Degree in hydrology, geography or civil engineering",
                "At least 3 years of field work with ADCP or current meters",
                "Full UK driving licence",
                "Python or R for time series",
            ],
        },
    )


def apprentice() -> Sample:
    """A German apprenticeship in plain text; one pay, no reference, no web address."""
    return Sample(
        "job_posting",
        "zweiradmechatroniker.txt",
        _STELLE.encode(),
        {
            "job_title": "Ausbildung zur Zweiradmechatronikerin / zum Zweiradmechatroniker (m/w/d)",
            "employer": "Radhaus Ahlers",
            "location": "Brakersiel",
            "employment_type": "apprenticeship",
            "salary_min": 880,
            "currency": "EUR",
            "salary_period": "month",
            "posted_on": "2026-02-09",
            "apply_by": "2026-04-30",
            "starts_on": "2026-08-01",
            "contact_email": "werkstatt@radhaus-ahlers.example",
            "requirements": [
                "Hauptschulabschluss oder mehr",
                "Spaß am Schrauben und ein ruhiges Händchen",
                "Freundlichkeit gegenüber Kunden",
            ],
        },
    )


def parking() -> Sample:
    """A German parking receipt in plain text; two times a day, and a price cap not reached."""
    return Sample(
        "receipt",
        "hafenparkhaus.txt",
        _PARKING.encode(),
        {
            "merchant_name": "HAFENPARKHAUS BRODERSUM",
            "merchant_address": "Fischmarkt 3, 24399 Brodersum",
            "merchant_phone": "04699 270 118",
            "merchant_vat_id": "DE317402507",
            "receipt_number": "7-118264",
            "purchase_date": "2026-06-13",
            "purchase_time": "15:35:00",
            "currency": "EUR",
            "subtotal": 10.59,
            "tax": 2.01,
            "total": 12.60,
            "payment_method": "card",
            "items": [
                {"description": "7 Std zu je 1,80 EUR", "quantity": 7, "amount": 12.60},
            ],
        },
    )
