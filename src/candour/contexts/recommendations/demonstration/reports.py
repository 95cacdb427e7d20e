"""What the invented reports recommend, and of whom. None of it is what anybody recommended to any real body."""

from __future__ import annotations

from dataclasses import dataclass

HO, CITY, POLICE = "home-office", "aldermoor", "northmoor-police"
AUTHOR = "Independent Prevent Commissioner (demonstration)"


@dataclass(frozen=True)
class Report:
    """An invented report. Its title says that it is one."""

    slug: str
    title: str
    summary: str


@dataclass(frozen=True)
class Asked:
    """One recommendation: what is asked, how one sees that it is done, of whom, and in how many days from today.

    ``about`` is what it is about in a few words; ``parts`` are letters with their texts; a body is followed by a colon and
    the letter of its part where it is asked for one. ``links``: how it stands to which number of the first report, and why.
    """

    number: str
    about: str
    text: str
    measure: str
    due_in: int
    bodies: tuple[str, ...]
    parts: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ("prevent", "early_intervention")
    links: tuple[tuple[str, str, str], ...] = ()


HANDED = Report(
    "demonstration-when-a-case-changes-hands",
    "Invented report for the demonstration: when a case changes hands",
    "An invented review of what happens to people when one body hands their case to another. No body named here was reviewed; "
    "everything in it was made up to show how recommendations are followed.",
)
FAMILIES = Report(
    "demonstration-what-families-are-told",
    "Invented report for the demonstration: what families are told",
    "A shorter, later and invented report. One of its recommendations takes the place of an earlier one.",
)
RECORDS = Report(
    "demonstration-records-that-agree",
    "Invented report for the demonstration: records that agree",
    "Invented. It was sent to those whom it asks, and the public does not see it yet.",
)
WAITING = Report(
    "demonstration-people-who-wait",
    "Invented report for the demonstration: people who wait",
    "Invented, and still being written.",
)

OF_HANDED: tuple[Asked, ...] = (
    Asked(
        "1", "hand-overs within two working days",
        "Whoever hands a case to another body should speak to whoever takes it within two working days, and both should write "
        "down what was said.",
        "In each quarter, nine in ten hand-overs have a note of both sides dated within two working days.",
        -40, (POLICE, CITY),
    ),
    Asked(
        "2", "published figures of how long people wait",
        "The department should publish every quarter how long people waited between a referral and the first decision, by "
        "region and with the longest wait.",
        "Four quarters in a row are published within six weeks of their end.",
        120, (HO,), tags=("prevent",),
    ),
    Asked(
        "3", "one named person for each family",
        "Each family whose child is before a panel should have one named person whom they can ring, and be told when that "
        "person changes.",
        "Of families who are asked, four in five can say whom they would ring.",
        60, (HO, CITY),
    ),
    Asked(
        "4", "an electronic hand-over form",
        "The department should provide one electronic form with which every body hands a case over, so that nothing is typed "
        "twice.",
        "Every region uses the form, and no hand-over of a sample of fifty was made by email alone.",
        20, (HO,),
    ),
    Asked(
        "5", "an officer on call at weekends",
        "The force should have an officer on call at weekends who can take a hand-over that cannot wait until Monday.",
        "A rota is published inside the force, and no urgent hand-over of a quarter waited over a weekend.",
        80, (POLICE,), tags=("prevent", "disengagement"),
    ),
    Asked(
        "6", "interpreters at first meetings",
        "Whoever first meets a family should bring an interpreter where one is needed, and never a relative in their place.",
        "The file of each family that needs an interpreter says who interpreted.",
        90, (CITY,),
    ),
    Asked(
        "7", "training for those who take a case on",
        "Everybody who takes cases on should be trained in how a hand-over is read, and again every second year.",
        "The register of training names everybody who took a case on, with a day in the last two years.",
        -5, (HO, CITY),
    ),
    Asked(
        "8", "a national count of cases that fell between two bodies",
        "The department should count the cases that neither body believed to be theirs, and say what became of them.",
        "A yearly count is sent to the Commissioner with what became of each case.",
        -60, (HO,), tags=("prevent",),
    ),
    Asked(
        "9", "a leaflet for parents",
        "The force should give parents a leaflet that says what a referral is and whom they can ask.",
        "The leaflet is given at every first visit, in the languages that are spoken in the area.",
        70, (POLICE,),
    ),
    Asked(
        "10", "a shared record of who holds a case",
        "The council should keep one list, open to every partner of the panel, that says who holds each case today.",
        "On any day that is drawn, the list names one holder for each open case, and that holder agrees.",
        45, (CITY,),
    ),
    Asked(
        "11", "a duty in law to accept a hand-over",
        "The department should propose a duty in law to accept or refuse a hand-over within five working days.",
        "A provision is laid before Parliament.",
        200, (HO,), tags=("prevent", "pursue"),
    ),
    Asked(
        "12", "what is said when a case ends",
        "People should be told, in words that they can keep, that their case has ended and what is kept about them.",
        "Of twenty closed cases that are drawn, each has a copy of what was said.",
        -8, (f"{HO}:a", f"{POLICE}:b"), tags=("prevent", "disengagement"),
        parts=(
            ("a", "The department should write a model letter, with lawyers and with people who once received one."),
            ("b", "The force should send a letter in every case that it closes, and keep a copy."),
        ),
    ),
    Asked(
        "13", "a monthly meeting about hand-overs",
        "Police and council should meet monthly to go through the hand-overs that went wrong, and write down what they change.",
        "Twelve meetings in a year, each with its list of changes.",
        100, (POLICE, CITY),
    ),
)  # fmt: skip

