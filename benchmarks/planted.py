"""Whether invented outlets can buy confirmation: the lower end of ``independent`` with and without.

    python benchmarks/planted.py [--events 50] [--outlets 1,5,20,100] [--seed 1] [--json]

Makes true events, each told by two vetted outlets with a named speaker of their own, and false ones
that nobody vetted tells. Then invented outlets join in on all of them, over some days: word for
word, translated, by template, citing each other, under the name of an agency, with an unnamed
official, and with invented names. All go through the whole walk. Counted is where the lower end of
an event rises, and how much of the honest corroboration is still seen.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from corrobora.case import Case
from corrobora.model import Event

TOWNS = """Mopti Gao Kidal Kayes Sikasso Diffa Maradi Zinder Agadez Dori Djibo Kaya Fada Maroua
Kousseri Bunia Beni Goma Bukavu Uvira Kalemie Palma Pemba Mueda Nampula Kismayo Baidoa
Jowhar Galkayo Mekele Gondar Dessie Nyala Zalingei Kosti Kassala Wau Bor Malakal Torit
Bria Bambari Bangassou Obo Birao Marib Taiz Hodeidah Dhamar Ibb Homs Hama Idlib Raqqa
Deraa Mosul Tikrit Kirkuk Ramadi Samarra Herat Kunduz Ghazni Khost Zaranj Quetta Peshawar
Bannu Gwadar Turbat Sittwe Myitkyina Lashio Loikaw Mandalay Cotabato Marawi Jolo Davao
Arauca Tumaco Buenaventura Cali Cúcuta Culiacán Tijuana Reynosa Acapulco Morelia Jacmel
Gonaïves Hinche Kramatorsk Kherson Sumy Izium Nikopol Lysychansk Vovchansk Tripoli Sebha
Misrata Sirte Derna""".split()
FIRST = """Amadou Ibrahim Yusuf Daniel Maria Elena Viktor Samuel Rosa Karim Hassan Omar Ana
Joseph""".split()
LAST = """Traoré Okello Haddad Moreno Petrov Mbeki Santos Rahman Kaboré Njoroge Silva Aziz
Cissé Doe""".split()
VETTED = ("Reuters", "AFP")
SENTENCES = (
    "Gunmen attacked an army post in {town} on {day}, killing {n} soldiers, {who} said.",
    "{n} soldiers were killed on {day} when gunmen attacked an army post in {town}, {who} said.",
)
FRENCH = (
    "Des hommes armés ont attaqué un poste de l'armée à {town} le {jour}, tuant {n} soldats, "
    "a déclaré {who}."
)
MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)

Row = dict[str, str]


class Happening:
    """One event to be told: a town, a day, a toll, and who may be named."""

    def __init__(self, number: int, town: str, chance: random.Random) -> None:
        self.number, self.town = number, town
        self.day = dt.date(2024, 1, 5) + dt.timedelta(days=3 * number)
        self.toll = chance.randint(4, 60)
        self.speakers = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in VETTED]

    def told(self, frame: str, who: str) -> str:
        """The event in one sentence, laid to a speaker."""
        return frame.format(
            town=self.town, n=self.toll, who=who, day=f"{self.day.day} {self.day:%B %Y}",
            jour=f"{self.day.day} {MONTHS[self.day.month - 1]} {self.day.year}",
        )  # fmt: skip

    def row(self, text: str, publisher: str, days: int, language: str = "en") -> Row:
        """A report as a feed delivers it."""
        published = self.day + dt.timedelta(days=days)
        return {
            "id": f"{self.number}-{publisher}", "text": text, "publisher": publisher,
            "published": published.isoformat(), "language": language,
        }  # fmt: skip

    def honest(self) -> Iterator[Row]:
        """Two vetted outlets with a named speaker each."""
        for outlet, frame, speaker in zip(VETTED, SENTENCES, self.speakers, strict=True):
            text = f"{self.told(frame, f'Colonel {speaker}')} The road to {self.town} stayed shut."
            yield self.row(text, outlet, 1)

    def planted(self, outlets: int, chance: random.Random) -> Iterator[Row]:
        """Invented outlets that join in, each in another manner."""
        frames = [f"Masked {f[0].lower()}{f[1:]}" if f[0] == "G" else f for f in SENTENCES]
        for number in range(outlets):
            name = f"Planted Courier {number}"
            invented = f"General {chance.choice(FIRST)} {chance.choice(LAST)}"
            frame = chance.choice(frames)
            manner = number % 7
            language = "fr" if manner == 1 else "en"
            if manner == 0:
                text = self.told(SENTENCES[0], f"Colonel {self.speakers[0]}")
            elif manner == 1:
                text = self.told(FRENCH, f"le général {invented.removeprefix('General ')}")
            elif manner == 2:
                cited = f"Planted Courier {chance.randint(0, outlets - 1)}"
                text = self.told(frame, invented).replace(" said.", f" told {cited}.")
            elif manner == 3:
                text = self.told(frame, "a senior security official")
            elif manner == 4:
                text = f"{self.town.upper()} (Reuters) - {self.told(frame, invented)}"
            elif manner == 5:
                text = self.told(frame, "an officer").replace(", an officer said", ", AFP reported")
            else:
                text = self.told(frame, invented)
            yield self.row(text, name, chance.randint(0, 9), language)


def walked(rows: Sequence[Row]) -> tuple[Event, ...]:
    """The events of these reports, and the names of their reports, by the whole walk."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "reports.jsonl"
        source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        with Case.open(Path(folder) / "case.db", fast=True) as case:
            case.collect([source], now="2026-01-01T00:00:00Z")
            case.extract()
            return case.reconcile()


