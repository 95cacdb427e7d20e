"""What invented people told the Commissioner. Plausible and humane, about nobody; slots make them differ.

Each story belongs to a sector and a stage. ``{age}``, ``{months}``, ``{weeks}``, ``{child}``, ``{who}`` are filled in.
Some are very long, some very short, and some in other languages, because that is what people send.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One narrative. ``kind`` and ``connection`` are what its writer chose; ``issues`` what a caseworker may code."""

    sector: str
    stage: str
    kind: str
    connection: str
    happened: str
    effect: str = ""
    change: str = ""


CAMPAIGN = Story("education", "training", "concern", "community",
    "For {months} months our college has asked every student society to fill in a form before a room can be booked for a "
    "speaker from outside: the speaker's religion, political views and social media accounts. The guidance it names says "
    "nothing of the kind.",
    "Three societies have stopped inviting anybody.", "Ask the college to withdraw the form.")  # fmt: skip
"""What the twelve of the campaign tell, each in nearly the same words, as it is with campaigns."""

STORIES: tuple[Story, ...] = (
    Story("education", "referral", "concern", "parent",
        "My {child}, who is {age}, was referred to Prevent after a lesson about the news. We learnt of it only when two "
        "people came to our door {weeks} weeks later. Nobody from the school had rung us first, and we still have not "
        "been shown what was written.",
        "{child_cap} no longer speaks in class and asks every night whether the police will come back.",
        "Parents should be told before, unless that would put the child in danger, and should see what was written."),
    Story("education", "referral", "experience", "referred",
        "I was 16 when my college referred me. A tutor had seen a book in my bag that was on my reading list. I was "
        "asked about my beliefs for an hour, without anybody beside me. It was closed after {weeks} weeks and I never "
        "got a letter that says so.",
        "I changed college. I still do not know who holds my name.",
        "Say in writing when a referral is closed, and what is kept."),
    Story("education", "training", "feedback", "practitioner",
        "I teach in a primary school. Our training was a set of slides from {months} months ago that we clicked through "
        "alone. It did not say what to do when one is unsure, only that one should refer.",
        "Colleagues refer to be on the safe side, and pupils notice.",
        "A person to ring before referring, and examples from schools like ours."),
    Story("education", "referral", "good_practice", "practitioner",
        "Our safeguarding lead asked the local Prevent education officer for advice before anything was written down. "
        "We met the parents together. In the end it was not a referral at all but a talk with the school counsellor, "
        "and the family thanked us.",
        "", "Please tell other schools that one can ask first."),
    Story("education", "data", "concern", "parent",
        "When we moved house {months} months ago the new school already knew that my {child} had once been referred. It "
        "had been closed with no further action. We had not agreed that it be passed on.",
        "{child_cap} was treated as a suspect from the first day.",
        "A closed referral should not follow a child from school to school."),
    Story("education", "consent", "experience", "parent",
        "They said that support was voluntary and in the same breath that social services would be told if we said no. "
        "We signed. The mentor turned out to be kind, and it did help, but that is not consent.",
        "We trusted nobody for months.", "Say honestly what happens when a family says no."),
    Story("police", "assessment", "concern", "referred",
        "An officer came to my work and asked for me at reception, giving the name of the team. Everybody heard. I had "
        "been referred by somebody who, I believe, held a grudge after a quarrel in our street.",
        "My manager moved me to nights {weeks} weeks later.",
        "Ring first, meet somewhere private, and check why somebody refers."),
    Story("police", "closure", "concern", "parent",
        "My {child} ({age}) was told that the case was closed. {months} months later, at the airport, we were stopped "
        "for three hours and an officer read out things from that file.",
        "We missed the funeral we were travelling to.", "Closed must mean closed."),
    Story("police", "referral", "experience", "public",
        "I rang because I was afraid for {who}. The officer listened for a long time, explained what Prevent can and "
        "cannot do, and rang back the next day as promised. I would do it again.",
        "", ""),
    Story("police", "assessment", "concern", "practitioner",
        "I work with cases. For {months} months we have had no supervisor's review on repeat referrals: each is read as "
        "if it were the first. I raised it twice in writing. I am worried that somebody will be missed.",
        "If one of these goes wrong we will say that we did not see it, and that will not be true.",
        "Somebody should look at all referrals of one person together."),
    Story("police", "data", "concern", "referred",
        "I asked for what is held about me. After {weeks} weeks I received four pages of which three are black. One of "
        "the visible lines is about somebody else with a similar name.",
        "I do not know which of us they think I am.", "Correct it, and tell whoever was sent the wrong one."),
    Story("health", "referral", "concern", "referred",
        "I told my psychiatrist about intrusive thoughts that frighten me. I have had them since I was {age}. Instead of "
        "treatment I was referred. I have not told a doctor the truth since.",
        "I stopped my medicine for {weeks} weeks.", "Ask a specialist in my illness before anybody refers."),
    Story("health", "assessment", "concern", "parent",
        "My {child} is autistic and collects facts about wars, as other children collect football stickers. The hospital "
        "school referred. Nobody on the panel knew {child_him} or asked us how {child_he} talks.",
        "A year of appointments about something that {child_he} does not understand.",
        "Somebody who knows autism has to be in the room."),
    Story("health", "support", "good_practice", "practitioner",
        "We agreed with the panel that the mental health team stays the lead and that Prevent steps back. One plan, one "
        "person to ring, reviewed every {weeks} weeks. The patient knew of every step.",
        "", "It could be a model for other trusts."),
    Story("social_care", "panel", "concern", "practitioner",
        "I have been to four panels in {months} months. Twice the paper arrived as the meeting began. We voted within "
        "ten minutes on a child whom nobody in the room had met.",
        "I could not say that the decision was right, and I signed.", "Papers at least three days before."),
    Story("social_care", "support", "experience", "parent",
        "The family worker was the first who asked what we needed and not what we believed. We got help with housing, "
        "and my {child} is back in school.",
        "It changed everything.", "That help should not need a referral to Prevent."),
    Story("local_authority", "panel", "concern", "practitioner",
        "Our panel has had no chair of its own for {months} months. Decisions are taken in a call between two people and "
        "minuted later as if we had all been there.",
        "", "A deputy, and minutes that say who was present."),
    Story("local_authority", "referral", "feedback", "community",
        "We run a youth club. The council asked us to host an evening about Prevent and then published our name on a "
        "list of partners without asking. Half the young people stayed away.",
        "{weeks} weeks of work undone.", "Ask before naming us."),
    Story("local_authority", "consent", "concern", "parent",
        "The letter about support was in English only. My husband and I read Somali. My {child}, who is {age}, had to "
        "read to us that {child_he} was thought to be a danger.",
        "A child should never have to read such a letter aloud.", "An interpreter and a letter that we can read."),
    Story("prison_probation", "referral", "concern", "referred",
        "On my wing everybody who prays together is written down. I was referred when I changed cells to be near an "
        "older man who teaches me to read.",
        "I lost my job in the kitchen for {weeks} weeks.", "Ask what the reason is before writing one."),
    Story("prison_probation", "support", "experience", "referred",
        "After release I was told to attend mentoring. I was never told whether it was part of my licence or my own "
        "choice. I went every week for {months} months because I was afraid of recall.",
        "The mentor was good. Not knowing was not.", "Say in writing what is voluntary."),
    Story("provider", "support", "feedback", "provider",
        "We are told which sessions to deliver and rarely whether they helped. In {months} months nobody asked us for "
        "an outcome, only for invoices. We should like to be judged on what changes.",
        "", "One page of shared outcomes."),
    Story("provider", "support", "concern", "referred",
        "My mentor changed three times in {months} months. Each time I began my story again. The last one talked mostly "
        "about his own life.",
        "I stopped going.", "One person who stays."),
    Story("home_office", "training", "feedback", "practitioner",
        "The new guidance runs to over a hundred pages and appeared {weeks} weeks before we had to follow it. The "
        "examples are of one kind of ideology only.",
        "Colleagues use last year's because they know it.", "A summary for each sector, and time to train."),
    Story("home_office", "data", "concern", "community",
        "Figures for our area were published in such small numbers that everyone here knows which family is meant.",
        "The family has left.", "Do not publish numbers by which people can be known."),
    Story("other", "referral", "concern", "public",
        "My neighbour tells everybody that he reported {who}. I do not know whether it is true. Children shout it after "
        "them in the stairwell of the estate.",
        "", "Somebody should tell people that referring is not a weapon."),
    Story("other", "other", "concern", "public",
        "I want to complain about a parking fine near the police station, and nobody answers my letters.",
        "", "Cancel the fine."),
    Story("other", "data", "experience", "referred",
        "I do not know who referred me. I know only that my application for a job with children was delayed {months} "
        "months and that the word Prevent was used on the telephone.",
        "I took other work.", "Tell people that there is something to ask for."),
)  # fmt: skip

