"""What the office, reporters and bodies of the demonstration write to each other. All invented."""

from __future__ import annotations

ACKNOWLEDGEMENTS = (
    "Thank you for telling us. I have read what you wrote. We are now deciding whether it is something that this office can look at, and I will write to you here by the date shown in this mailbox.",
    "We have received what you told us, and a caseworker has read it. You need not do anything now. If anybody is in danger, please ring 999 and do not wait for us.",
)
WELSH_ACKNOWLEDGEMENT = "Diolch am ddweud wrthym. Rydym wedi darllen yr hyn a ysgrifennoch. / Thank you for telling us. We have read what you wrote."
TO_REPORTER = (
    "I am working on this now. Could you tell me roughly when the second meeting took place? If you do not remember, that does not matter.",
    "A short note so that you know where we are: I have asked for two documents and expect them within a fortnight.",
    "Thank you for your message. I have added it to what we hold, and it helps.",
    "Is there anything about how we write to you that we should change?",
)
FROM_REPORTER = (
    "It was in the first week after half-term. I have found the letter and can send it.",
    "Thank you. I was not sure that anybody would read this.",
    "Please do not ring. I can write here in the evenings.",
    "Something else has happened since: they have invited us again, for Thursday, and I do not know whether to go.",
    "Is this still being looked at? I do not want to press, I only want to know.",
)
AGREEMENT_REQUESTS = (
    "To go further I would have to ask the body about its procedure. I would write the question myself. It would not say that you wrote to us, nor when; but somebody there may guess. May I? You can say no, and we will still record and use what you told us.",
    "May I put a question to the body? I would ask how it decides in general, and not about you. The decision is yours and nothing bad follows from a no.",
)
ANSWERS = (
    "I have finished looking at this. The body should have told you before, and it has changed its procedure. It has not admitted that this was wrong in your case, and I cannot make it. What you told us is coded and will be counted in the Commissioner's report.",
    "Here is what I found. What was done followed the guidance, but the guidance leaves open whether parents are told. That is a gap, and the Commissioner will look at it for the whole country. Nothing of yours is quoted.",
    "We asked and were answered. The record you saw was corrected, and those to whom it had been sent were told. If you still see the old one, write back here.",
    "Thank you for telling us about something that was done well. With your words in mind we shall describe it, without names, for others to learn from.",
)
SIGNPOSTS = (
    "We are not the right office for this, and I am sorry that you had to tell it twice. The body named in this mailbox looks at exactly this. What you told us is recorded here and goes no further.",
    "Another body has the powers that are needed here. This mailbox shows which one and how to reach it. If it turns you away, write back.",
)
TOLD_WITHOUT = (
    "We told a body without asking you, because we believed that somebody was about to come to serious harm. Two people here decided it and wrote down why. What we told is no more than was needed.",
)
RATIONALES = {
    "unlink": ("About another college: the form it speaks of is not the same one.",),
    "request_erasure": (
        "Asked for in a letter of the person; identity checked by telephone.",
        "Asked for in the mailbox after the answer.",
    ),
    "decide_erasure": ("The matter is closed, nothing depends on it any more.",),
    "refuse_erasure": ("A review relies on it until next spring. The person was told, and may ask again then.",),
    "triage_in_scope": (
        "About how Prevent was carried out by a body under the duty; no other body has it before it.",
        "Within the terms of reference: communication with families at referral.",
        "Pattern seen in other concerns of this sector; in scope.",
    ),
    "signpost": (
        "Not about Prevent. The person is better served elsewhere.",
        "An individual complaint about conduct, which the complaints body can decide and we cannot.",
    ),
    "close": (
        "Answered; no reply within four weeks, and none is needed.",
        "The person wrote that they have what they asked for.",
        "Pointed to the right body; nothing further to do here.",
    ),
    "record_agreement": ("Said on the telephone, and read back. Call of this morning.",),
    "request_override": (
        "A child of eight may be taken abroad within days. The school must know to act. Asking first could warn the wrong person.",
        "The writer names a day and a place. We cannot reach them, and others may be hurt.",
    ),
    "decide_override": (
        "I read it alone and come to the same view: the harm is near and serious, and telling the body is the least that helps.",
        "I do not see that the harm is imminent. Ask the person first; reconsider if they cannot be reached by tomorrow.",
    ),
    "pause_clock": (
        "We are waiting for a document that only you can send. The clock runs again when it is here, or in four weeks.",
        "Court proceedings run at the moment; we may not interfere. Reviewed every month.",
    ),
    "declare_interest": (
        "My sister works at the body concerned.",
        "I was a governor of this school until two years ago.",
    ),
    "end_interest": ("Declared on the wrong concern: the school of the same name in another town.",),
    "open_in_emergency": ("The caseworker is away, and the new message may say that somebody is in danger today.",),
    "correct": (
        "I pressed this on the wrong concern. It stands again where it was.",
        "Decided before the second message was read. To be triaged afresh.",
    ),
    "take_back": ("We no longer need an answer. Thank you for the work you have put into it.",),
    "ask_again": (
        "You describe the policy. We also asked how often it was followed in the last year: please add figures.",
    ),
    "reopen": ("New facts came by letter.",),
    "withdraw": ("Asked on the telephone; read back.",),
}

QUESTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "education": (
        ("How parents are told about a referral", "The Commissioner is looking at how schools and colleges tell parents when a referral to Prevent is considered. Please tell us:\n\n1. who decides whether parents are told first, and where that is written down;\n2. in how many cases over the last two school years they were told before, after, or not at all;\n3. what a parent is given in writing.\n\nPlease do not name pupils or staff in your answer."),
        ("Training of staff, and advice before referring", "We should like to understand what training your staff have had on the Prevent duty since September last year, who gives advice before a referral, and whether that advice is recorded. A copy of the slides is welcome. Please leave out names."),
    ),
    "police": (
        ("First contact after a referral", "Please describe how officers make first contact with a person who was referred: by what means, at which places, and how privacy is kept when it is a workplace or a school. Please enclose the instruction that applies, and say when it was last reviewed."),
        ("Supervision of repeat referrals", "Please tell us how repeat referrals of one person are recognised and read together, which supervisor reviews them and after how many, and how many reviews of that kind were recorded in each of the last four quarters."),
    ),
    "health": (
        ("Specialist advice before a referral", "How does the trust make sure that a clinician who knows the patient's condition is asked before a referral to Prevent is made? Please describe the route, and say how often it was used in the last year."),
    ),
    "social_care": (
        ("Papers before a panel", "How long before a panel meeting do members receive the papers, and what happens when they come late? Please answer for the last twelve meetings; dates and days are enough."),
    ),
    "local_authority": (
        ("Chairing and minutes of the panel", "Please tell us who has chaired the panel since April, who their deputy is, and how decisions between meetings are recorded. We do not need, and ask you not to send, anything about individual cases."),
        ("Letters in other languages", "Which letters about support does the council send in languages other than English or Welsh, and when is an interpreter offered? Please enclose the templates."),
    ),
    "prison_probation": (
        ("What is voluntary", "How are people told, in writing, which mentoring is a condition of their licence and which is their own choice? Please enclose what they are given."),
    ),
    "provider": (
        ("Changes of mentor", "How often did a person's mentor change in the last year, and how is a change explained to them? Totals are enough."),
    ),
    "home_office": (
        ("Small numbers in published tables", "Please tell us which rule protects small numbers in the tables by area, since when, and who checks them before publication."),
    ),
    "other": (
        ("Guidance to staff", "What guidance do your staff have on making a referral, and whom do they ask when they are unsure?"),
    ),
}  # fmt: skip

REPLIES = (
    "Thank you for your letter. Our designated lead decides, with advice from the local education officer; the procedure is on page 4 of our policy, which I quote below. In the last two years parents were told first in 9 of 11 cases, afterwards in 2. Since January every parent is given a one-page letter. We would welcome your comments on it.",
    "Please find our answer. We do not hold the figure by quarter, only by year: 14 reviews. The instruction was last reviewed in March. We accept that it does not mention workplaces and will change that by the end of the year.",
    "We have looked at the last twelve meetings. Papers went out on average two working days before; in three cases on the same day. The panel has agreed a rule of three days from next month.",
)

WELSH_REPLY = "Diolch am eich llythyr. Atodwn ein templedi yn Gymraeg ac yn Saesneg. / Thank you for your letter. We describe our templates below in both languages."

RECEIVING_NOTES = (
    "Taken down on the telephone and read back to the caller, who agreed that it is right.",
    "Entered from a letter of two pages; the original is in the file.",
    "Told by a visitor, with a friend interpreting. Read back.",
)

TOLD_IN_ENGLISH = "We got a letter in English that we did not understand. Our son is a pupil there. Nobody offered us an interpreter.\n\nWe are afraid that we signed something bad.\n\nWe ask for a letter in Polish."

WRITTEN_IN_POLISH = "Dziękujemy za wiadomość. Aby pójść dalej, chcielibyśmy wiedzieć, czy list był podpisany i z jakiego był dnia. Może Pani lub Pan odpowiedzieć tutaj po polsku."

LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3
"""No line can break inside it: a page that scrolls sideways at 375 pixels shows itself here."""