def least_of(events: Sequence[Event]) -> dict[str, int]:
    """The greatest lower end of an attack in which a report has part, by the name of the report."""
    found: dict[str, int] = {}
    for event in events:
        if event.type == "ASSAULT":
            for name in event.report_names:
                found[name] = max(found.get(name, 0), event.independent.min)
    return found


def measured(events: int, outlets: Sequence[int], seed: int) -> list[dict[str, object]]:
    """One row for each number of invented outlets."""
    chance = random.Random(seed)
    towns = chance.sample(TOWNS, 2 * events)
    all_ = [Happening(number, town, chance) for number, town in enumerate(towns)]
    true, false = all_[:events], all_[events:]
    honest = [row for one in true for row in one.honest()]
    before = least_of(walked(honest))
    rows: list[dict[str, object]] = []
    for number in outlets:
        planted = {one.number: list(one.planted(number, chance)) for one in all_}
        after = least_of(walked([*honest, *(row for made in planted.values() for row in made)]))
        ids = {one.number: [row["id"] for row in one.honest()] for one in true}
        rows.append(
            {
                "outlets": number,
                "true_raised": sum(
                    max(after.get(i, 0) for i in ids[one.number])
                    > max(before.get(i, 0) for i in ids[one.number])
                    for one in true
                ),
                "false_raised": sum(
                    max((after.get(row["id"], 0) for row in planted[one.number]), default=0) > 1
                    for one in false
                ),
                "honest_seen": sum(
                    max(before.get(i, 0) for i in ids[one.number]) >= len(VETTED) for one in true
                ),
                "honest_left": sum(
                    max(after.get(i, 0) for i in ids[one.number]) >= len(VETTED) for one in true
                ),
            }
        )
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--events", type=int, default=50, help="true ones, and as many false ones")
    parser.add_argument("--outlets", default="1,5,20,100")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = measured(given.events, [int(n) for n in given.outlets.split(",")], given.seed)
    if given.json:
        print(json.dumps(rows))
        return
    print(f"{given.events} true and {given.events} false events")
    print("outlets  true raised  false raised  honest corroboration seen without / with them")
    for row in rows:
        print(
            f"{row['outlets']:7}  {row['true_raised']:11}  {row['false_raised']:12}  "
            f"{row['honest_seen']} / {row['honest_left']}"
        )


if __name__ == "__main__":
    main()
