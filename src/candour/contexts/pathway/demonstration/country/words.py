"""What the invented people wrote: short, plain, and never about anybody who exists."""

from __future__ import annotations

WHY: dict[str, tuple[str, ...]] = {
    "no_ideology": (
        "He says that he has had enough of everybody, and asked a friend whether people would come to his funeral.",
        "She shares videos of fights and says that the world ought to burn. Her aunt died in the spring.",
        "A video about a bombing was found on his school tablet. He says that a friend sent it.",
    ),
    "extreme_right": (
        "He drew symbols on his desk and calls classmates by names that I will not repeat.",
        "He says that there will be a race war and that he knows which side he is on.",
        "A colleague wears a badge of a banned group and passes leaflets round in the break.",
    ),
    "islamist": (
        "He no longer speaks with his sisters, and watches sermons that praise those who died in attacks.",
        "She asked her tutor whether one may travel to Syria now, and whom one would have to know.",
        "He told the chaplain that those who work for the state deserve what comes to them.",
    ),
    "extreme_violence": (
        "He knows the names, dates and numbers of every school shooting, and says what they did wrong.",
        "She writes stories in which her class dies, and has looked for recipes of poison.",
    ),
    "multiple": ("He changes from one cause to the next from week to week; only the anger stays.",),
    "incel": ("He says that women owe him, and that one man in Canada understood that.",),
    "left_wing": ("He says that landlords should be burnt out, and has taken photographs of offices at night.",),
    "other_ideology": ("She belongs to an animal rights group online that publishes addresses of scientists.",),
}
NARRATIVE = (
    "Spoke with the school and with a parent. {why} He is seen as alone since the family moved; no plan and no means found.",
    "Spoke with whoever referred, with the employer, and twice with the person. {why} Nothing else is known to partners.",
    "Partners answered. {why} There is help at home, and it is taken. What others see agrees with what was told.",
)
REASON = {
    "refer_to_panel": "panel.reasonable_grounds",
    "transfer": "transfer.need",
    "open_police_led": "led.panel_cannot",
    "close": "close.not_borne_out",
}
RATIONALE = {
    "refer_to_panel": "There is a pattern over several months, and people whom the person trusts are worried. Support could help.",
    "transfer": "Nothing points to terrorism. There is a need that another service can meet, and the family asks for it.",
    "open_police_led": "Contact with the panel is refused, and the risk to others has not gone away.",
    "close": "What was looked into does not bear the concern out; the school and the family say the same.",
}
TOLD = "We looked into what you told us. Thank you for telling us; it was right to do so."
SAME = "The same date of birth and the same school; the name was written another way."
OTHER_PERSON = "Another person: the address and the family are not the same."
QUESTION = "Is this person known to you, and what support do they have?"
ANSWER = "Known to our service since last year; seen every month."
REQUIREMENT = "Regular meetings with a worker for three months, and help for the family."
SERVICE_SAYS = {
    "accept": "A worker takes this on and calls the family this week.",
    "begin": "They have met twice.",
    "update": "They come every week, and the family says that it helps.",
    "complete": "What was asked for is done. They know how to come back.",
}
SERVICE_DECLINES = "The person lives outside the area of our service."
AFTER_ALL = "Nobody took the person on. The school gives what it can, and the officer asks again in a month."
STILL_KEPT = "Still necessary: a second referral within the year would have to be read with this one."
LED_REVIEW = "Seen by the officer and by probation. Nothing new; to be looked at again."
LED_EXIT = "Nothing for a year, work and a settled home. The police do nothing more."
