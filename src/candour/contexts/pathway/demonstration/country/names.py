"""Invented names of those who are referred: as various as the country, and none that the search for earlier referrals
would take for somebody else's, unless that is meant.

Names of one word and of four, in several scripts, hyphenated and with accents. Whoever comes a second time is often
written another way: that is what the search has to find (``queries/matching.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from random import Random

from candour.contexts.pathway.queries import matching


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _listed(
    "Aaron Abigail Adam Aisha Alfie Amelia Amir Aneurin Anjali Archie Arjun Arthur Ayesha Bartosz Beatrice Ben Bethany Blessing "
    "Bogdan Brandon Bryn Cai Caitlin Callum Carys Catrin Charlie Chidi Chloe Connor Corey Daisy Daniel Danielle Darius Declan "
    "Dominik Dylan Edward Eilidh Ekaterina Elijah Ella Elliot Emeka Emily Emrys Ethan Euan Evan Ewa Farhan Fatima Fergus Finlay "
    "Finn Florin Francesca Freddie Gabriel Gareth George Georgia Grace Gregor Gwion Hamza Hannah Haroon Harry Harriet Hassan "
    "Henry Holly Hugo Ibrahim Idris Imogen Iqra Isaac Isla Ivan Jack Jade Jake James Jamie Jasmine Jayden Jess Jodie Joseph "
    "Joshua Kacper Kamil Karim Kayleigh Keira Kian Kieron Kofi Kwame Lachlan Lauren Layla Leah Leon Lewis Liam Logan Louis "
    "Lucas Luke Lydia Maisie Malachi Marek Maria Mason Matilda Matthew Maya Megan Michael Mina Mohammed Molly Musa Nadia "
    "Natasha Nathaniel Niall Nicole Nikhil Noah Noor Oliver Olivia Omar Oscar Osian Patryk Paul Phoebe Priyanka Rafal Rahul "
    "Rebecca Reece Rhiannon Rhys Riley Robbie Rohan Rory Rosie Rowan Ruby Ryan Saad Sadia Sam Samina Sean Sebastian Shaun "
    "Shannon Sienna Simran Skye Sofia Stanley Stefan Tamsin Tariq Taylor Theo Thomas Tia Toby Tyler Umar Usman Victor Wiktor "
    "William Yasin Zac Zahra Zara Zoe"
)
_LAST = _listed(
    "Abara Ackroyd Adeyemi Ahmed Ainsworth Akhtar Alderton Appleyard Ashcroft Atkinson Bainbridge Banerjee Barlow Baxter "
    "Beddoes Bhatt Birtwistle Blackwood Bowen Bradshaw Brannigan Brightmore Broadbent Buchanan Burgess Cadwallader Calder "
    "Calvert Carradine Cavanagh Chandra Charlton Clitheroe Coulson Crabtree Cunliffe Dalgleish Danso Darcy Davies Dearden "
    "Dempsey Dhillon Dinsdale Drakeford Drummond Duckworth Dunmore Ebanks Eccles Edgerton Edmunds Ellwood Entwistle Fairhurst "
    "Farooqi Fawcett Fearnley Fenwick Fernandes Fielding Flaherty Forsyth Gallacher Garside Gibbons Gilchrist Goldsworthy "
    "Goodall Gorman Greenhalgh Griffiths Grimshaw Hadley Halliwell Hartley Haworth Heathcote Hebden Hennessy Higham Hinchliffe "
    "Holroyd Horrocks Hussain Iqbal Iwobi Jagger Jankowski Jardine Jenkinson Kapoor Kavanagh Kearsley Kendrick Kershaw Kilbride "
    "Kitchener Kowalczyk Lancaster Langstaff Latham Lavery Leckie Lindley Llewellyn Lockwood Lomax Lonsdale Lowther Mackintosh "
    "Madden Mahoney Malik Mansfield Marsden Mather Maxwell McAllister McBride McCready McGowan Mehta Meredith Middleton Mistry "
    "Moffat Molyneux Montague Moorhouse Mortimer Mwangi Naylor Nettleton Newbould Nkemelu Norcross Nowicki Nuttall Oakden "
    "Ogilvie Okoro Oldroyd Ormerod Osborne Owusu Oyelaran Paget Parnell Pasternak Peasgood Pemberley Penhaligon Petrescu "
    "Pickering Pilkington Popescu Priestley Pritchett Quarmby Qureshi Radcliffe Rahimi Ramsbottom Ravenscroft Redfern Rehmani "
    "Ridgeway Rigby Rothwell Rutherford Saddler Saleem Sandiford Scholes Seddon Sharples Shaughnessy Sheikh Shuttleworth "
    "Siddall Skelton Smethurst Southworth Stanworth Stirling Sutcliffe Sutherland Szymanski Tattershall Tempest Thewlis "
    "Thistlethwaite Thornley Tomlinson Townsend Trevelyan Tunstall Turnbull Uddin Underhill Unsworth Varley Venables Waddington "
    "Wainwright Walmsley Warburton Weatherill Whitaker Whittaker Wilberforce Winstanley Wojcik Woodhouse Wrigley Yardley Yousafzai "
    "Żuławski Žukauskas Đorđević Østergaard Núñez Çelik Šimek Lefèvre"
)
_OF_ONE_WORD = _listed(
    "Abdulrahim Sukarno Madhav Tenzin Sutrisno Nasrullah Gulalai Zarmina Wahyuni Thiruchelvam Sivakumar Habibullah Rahmatullah "
    "Parwana Budiman Lakshmanan Najibullah Selvarani Aurangzeb Mahadevan"
)
_SCRIPTS = (
    (_listed("أحمد يوسف سارة عمر ليلى خالد مريم حسن"), _listed("الخطيب النجار حداد السيد العلي منصور درويش")),
    (_listed("Андрій Олена Іван Дмитро Софія Марія"), _listed("Шевченко Коваль Бондар Мельник Ткачук Поліщук")),
    (_listed("আরিফ ফারজানা রহিম সুমাইয়া তানভীর"), _listed("চৌধুরী হোসেন তালুকদার মজুমদার")),
    (_listed("Νίκος Ελένη Γιώργος Μαρία"), _listed("Παππάς Γεωργίου Νικολάου Δήμου")),
    (_listed("子轩 雨桐 浩然 思远 佳怡"), _listed("陈 林 黄 周 吴 郑")),
    (_listed("گل زرمینه احمد فرشته"), _listed("محمدی رضایی کریمی احمدزی")),
)
_SPELT = (
    ("mm", "m"), ("y", "i"), ("ll", "l"), ("ck", "k"), ("tt", "t"), ("ph", "f"), ("oo", "u"), ("nn", "n"), ("ie", "y"),
    ("ss", "s"), ("rr", "r"), ("ff", "f"), ("ee", "i"), ("ow", "ou"), ("w", "v"), ("z", "s"), ("e", "a"), ("o", "u"),
)  # fmt: skip


class Register:
    """Draws names, and knows under which keys each would be found."""

    def __init__(self, rng: Random, taken: Iterable[str]) -> None:
        self.rng = rng
        self._one = list(_OF_ONE_WORD)
        self._found: set[str] = set()
        self._born: dict[date, set[str]] = defaultdict(set)
        for name in taken:
            self._found |= _alone(name)

    def new(self, born_on: date | None) -> str:
        """A name that nobody else would be found by."""
        while True:
            name = self._drawn()
            if self._is_free(name, born_on):
                self._keep(name, born_on)
                return name

    def again(self, name: str, born_on: date | None) -> str:
        """Another way to write somebody's name, by which they and nobody else are found; the same, where there is none."""
        own = _alone(name)
        spelt = [
            name[:1] + name[1:].replace(of, to, 1)
            for of, to in _SPELT
            if of in name[1:] and _alone(name) & _alone(name[:1] + name[1:].replace(of, to, 1))
        ]
        words = name.split()
        if len(words) > 2:
            spelt.append(f"{words[0]} {words[-1]}")
        self.rng.shuffle(spelt)
        for tried in spelt:
            if tried != name and not (_alone(tried) - own) & self._found:
                self._keep(tried, born_on)
                return tried
        return name

    def _drawn(self) -> str:
        kind = self.rng.random()
        if kind < 0.005 and self._one:
            return self._one.pop()
        if kind < 0.03:
            first, last = self.rng.choice(_SCRIPTS)
            return f"{self.rng.choice(first)} {self.rng.choice(last)}"
        name = [self.rng.choice(_FIRST)]
        if kind < 0.06:
            name += [self.rng.choice(_FIRST), self.rng.choice(_FIRST)]
        elif kind < 0.2:
            name.append(self.rng.choice(_FIRST))
        last_name = self.rng.choice(_LAST)
        if kind > 0.96:
            last_name += f"-{self.rng.choice(_LAST)}"
        return " ".join([*name, last_name])

    def _is_free(self, name: str, born_on: date | None) -> bool:
        keys = set(matching.keys_of(name))
        return not _alone(name) & self._found and (born_on is None or not keys & self._born[born_on])

    def _keep(self, name: str, born_on: date | None) -> None:
        self._found |= _alone(name)
        if born_on is not None:
            self._born[born_on] |= set(matching.keys_of(name))


def _alone(name: str) -> set[str]:
    """The keys that agree by themselves, without a date of birth."""
    return {key for key in matching.keys_of(name) if not key.startswith(matching.PART)}
