"""What became of the invented recommendations: each standing that the public tracker knows, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping

from candour.contexts.recommendations.demonstration.reports import CITY, HO, POLICE
from candour.contexts.recommendations.demonstration.stage import REVIEWER, Plan, Stage
from candour.contexts.recommendations.models import Addressee, Recommendation
from candour.contexts.recommendations.operations import closing, corrections
from candour.contexts.recommendations.submission import Notice

Issued = Mapping[str, Recommendation]


class Stories:
    """One method for each recommendation of the first report, in the order of their numbers, and one for the later."""

    def __init__(self, stage: Stage, first: Issued, later: Issued) -> None:
        self.stage, self.first, self.later = stage, first, later

    def held(self, number: str, body: str, of: Issued | None = None) -> Addressee:
        """What this body is asked by number so-and-so; of the first report where no other is named."""
        asked = (of or self.first)[number]
        return Addressee.objects.get(recommendation=asked, organisation=self.stage.bodies[body])

    def tell(self) -> None:
        """All of them."""
        self._verified_and_closed()
        self._silent()
        self._in_part_and_rejected()
        self._in_principle_with_more_time()
        self._noted_and_passed_on()
        self._claimed()
        self._not_verified_up_to_a_notice()
        self._superseded()
        self._being_delivered()
        self._refused()
        self._in_two_parts()
        self._exceeded_and_not_applicable()
        self._of_the_later_report()

    def _verified_and_closed(self) -> None:
        stage, force, city = self.stage, self.held("1", POLICE), self.held("1", CITY)
        stage.answers(
            force, "accept", 120, reasons="We agree. Cases waited because each side thought that the other would ring.",
            plan="A call within two working days, a note of it in the case file, and a check by supervisors each month.",
            tasks=(
                Plan("Change the instruction for hand-overs", -85, "Prevent team"),
                Plan("Add the note of the call to the case file", -70, "Records unit"),
                Plan("Supervisors check ten files each month", -50, "Supervisors"),
            ),
        )  # fmt: skip
        stage.reports(force, 90, 1, "done", "The instruction was changed and read out at three briefings.")
        stage.reports(force, 88, 2, "started")
        stage.updates(
            force, 84, "The note of the call is in the file for two of three districts; the third follows this month."
        )
        stage.reports(force, 78, 2, "done")
        stage.reports(force, 76, 3, "done", "Ninety-four of a hundred files had the note in time.")
        stage.claims(
            force, 75, "Ninety-four in a hundred hand-overs of the quarter have a note of both sides within two working days.",
            "The supervisors’ monthly check of ten files, three months in a row, kept by the Prevent team.",
        )  # fmt: skip
        stage.verifies(
            force, 50, "Thirty files that we drew ourselves, and the supervisors’ three checks.",
            "We compared the day of the hand-over with the day of the note, on both sides. Twenty-eight of thirty were in time.",
        )  # fmt: skip
        stage.closes(force, 42, closing.close_as_done, "It was done as asked, and the monthly check keeps it so.")
        stage.answers(
            city, "accept", 100, reasons="The council agrees.", plan="The same call and the same note, from the council’s side.",
            tasks=(Plan("Give the coordinators time for the call", -65, "Panel office"),),
        )  # fmt: skip
        stage.reports(city, 64, 1, "done")
        stage.claims(
            city, 60, "Nine in ten since the summer.", "The panel office’s list of hand-overs with both dates."
        )
        stage.verifies(
            city, 20, "The panel office’s list, and fifteen of the files behind it.",
            "We read the files and rang four of those who had taken a case on.",
        )  # fmt: skip

    def _silent(self) -> None:
        stage, held = self.stage, self.held("2", HO)
        until = stage.ahead(-60)
        stage.wants_time(
            held, 110, until, "Figures by region come from four systems, and we want to answer for all of them."
        )
        stage.gives_no_time(
            held, 104, "An answer says what will be done; it does not need the figures. The two months stand."
        )  # fmt: skip
        stage.reminds(held, 80)
        stage.writes(held, 54)

    def _in_part_and_rejected(self) -> None:
        stage, department, city = self.stage, self.held("3", HO), self.held("3", CITY)
        stage.answers(
            department, "accept_in_part", 98,
            reasons="A named person, yes. Telling each family of every change of staff is not possible in all areas.",
            plan="Guidance asks for a named person; areas report whether they can tell families of changes.",
            tasks=(Plan("Put a named person into the guidance", 30, "Guidance team"),),
        )  # fmt: skip
        stage.reports(department, 35, 1, "started", "A draft went to the regions.")
        stage.answers(
            city, "reject", 96, reasons="Families already have the number of the duty desk, which is staffed every day.",
        )  # fmt: skip
        stage.asks_again(
            city, 62, "The duty desk’s log shows that families were asked for their story anew at each call. Please look again."
        )  # fmt: skip
        stage.answers(
            city, "reject", 21,
            reasons="We looked again. The desk now sees the file, so that nobody is asked twice. A named person we cannot promise.",
        )  # fmt: skip

    def _in_principle_with_more_time(self) -> None:
        stage, held = self.stage, self.held("4", HO)
        stage.answers(
            held, "accept_in_principle", 95,
            reasons="One form is right. When it can come depends on a contract that is being let.",
            plan="The form is written into the contract; regions test it on paper until then.",
            tasks=(Plan("Test the form on paper in two regions", 10, "Delivery unit"),),
        )  # fmt: skip
        stage.reports(held, 61, 1, "started")
        stage.updates(held, 60, "Two regions use the form on paper. They ask for fewer fields, and we took out six.")
        stage.wants_time(held, 31, stage.ahead(110), "The contract was let eight weeks later than planned.")
        stage.gives_time(
            held, 23, stage.ahead(95), "The delay has a cause that we could check. The paper form goes on meanwhile."
        )

    def _noted_and_passed_on(self) -> None:
        stage = self.stage
        stage.answers(
            self.held("5", POLICE), "note", 98,
            reasons="We see the point, and have no officers for it this year. We shall say next spring whether we can.",
        )  # fmt: skip
        stage.answers(
            self.held("6", CITY), "pass_on", 97, for_body="Wexcombe and Dale NHS Foundation Trust",
            reasons="First meetings are held by the trust’s team, and the council has no say in whom they bring.",
        )  # fmt: skip

    def _claimed(self) -> None:
        stage, department, city = self.stage, self.held("7", HO), self.held("7", CITY)
        for held, answered, claimed in ((department, 105, 12), (city, 101, 72)):
            stage.answers(
                held, "accept", answered, reasons="Accepted. Nobody should take a case on without it.",
                plan="A course of half a day, and a register of who took it.",
                tasks=(Plan("Hold the course for everybody who takes cases on", -15, "Training team"),),
            )  # fmt: skip
            stage.claims(
                held, claimed, "Everybody who took a case on since the summer has a day in the register.",
                "The register of training, which can be seen at any time.",
            )  # fmt: skip

    def _not_verified_up_to_a_notice(self) -> None:
        stage, held = self.stage, self.held("8", HO)
        stage.answers(
            held, "accept", 115, reasons="We accept that nobody counts them today.",
            plan="Regions are asked once a year, and the department adds up what they say.",
        )  # fmt: skip
        stage.claims(held, 88, "The count was made.", "A table of the regions, which the delivery unit keeps.")
        stage.does_not_verify(
            held, 72, looked_at="The table of the regions.", method="We read it, and asked three regions how they counted.",
            missing="Two regions counted referrals and not cases, and what became of the cases is not said for any.",
            next_on=stage.ahead(-47),
        )  # fmt: skip
        stage.updates(held, 58, "We have asked the two regions to count again.")
        stage.reminds(held, 42)
        stage.writes(held, 28)
        stage.tells_the_public(held, 11)

    def _superseded(self) -> None:
        stage, held = self.stage, self.held("9", POLICE)
        stage.answers(
            held, "accept", 102, reasons="Accepted.", plan="A leaflet in five languages.",
            tasks=(Plan("Write the leaflet with parents", 20, "Communications"),),
        )  # fmt: skip
        stage.closes(
            held, 38, closing.close_as_superseded,
            "A later report asks for one explanation everywhere. What the force began goes into that.",
            successor_id=self.later["1"].id,
        )  # fmt: skip

    def _being_delivered(self) -> None:
        stage, held = self.stage, self.held("10", CITY)
        stage.answers(
            held, "accept", 103, reasons="Accepted. We lost two weeks in one case because nobody knew who held it.",
            plan="One list, kept by the panel office and open to partners, checked each Monday.",
            tasks=(
                Plan("Agree with partners what the list says", -60, "Panel office"),
                Plan("Open the list to partners", 25, "Information services"),
                Plan("Print the list for the weekly meeting", -30, "Panel office"),
            ),
        )  # fmt: skip
        stage.reports(held, 63, 1, "done", "All eight partners agreed.")
        stage.reports(held, 40, 2, "started")
        stage.reports(
            held, 33, 3, "dropped", "Paper copies would be out of date by Tuesday; partners read the list instead."
        )
        stage.updates(held, 18, "Five of eight partners read the list. The other three wait for accounts.")
        stage.wants_time(
            held, 4, stage.ahead(100), "Accounts for the last three partners need an agreement that is being signed."
        )

    def _refused(self) -> None:
        stage, held = self.stage, self.held("11", HO)
        stage.answers(
            held, "reject", 94, reasons="There is no room for it in the programme of bills, and guidance has not been tried yet."
        )  # fmt: skip
        stage.closes(
            held, 56, closing.close_as_refused, "The answer is clear and has its reasons. It stays on record as refused."
        )  # fmt: skip

    def _in_two_parts(self) -> None:
        stage, department, force = self.stage, self.held("12", HO), self.held("12", POLICE)
        stage.answers(
            department, "accept", 99, reasons="Accepted.", plan="A model letter, tested with people who once received one.",
            tasks=(Plan("Test the model letter", -20, "Guidance team"),),
        )  # fmt: skip
        stage.reports(department, 50, 1, "started", "Four of ten conversations were held.")
        stage.reminds(department, 5)
        stage.wants_time(force, 100, stage.ahead(-66), "We answer once the model letter can be read.")
        stage.gives_time(force, 96, stage.ahead(-70), "Both parts belong together; four weeks are enough to read it.")
        stage.answers(
            force, "accept_in_part", 73, reasons="A letter in every case, but where it would put somebody at risk.",
            plan="The letter goes out with the last visit, and a copy into the file.",
        )  # fmt: skip
        stage.does(
            REVIEWER, corrections.correct, 130, recommendation_id=self.first["12"].id,
            said=Notice(
                about="The measure of success",
                was="Of twenty closed cases that are drawn, each has a copy of what was said.",
                instead="Of twenty closed cases that are drawn in each half of a year, each has a copy of what was said.",
                reason="How often cases are drawn was left out when the report was set; a reader asked. Both bodies were told.",
            ),
        )  # fmt: skip

    def _exceeded_and_not_applicable(self) -> None:
        stage, force, city = self.stage, self.held("13", POLICE), self.held("13", CITY)
        stage.answers(
            force, "accept", 110, reasons="Accepted.", plan="A meeting each month, with health and schools at the table too."
        )  # fmt: skip
        stage.claims(
            force, 70, "Three meetings were held, and health and schools came to each.", "The lists of changes of each meeting."
        )  # fmt: skip
        stage.verifies(
            force, 48, "The three lists of changes.", "We read them, and saw four of the eleven changes in files."
        )
        stage.closes(
            force, 44, closing.close_as_exceeded, "More was done than was asked: health and schools take part."
        )
        stage.closes(
            city, 118, closing.close_as_not_applicable,
            "Panel and police of the city now share one office, and a meeting of the two is what they do every day.",
        )  # fmt: skip

    def _of_the_later_report(self) -> None:
        stage, force = self.stage, self.held("1", POLICE, self.later)
        stage.answers(
            force, "accept", 25, reasons="Accepted. We bring in what families told us about our leaflet.",
            plan="A first wording with ten families, then a test with twenty others.",
            tasks=(Plan("Agree on a first wording", 40, "Communications"), Plan("Test it with twenty families", 120, "Prevent team")),
        )  # fmt: skip
        stage.prepares(
            self.held("1", HO, self.later), "accept", 6, reasons="We accept, and will publish the explanation on our pages.",
            plan="We join the force’s work and publish what families found clear.",
            tasks=(Plan("Publish the explanation", 130, "Communications directorate"),),
        )  # fmt: skip
        stage.prepares(
            self.held("2", CITY, self.later), "accept_in_part", 3, submit=False,
            reasons="By telephone within five days, yes. In writing we need",
        )  # fmt: skip