WELSH = Story(
    "education", "referral", "concern", "parent",
    "Cafodd fy {child_cy} ({age} oed) ei atgyfeirio at Prevent ar ôl traethawd ysgol. Ni chawsom wybod dim tan i "
    "swyddogion alw gyda ni {weeks} wythnos yn ddiweddarach, ac nid oedd neb ohonynt yn siarad Cymraeg.",
    "Mae hi'n ofni mynd i'r ysgol.", "Dylid dweud wrth rieni yn gyntaf, yn eu hiaith eu hunain.",
)  # fmt: skip

OTHERS: tuple[tuple[str, Story], ...] = (
    ("Polish", Story("education", "consent", "concern", "parent",
        "Dostaliśmy list po angielsku, którego nie rozumieliśmy. Syn ma {age} lat. Nikt nie zaproponował tłumacza.",
        "Boimy się, że podpisaliśmy coś złego.", "Prosimy o list po polsku.")),
    ("Arabic", Story("police", "assessment", "experience", "referred",
        "جاء شرطيان إلى بيتنا وسألاني عن كتب أقرؤها. كانا مهذبين، لكن أحدًا لم يشرح لي حقوقي ولا ماذا سيحدث بعد ذلك.",
        "لم أنم جيدًا منذ ذلك اليوم.", "أن يُشرح لنا كل شيء بلغتنا.")),
    ("Urdu", Story("education", "referral", "concern", "parent",
        "میری بیٹی کی عمر {age} سال ہے۔ اسکول نے ہمیں بتائے بغیر اس کا نام آگے بھیج دیا۔",
        "وہ اب اسکول نہیں جانا چاہتی۔", "والدین کو پہلے بتایا جائے۔")),
)  # fmt: skip

