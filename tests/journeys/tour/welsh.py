"""The walk through the public door in Welsh, after the English one: it comes to mailboxes that were withdrawn there."""

from __future__ import annotations

from candour.kernel.doors import Door
from tests.journeys.tour import public
from tests.journeys.tour.cases import case
from tests.journeys.tour.walker import Walker, follow, send


def public_site_in_welsh(walk: Walker) -> None:
    """The same, in Welsh."""
    page = walk.page()
    for name in public.SITE:
        walk.open(page, Door.PUBLIC, f"/cy/{name}/" if name else "/cy/", f"cy-site-{name or 'home'}")
    walk.open(page, Door.PUBLIC, "/cy/nothing-here/", "cy-site-not-found")
    walk.open(page, Door.PUBLIC, "/cy/ledger/?digest=nonsense", "cy-ledger-no-digest")
    walk.open(page, Door.PUBLIC, f"/cy/ledger/?digest={'0' * 64}", "cy-ledger-not-there")
    digest = page.locator(".candour-digest").first.inner_text()
    walk.open(page, Door.PUBLIC, f"/cy/ledger/?digest={digest}", "cy-ledger-found")


def telling_in_welsh(walk: Walker) -> None:
    """Each question of the Welsh form once, with what it says is wrong; longer words have to fit as well."""
    page = walk.page()
    walk.open(page, Door.PUBLIC, "/cy/tell/", "cy-tell-start")
    follow(page, page.get_by_role("button", name="Dechrau"))
    for slug, answers in public.ANSWERS.items():
        page.wait_for_url(f"**/cy/tell/{slug}/")
        walk.see(page, f"cy-tell-{slug}")
        public.answer(page, {} if slug == "what-happened" else answers, "Parhau")
        if slug in {"what-happened", "nudge"}:
            walk.see(page, f"cy-tell-{slug}-wrong")
            public.answer(page, answers if slug == "what-happened" else {"nudge_email": ""}, "Parhau")
    walk.see(page, "cy-tell-check-answers")
    follow(page, page.get_by_role("link", name="Ychwanegu ffeiliau"))
    walk.see(page, "cy-tell-files")
    public.add_files(page, "Ychwanegu’r ffeiliau hyn")
    walk.see(page, "cy-tell-files-wrong")
    page.goto(f"{walk.house.public}/cy/tell/about-you/?from=check")
    public.answer(page, {"level": "named", "name": "Blodeuwedd", "identifying": "Dim ond fi."}, "Parhau")
    walk.see(page, "cy-tell-about-you-wrong")
    public.answer(page, {"level": "confidential"}, "Parhau")
    walk.see(page, "cy-tell-check-answers-confidential")
    walk.open(page, Door.PUBLIC, "/cy/tell/delete/", "cy-tell-delete")
    page.goto(f"{walk.house.public}/cy/tell/check-answers/")
    send(page, "Anfon")
    walk.see(page, "cy-tell-receipt")
    send(page, "Rwyf wedi’i chadw")
    walk.see(page, "cy-tell-finished")
    walk.open(page, Door.PUBLIC, "/cy/tell/answers-gone/", "cy-tell-answers-gone")
    walk.open(page, Door.PUBLIC, "/cy/tell/deleted/", "cy-tell-deleted")


def mailboxes_in_welsh(walk: Walker) -> None:
    """A mailbox in each state, and what can be done in it."""
    page = walk.page()
    walk.open(page, Door.PUBLIC, "/cy/check/", "cy-check-ask")
    send(page, "Agor fy mlwch negeseuon")
    walk.see(page, "cy-check-ask-empty")

    def unlock_in_welsh(receipt: str) -> None:
        page.goto(f"{walk.house.public}/cy/check/")
        page.get_by_label("Eich derbynneb").fill(receipt)
        send(page, "Agor fy mlwch negeseuon")

    for what, path in public.MAILBOXES.items():
        unlock_in_welsh(case(path).receipt)
        walk.see(page, f"cy-check-mailbox-{what}")
    unlock_in_welsh(case("agreement asked, no answer yet", 2).receipt)
    send(page, "Anfon y neges")
    walk.see(page, "cy-check-mailbox-wrong")
    page.get_by_label("Eich neges").fill("Diolch. Dyma un peth arall.")
    send(page, "Anfon y neges")
    walk.see(page, "cy-check-message-sent")
    page.goto(f"{walk.house.public}/cy/check/mailbox/")
    walk.see(page, "cy-check-mailbox-opened-again")
    page.get_by_label("Na, peidiwch â dweud wrth y corff").check()
    send(page, "Cadw’r ateb hwn")
    walk.see(page, "cy-check-agreement-noted")
    walk.open(page, Door.PUBLIC, "/cy/check/mailbox/withdraw/", "cy-check-withdraw")
    walk.open(page, Door.PUBLIC, "/cy/check/mailbox/withdrawn/", "cy-check-withdrawn")
    page.goto(f"{walk.house.public}/cy/check/mailbox/")
    page.get_by_label("Eich neges").fill("Teipiwyd yn rhy araf.")
    page.context.clear_cookies(name="candour_public_mailbox")
    send(page, "Anfon y neges")
    walk.see(page, "cy-check-write-again")
    unlock_in_welsh(case("answered").receipt)
    send(page, "Cau’r blwch negeseuon")
    walk.see(page, "cy-check-closed")