OF_FAMILIES: tuple[Asked, ...] = (
    Asked(
        "1", "one explanation for families, tested by them",
        "Force and department should agree on one explanation for families, written with them and tested by them, in place of "
        "leaflets of each force.",
        "Of families who are asked, four in five say in their own words what a referral is.",
        150, (POLICE, HO),
        links=(("supersedes", "9", "One explanation everywhere takes the place of a leaflet of one force."),),
    ),
    Asked(
        "2", "families hear of a decision the same week",
        "The council should tell a family of each decision of a panel within five working days, by telephone and then in writing.",
        "In a quarter, nine in ten decisions have a note of the call within five working days.",
        110, (CITY,),
        links=(("derives_from", "3", "A named person has to have something to say, and in time."),),
    ),
)  # fmt: skip

OF_RECORDS: tuple[Asked, ...] = (
    Asked(
        "1", "two records of one case that agree",
        "Police and council should compare, each quarter, what their records say of the same case, and put right what differs.",
        "Of thirty cases that are drawn, the day of each decision is the same in both records.",
        170, (POLICE, CITY),
        links=(("derives_from", "10", "One list of holders helps only where the records behind it agree."),),
    ),
    Asked(
        "2", "a published list of what is counted",
        "The department should publish what each figure on Prevent counts, and what it does not count.",
        "Each published figure leads to its definition.",
        140, (HO,), tags=("prevent",),
    ),
)  # fmt: skip

OF_WAITING: tuple[Asked, ...] = (
    Asked("1", "people who wait", "The department should tell people who wait how long it may still take.", "", 0, ()),
    Asked(
        "2", "a call after two weeks",
        "The force should ring everybody who has waited two weeks, and say what happens next.",
        "Of twenty who waited longer, each file has a note of the call.", 180, (POLICE,),
    ),
    Asked(
        "3", "help while people wait",
        "The council should offer help that needs no decision, such as a youth worker, while a decision is awaited.",
        "The file of each person who waited four weeks says what was offered.", 160, (CITY,),
    ),
    Asked(
        "4", "a longest wait",
        "The department should set a longest wait, after which a case goes to the head of the service.",
        "No case of a quarter waited longer without a note of the head of the service.", 200, (HO,), tags=("prevent",),
    ),
    Asked(
        "5", "waiting lists without names",
        "Council and police should exchange how many people wait, and never who.",
        "The exchanged lists of a quarter hold no name.", 150, (CITY, POLICE),
    ),
    Asked(
        "6", "letters in plain words",
        "The council should rewrite its letters to those who wait in plain words.",
        "Readers who are asked understand them at the first reading.", 130, (CITY,),
    ),
    Asked(
        "7", "a telephone line of its own",
        "The department should open a telephone line for those who wait.",
        "The line answers within three minutes.", 190, (HO,),
    ),
)  # fmt: skip

CONSIDERED: dict[str, str] = {
    "meaningful": "It would change what somebody meets: {about}. Those whom we asked named it first.",
    "proportionate": "A lighter way was looked at and found too weak: advice alone had been given twice without effect.",
    "actionable": "Those who are asked for {about} have the people and the right to do it. One of them began already.",
    "cost": "About half a post for a body of middling size, by the estimate of two that were asked.",
    "law": "No new power is needed. Data protection law allows it; the office’s adviser read it.",
    "equality": "Disabled people and those whose first language is another gain most. No group is worse off.",
    "burden": "About ten minutes for each case; a form that it replaces took fifteen.",
    "risk": "It may be done for show. The measure of success looks at files and not at reports.",
    "integration": "None, because it concerns how bodies work with one another, beyond that people are treated alike.",
    "public_health": "Fewer weeks of uncertainty, which harms the health of young people most.",
    "faith": "Two faith organisations were asked and had no objection.",
    "communities": "Three local groups read {about} in draft and asked for plainer words, which it now has.",
}
"""What was considered for each aspect of the quality gate."""