LONG_PARAGRAPHS: tuple[str, ...] = (
    "I have tried to write this down in the order in which it happened, because I have told it so often that people stop listening half-way.",
    "In the spring the school wrote that it wished to talk about attendance. At the meeting there were five people whom we had not met. One introduced himself by his first name only. It was he who asked, after twenty minutes about attendance, what we talk about at dinner.",
    "I asked what that had to do with attendance. There was a silence, and the head teacher said that it was a routine question. It was not written in the minutes, which I asked for three times and received after eleven weeks with two pages missing.",
    "Then came the visit. I do not want to be unfair: the two officers were polite and took off their shoes. But my mother, who is eighty-one, thought that we were being deported. She was six when that happened to her family before.",
    "I rang the number on the card. It was answered by a machine on Monday, Tuesday and Thursday. On Friday a woman said that she could not discuss a case with me because I was not the subject. The subject is nine.",
    "I wrote to the council. The council wrote back that it was a police matter. I wrote to the police. The police wrote back that the panel is the council's. I put the two letters side by side on the kitchen table and laughed, and then I could not stop crying.",
    "What I want to know is simple. Who decided? On what? Is it over? What is kept, by whom and until when? And who will say to a nine-year-old that he did nothing wrong?",
    "I know that there are people who must be stopped. I would ring that number myself if I were afraid for a child. That is why it matters that it is done well.",
)
"""Repeated in turn, they make the longest text that the form allows."""

WHO = ("my nephew", "a friend's son", "a colleague", "somebody in our congregation", "a former pupil")
CHILDREN = ((("son"), "him", "he"), (("daughter"), "her", "she"))
PLACES = ("Aldermoor", "Northmoor", "Wexcombe", "Lower Llanfihangel", "Strathmarr", "Thornfleet", "")
WHEN = ("last month", "in September", "about a year ago", "I am not sure of the date", "the week before half-term", "")
REPORTERS = (
    "Amina Yusuf Warsame", "Bethan Prydderch", "Callum Fraser-Sinclair", "Dorota Kowalczyk", "Elijah Brathwaite",
    "Fatoumata Diallo", "George Papadimitriou", "Hye-jin Park (박혜진)", "Iestyn Llwyd ap Gruffudd", "Jaswinder Singh Dhaliwal",
    "Krishnamoorthy Venkatasubramanian-Balasubrahmanyam", "Lwazi Ndlovu", "Mairéad Ní Dhomhnaill", "Ng", "Oksana Шевченко",
    "Dr Parisa Hosseini (پریسا حسینی)", "Queenie Achterberg van der Valk-Oosterhuis", "Ravi Patel", "Sorcha O'Malley", "Tamsin Trelawney",
)  # fmt: skip
ACCESS_NEEDS = (
    "I am deaf: please write, do not ring.",
    "I read slowly. Short letters, please, in large print.",
    "I need an interpreter (Somali).",
    "Please do not write to my address; my family does not know.",
)
