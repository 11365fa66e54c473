"""Bills of lading as carriers print them, and what their loads weigh.

The head is a carrier's, without a label; boxes name the parties and the voyage; a table of
particulars has its units in its headings; freight and shipment stand in capitals among the goods.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said
from training.pages.boxes import Box, write_boxes
from training.pages.lines import columns
from training.pages.page import Page
from training.pages.tops import beside_title
from training.stories.story import Party, Story, forget_facet, restate, reword
from training.tables import Row

_LOAD = ("packages", "gross_weight_kg", "measurement_m3")
_KINDS = ("cartons", "bags", "pallets", "drums", "CTNS", "PKGS", "bales", "rolls", "packages")
_TO_BE_FILLED = (" (complete name and address)", " (full style and address)", "", "", "", "", "")


def load(story: Story) -> None:
    """Makes ports those of the sea, and the load in all what the containers hold together."""
    said, values, rng = raw("shipping"), story.values, story.values.rng
    ports = rng.sample(said["ports"], 2)
    along = rng.random() < 0.35
    for key, port in zip(("port_of_loading", "port_of_discharge"), ports, strict=True):
        country = said["countries"].get(port, "") if along else ""
        text = f"{port}, {country}" if country else port
        _reword(story, key, Said(text, text.upper() if values.shouting else text))
    prefix = rng.choice(("MV ", "M/V ", "MS ", "", "", "M.V. "))
    name = f"{prefix}{rng.choice(said['ship'])} {values.pseudo()}"
    if rng.random() < 0.6:
        _reword(story, "vessel", Said(name, name.upper() if rng.random() < 0.4 else name))
    if rng.random() < 0.6:
        line = rng.choice(said["carriers"]).format(name=values.pseudo())
        _reword(story, "carrier", Said(line, line.upper() if rng.random() < 0.3 else line))
    rows = [row for table in story.tables if table.name == "containers" for row in table.rows]
    count = _sum(rows, "packages") or rng.randrange(1, 2400)
    weight = _sum(rows, "gross_weight_kg") or Decimal(rng.randrange(90, 26000))
    volume = Decimal(weight) / rng.randrange(230, 900)
    volume = volume.quantize(Decimal(rng.choice(("0.1", "0.01", "0.001"))))
    kind, heavy, cubic = (
        rng.choice(_KINDS),
        rng.choice(("kg", "KGS", "kgs")),
        rng.choice(("m³", "CBM", "m3", "cbm")),
    )
    bare = rng.random() < 0.3
    exact = Decimal(weight).quantize(Decimal(rng.choice(("1", "1", "0.01", "0.001"))))
    _reword(story, "packages", Said(count, f"{count}" if bare else f"{count} {kind}"))
    _reword(story, "gross_weight_kg", Said(exact, f"{values.digits(exact)} {heavy}"))
    _reword(story, "measurement_m3", Said(volume, f"{values.digits(volume)} {cubic}"))


def _sum(rows: list[Row], key: str) -> Any:
    return sum(row[key].value for row in rows if key in row)


def _reword(story: Story, key: str, said: Said) -> None:
    if key in story.facts:
        reword(story, key, said)


def lading(page: Page) -> list[str]:
    """The lines of a bill of lading as its carrier prints it."""
    return _Lading(page).lines()


class _Lading:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.page = page
        self.story = page.story
        self.rng = page.rng
        self.values = page.values
        self.said = raw("shipping")
        self.left = {fact.concept.key: fact for fact in page.story.head}

    def lines(self) -> list[str]:
        story, rng = self.story, self.rng
        for party in story.parties:
            self._address(party)
        carrier = self.left.pop("carrier", None) if rng.random() < 0.6 else None
        issued = self.left.pop("issued_on", None)
        shipped = self.left.pop("shipped_on", None) if rng.random() < 0.5 else None
        freight = self.left.pop("freight", None) if rng.random() < 0.5 else None
        loads = [self.left.pop(key) for key in _LOAD if key in self.left]
        top = [carrier.said.text] if carrier and carrier.said.value else []
        title = [story.title] if story.title else []
        lines = [*top, *title] if rng.random() < 0.6 else [*title, *top]
        if top and title and rng.random() < 0.45:
            lines = beside_title(self.page, top)
        lines += [rng.choice(self.said["before"])] if rng.random() < 0.4 else []
        boxes = [self._box_of(party) for party in story.parties]
        lines += write_boxes(rng, [*boxes, *self._boxes()])
        goods = self._goods([fact.said for fact in loads if fact.said.value is not None])
        notes = self._notes()
        if freight and freight.said.value:
            text = f"FREIGHT {freight.said.value.upper()}"
            notes.insert(rng.randint(0, len(notes)), text)
            story.state(freight.concept, Said(freight.said.value, text))
        if shipped and shipped.said.value:
            form = rng.choice(("SHIPPED ON BOARD {}", "LADEN ON BOARD {}", "Shipped on board: {}"))
            notes.append(form.format(shipped.said.text))
        inside = rng.random() < 0.5
        lines += [*goods, *notes] if inside else [*notes, *goods]
        return [*lines, *self._foot(issued.said.text if issued and issued.said.value else "")]

    def _address(self, party: Party) -> None:
        """Goods that go to order, and arrivals that the consignee is told of."""
        story, rng = self.story, self.rng
        text = ""
        if party.role == "consignee" and rng.random() < 0.3:
            form = rng.choice(self.said["banks"])
            text = form.format(bank=self.values.bank().text)
        if party.role == "notify" and rng.random() < 0.15:
            text = rng.choice(self.said["same"])
        if text:
            restate(story, party, "name", text)
            for facet in [one for one in party.facts if one != "name"]:
                forget_facet(story, party, facet)

    def _box_of(self, party: Party) -> Box:
        rng = self.rng
        lines = party.facts["name"].text.split("\n") if "name" in party.facts else []
        lines += party.facts["address"].text.split("\n") if "address" in party.facts else []
        for facet in ("phone", "email", "contact", "website", "vat_id"):
            if facet in party.facts:
                lines.append(self.page.marked(party.labels[facet], party.facts[facet].text))
        return Box(self.page.cased(party.heading) + rng.choice(_TO_BE_FILLED), tuple(lines))

    def _boxes(self) -> list[Box]:
        """Boxes of what is left; ship and voyage share one now and then."""
        rng, page = self.rng, self.page
        boxes = []
        vessel, voyage = self.left.get("vessel"), self.left.get("voyage")
        if vessel and voyage and vessel.said.value and voyage.said.value and rng.random() < 0.4:
            label = rng.choice(("Vessel / Voyage No.", "Ocean vessel and voyage", "Vessel & Voy."))
            mark = rng.choice((" / ", " ", " - ", "  V. "))
            text = f"{vessel.said.text}{mark}{voyage.said.text}"
            boxes.append(Box(page.cased(label), (text,)))
            del self.left["vessel"], self.left["voyage"]
        for fact in self.left.values():
            boxes.append(Box(page.cased(fact.label), tuple(fact.said.text.split("\n"))))
        for label in rng.sample(("Place of receipt", "Place of delivery", "Pre-carriage by"), 2):
            if rng.random() < 0.3:
                filled = rng.random() < 0.5 and label.startswith("Place")
                boxes.append(Box(label, (self.values.city().text,) if filled else ()))
        if rng.random() < 0.3:
            rng.shuffle(boxes)
        return boxes

    def _goods(self, loads: list[Said]) -> list[str]:
        """The table of particulars: a row for each container or one for all, and their sum."""
        story, rng, values = self.story, self.rng, self.values
        rows = [row for table in story.tables for row in table.rows]
        stated = [key for key in _LOAD if key in story.facts]
        heads = ["Marks and numbers", "No. of pkgs", "Description of goods", "", ""]
        heads[0] = (
            rng.choice(("Container / Seal No.", "Container No.; Seal No.; Marks"))
            if rows
            else heads[0]
        )
        heads[3] = rng.choice(
            ("Gross weight (KGS)", "GROSS WEIGHT KG", "Gross weight kg", "Weight (kg)")
        )
        heads[4] = rng.choice(("Measurement (CBM)", "MEASUREMENT M3", "Cubic metres"))
        cells = [heads]
        for row in rows:
            seal = row["seal_number"].text if "seal_number" in row else ""
            number = row["container_number"].text
            mark = rng.choice((" / ", " / SEAL ", "  "))
            beside = seal and rng.random() < 0.5
            weight, count = (
                row[key].text if key in row else "" for key in ("gross_weight_kg", "packages")
            )
            cells.append(
                [
                    f"{number}{mark}{seal}" if beside else number,
                    count,
                    rng.choice(self.said["goods"]),
                    weight,
                    "",
                ]
            )
            if seal and not beside:
                word = rng.choice(("SEAL ", "Seal no. ", "S/N ", "SEAL: "))
                cells.append([f"{word}{seal}", "", "", "", ""])
        sums = {key: story.facts[key][1] for key in stated}
        whole = ["", "", "", "", ""]
        for key, at in zip(_LOAD, (1, 3, 4), strict=True):
            if key in sums:
                bare = key != "packages" and rng.random() < 0.7
                text = (
                    sums[key].text.split()[0] if bare and " " in sums[key].text else sums[key].text
                )
                text = values.digits(sums[key].value) if bare else text
                whole[at] = text
                story.state(concepts()[key], Said(sums[key].value, text))
        if rows:
            whole[0] = rng.choice(
                ("TOTAL", "Total:", f"TOTAL {len(rows)} CONTAINER(S)", "Grand total")
            )
            cells += [whole] if loads else []
        else:
            marks = rng.choice(self.said["marks"])
            whole[0] = marks.format(name=values.pseudo().upper(), n=rng.randint(2, 900))
            whole[2] = rng.choice(self.said["goods"])
            cells.append(whole)
        right = [False, rng.random() < 0.5, False, rng.random() < 0.5, False]
        return columns([*zip(*cells, strict=True)], rng.randint(2, 4), right=right)

    def _notes(self) -> list[str]:
        rng = self.rng
        digits = "".join(rng.choices("0123456789", k=6))
        some = rng.sample(self.said["notes"], rng.randint(0, 4))
        return [one.format(digits=digits, small=rng.randint(20, 900)) for one in some]

    def _foot(self, issued: str) -> list[str]:
        """Originals, place and date of issue, and who signs."""
        rng, values = self.rng, self.values
        place = rng.choice(raw("shipping")["ports"])
        lines = []
        if rng.random() < 0.6:
            count = rng.choice(("THREE (3)", "3/3", "3", "ZERO (0)", "TWO (2)", "ONE"))
            lines.append(
                f"{rng.choice(('Number of original B(s)/L', 'No. of originals'))}: {count}"
            )
        if issued:
            form = rng.choice(
                (
                    *("Place and date of issue: {place}, {date}", "Date of issue: {date}"),
                    *("Issued at {place} on {date}", "PLACE AND DATE OF ISSUE\n{place} {date}"),
                )
            )
            lines += form.format(place=place, date=issued).split("\n")
        if rng.random() < 0.6:
            form = rng.choice(("Signed for the carrier by {}", "By {}, as agent", "As agent: {}"))
            lines.append(form.format(values.company().text))
        return [*lines, *([rng.choice(self.said["after"])] if rng.random() < 0.5 else [])]
