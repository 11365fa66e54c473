"""The articles of the forty-page agreement: heading, then clauses.

A clause may be given with the JSON Pointers of what it says, so that their page is known.
"""

from __future__ import annotations

Clause = str | tuple[str, tuple[str, ...]]

ARTICLES: list[tuple[str, list[Clause]]] = [
    (
        "Subject",
        [
            "The Authority entrusts the Contractor with the inspection, preventive maintenance, "
            "fault repair and documentation of the rotating equipment listed in Annex 2 at the "
            "sites listed in Annex 1 (the Services). The Contractor accepts.",
            "The Services do not include civil works, replacement of complete pump sets, or work "
            "on the high-voltage side of transformers. Such work is ordered separately and does "
            "not change the Total Price.",
            "This Agreement replaces the Maintenance Agreement of 14 June 2019 and its three "
            "amendments, the last of them of 1 March 2023. Orders placed under it are completed "
            "under its terms.",
        ],
    ),
    (
        "Definitions",
        [
            "Availability means the share of hours in a month in which a unit could run on demand. "
            "Planned stops agreed five working days ahead do not reduce it.",
            "Critical Unit means a unit marked A in Annex 2. Its failure stops the supply of "
            "drinking water to at least one thousand inhabitants, or causes an overflow.",
            "Working Day means Monday to Friday without the public holidays at the seat of the "
            "Authority. Other days are calendar days.",
            "Total Price means the price for the initial term stated at the end of Annex 5.",
        ],
    ),
    (
        "Commencement and term",
        [
            (
                "The Services start on 1 January 2026 (the Commencement Date), whatever the date "
                "of signature. A hand-over period from 1 November 2025 to 31 December 2025 is not "
                "paid.",
                ("/effective_date",),
            ),
            (
                "The initial term is five (5) years. It ends on 31 December 2030 without notice "
                "being required to prevent a further initial term.",
                ("/term", "/end_date"),
            ),
            "At the end of the initial term this Agreement renews automatically for periods of one "
            "(1) year, at most twice, unless it is ended under Article 14.",
        ],
    ),
    (
        "Duties of the Contractor",
        [
            "The Contractor performs the Services with the care of a specialist, to the plans in "
            "Annex 3 and to the manufacturers' instructions. Where they differ, the stricter one "
            "applies.",
            "Each visit ends with a signed report (Annex 7, form A) that reaches the Authority "
            "within three Working Days. Vibration and bearing temperature are always reported.",
            "The Contractor keeps at least four fitters with a valid confined-space certificate "
            "on duty, and names a contract manager who can be reached by telephone at any hour.",
            "Waste oil, seals and coolants are taken away and disposed of at the Contractor's "
            "cost; proof is kept for ten years.",
        ],
    ),
    (
        "Duties of the Authority",
        [
            "The Authority gives access to the sites, isolates equipment on request with one "
            "Working Day's notice, and hands over drawings, manuals and past reports.",
            "The Authority names one engineer for each district, whose instructions on safety "
            "bind the Contractor's staff on site.",
        ],
    ),
    (
        "Service levels",
        [
            "Response times, repair times and Availability are set out in Annex 4. They are "
            "measured from the report of the fault to the Contractor's duty telephone.",
            "If Availability of a Critical Unit falls below 97.5 % in a month, the monthly fee of "
            "its site is reduced by 4 % for each full percentage point, at most by 30 %.",
            "Service credits are deducted from the next invoice. They do not exclude further "
            "claims, against which they are set off.",
        ],
    ),
    (
        "Spare parts",
        [
            "Parts up to EUR 250.00 per visit are included in the fees. Dearer parts are charged "
            "at the prices of Annex 6, which hold until 31 December 2027.",
            "The Contractor keeps the parts marked S in Annex 6 in stock within 90 km of the seat "
            "of the Authority. Parts that are replaced remain the Authority's property.",
        ],
    ),
    (
        "Prices and adjustment",
        [
            "The fees for each site are set out in Annex 5. They include travel, tools, lifting "
            "gear up to 5 tonnes and standby duty.",
            "Fees are adjusted on 1 January of each year, for the first time in 2028, by 70 % of "
            "the change of the wage index for metal trades published for the previous September.",
            "Work outside the Services is charged at EUR 78.00 per hour on Working Days and EUR "
            "117.00 per hour at other times.",
        ],
    ),
    (
        "Invoices and payment",
        [
            "The Contractor invoices one twelfth of the yearly fee at the end of each month, with "
            "the reports of the month attached. An invoice without reports is not due.",
            (
                "Invoices are payable within forty-five (45) days of receipt. Late payment bears "
                "interest at the statutory rate; a flat sum of EUR 40.00 is due for the cost of "
                "recovery.",
                ("/payment_terms",),
            ),
            "The Authority may withhold disputed amounts up to the value in dispute, if it says "
            "why within fifteen (15) days.",
        ],
    ),
    (
        "Subcontractors and staff",
        [
            "Subcontractors need the Authority's prior consent in writing. Consent is given for "
            "Dravik Elektromotoren GmbH for the rewinding of motors.",
            "The Contractor pays at least the collective wage and shows so on request. It answers "
            "for its subcontractors as for itself.",
        ],
    ),
    (
        "Health, safety and environment",
        [
            "Nobody enters a wet well, valve chamber or tank without a permit issued on the day. "
            "Gas is measured before and during the work.",
            "Accidents with more than three days of absence, and any spill over five litres, are "
            "reported within twenty-four (24) hours.",
        ],
    ),
    (
        "Liability",
        [
            (
                "The Contractor's liability for damage to property and financial loss is limited "
                "to EUR 750,000.00 for each calendar year. The limit does not apply to intent, "
                "gross negligence, injury to persons or drinking-water contamination.",
                ("/liability_cap",),
            ),
            "Neither party is liable for events beyond its control, as long as they last and as "
            "far as they could not be foreseen.",
        ],
    ),
    (
        "Insurance and security",
        [
            "The Contractor holds liability insurance of at least EUR 3,000,000.00 per event and "
            "shows cover each January.",
            "Within thirty (30) days of signature it provides a bank guarantee of EUR 60,000.00, "
            "returned three months after the end of this Agreement.",
        ],
    ),
    (
        "Ending the Agreement",
        [
            (
                "Each party may end this Agreement at the end of the initial term or of a renewal "
                "period by giving six (6) months' notice in writing.",
                ("/notice_period",),
            ),
            "Each party may end it at once for serious breach that is not put right within thirty "
            "(30) days of a warning, or if the other becomes insolvent.",
            "The Authority may end it with ninety (90) days' notice if Availability of the same "
            "Critical Unit is below 95 % in three months of any twelve.",
            "At the end the Contractor hands over all records in open formats and assists its "
            "successor for two months without charge.",
        ],
    ),
    (
        "Confidentiality and data",
        [
            "Both parties keep secret what they learn about security of supply, site protection "
            "and each other's business, for ten (10) years after the end.",
            "Access codes are personal. Remote access to the control system runs through the "
            "Authority's gateway only and is logged.",
        ],
    ),
    (
        "Notices",
        [
            "Notices are valid in writing and by registered letter or signed electronic mail to "
            "the addresses on the first page. A change of address is notified without delay.",
        ],
    ),
    (
        "Governing law and disputes",
        [
            (
                "This Agreement is governed by the law of the Grand Duchy of Luxembourg. The "
                "United Nations Convention on Contracts for the International Sale of Goods does "
                "not apply.",
                ("/governing_law",),
            ),
            (
                "Disputes go to the contract managers, then to a mediator appointed jointly, and "
                "failing agreement within sixty (60) days to the courts of Diekirch.",
                ("/jurisdiction",),
            ),
        ],
    ),
    (
        "Final provisions",
        [
            "The Annexes are part of this Agreement. If they contradict it, the articles prevail; "
            "among Annexes the lower number prevails.",
            "Changes need the written form, and so does the waiver of this requirement. If a "
            "provision is void, the others stand.",
            "The tender of 9 May 2025 and the Contractor's offer KFS-O-25-0447 of 20 June 2025 are "
            "used to interpret this Agreement, in this order.",
        ],
    ),
]
