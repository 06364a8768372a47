"""Every address in one table: whose it is, what it takes, and the handler that answers.

`guard` None is for anybody, signed in or not. `takes` is the model that validates the body; the OpenAPI document and
the tests of access are made of this table, so a new address joins both by standing here.
"""

from collections.abc import Sequence

from aiohttp import web
from pydantic import BaseModel

from server.forms import models
from server.web import door, guards, health
from server.web.api import accounts, feeds, inbox, log, mails, openapi, overview, people, webhooks
from server.web.api.after import archive, closing, record, results
from server.web.api.before import (
    batches,
    claims,
    diaries,
    offers,
    openings,
    panelists,
    plans,
    programmes,
    regencies,
    regency_time,
    rooms,
    sessions,
    templates,
)
from server.web.api.during import control, files, messages, questions, recorder, sheet, slides
from server.web.guards import Guard
from server.web.look import statics
from server.web.pages import home, records
from server.web.pages import results as result_pages
from server.web.pages.anyone import components, oidc, open_data, sign_in, stages, verify
from server.web.pages.anyone import feeds as feed_pages
from server.web.pages.panel import availability, deliberation, sheets
from server.web.pages.panel import session_people as session_pages
from server.web.pages.regency import answering
from server.web.pages.regency import claims as claim_pages
from server.web.pages.regency import offers as offer_pages
from server.web.pages.secretariat import accounts as account_pages
from server.web.pages.secretariat import batches as batch_pages
from server.web.pages.secretariat import (
    booking,
    calendars,
    control_room,
    mail_setup,
    registry,
    replacing,
    search,
    session_list,
    session_secretariat,
)
from server.web.pages.secretariat import inbox as inbox_page
from server.web.pages.secretariat import overview as overview_page
from server.web.pages.secretariat import plans as plan_pages
from server.web.pages.secretariat import programmes as programme_pages
from server.web.pages.secretariat import uploads as list_uploads
from server.web.route import Handler, Route

API = "/api/v1"


def _api(
    method: str,
    path: str,
    handler: Handler,
    guard: Guard | None,
    takes: type[BaseModel] | None = None,
    status: int = 200,
    *,
    lists: bool = False,
) -> Route:
    return Route(method, API + path, handler, guard, takes, status, lists)


API_ROUTES = [
    _api("GET", "/log", log.get_head, None),
    _api("GET", "/log/proof", log.get_proof, None),
    _api("GET", "/time", health.server_time, None),
    _api("GET", "/programmes", programmes.list_programmes, guards.secretariat),
    _api("POST", "/programmes", programmes.add_programme, guards.secretariat, models.ProgrammeIn, 201),
    _api("GET", "/programmes/{id}", programmes.get_programme, guards.secretariat),
    _api("POST", "/programmes/{id}/duplicate", programmes.duplicate, guards.secretariat, models.DuplicateIn, 201),
    _api("POST", "/programmes/{id}/archive", programmes.archive, guards.secretariat),
    _api("GET", "/programmes/{id}/overview", overview.get_overview, guards.secretariat),
    _api("PATCH", "/programmes/{id}", programmes.change_programme, guards.secretariat, models.ProgrammePatch),
    _api("GET", "/programmes/{id}/regencies.xlsx", regencies.as_xlsx, guards.secretariat),
    _api("GET", "/programmes/{id}/regencies", regencies.list_regencies, guards.secretariat),
    _api(
        "POST",
        "/programmes/{id}/regencies",
        regencies.add_regencies,
        guards.secretariat,
        models.RegencyIn,
        201,
        lists=True,
    ),
    _api("PATCH", "/regencies/{id}", regencies.change_regency, guards.secretariat, models.RegencyPatch),
    _api("DELETE", "/regencies/{id}", regencies.remove_regency, guards.secretariat, status=204),
    _api("GET", "/regencies/{id}/claims", claims.get_claims, guards.readers_of_claims),
    _api("PUT", "/regencies/{id}/claims", claims.put_claims, guards.claimants, models.ClaimsIn),
    _api("POST", "/regencies/{id}/claims", claims.put_list, guards.claimants),
    _api("PUT", "/regencies/{id}/claims/{criterion}", claims.put_claim, guards.claimants, models.ClaimIn),
    _api("GET", "/regencies/{id}/availability", regency_time.get_availability, guards.claimants),
    _api(
        "PUT",
        "/regencies/{id}/availability",
        regency_time.put_availability,
        guards.claimants,
        models.SpanIn,
        lists=True,
    ),
    _api("GET", "/programmes/{id}/free", openings.list_free, guards.secretariat),
    _api("GET", "/regencies/{id}/files", claims.list_files, guards.readers_of_claims),
    _api("POST", "/regencies/{id}/files", claims.add_file, guards.claimants, models.RegencyFileIn, 201),
    _api("GET", "/regencies/{id}/files/{fid}", claims.get_file, guards.readers_of_claims),
    _api("POST", "/programmes/{id}/claims", claims.put_programme_list, guards.secretariat),
    _api("GET", "/sessions/{id}/claims", claims.get_frozen, guards.its_people),
    _api("GET", "/programmes/{id}/panelists.xlsx", panelists.as_xlsx, guards.secretariat),
    _api("GET", "/programmes/{id}/panelists", panelists.list_panelists, guards.secretariat),
    _api(
        "POST",
        "/programmes/{id}/panelists",
        panelists.add_panelists,
        guards.secretariat,
        models.PanelistIn,
        201,
        lists=True,
    ),
    _api("PATCH", "/panelists/{id}", panelists.change_panelist, guards.secretariat, models.PanelistPatch),
    _api("DELETE", "/panelists/{id}", panelists.remove_panelist, guards.secretariat, status=204),
    _api("GET", "/panelists/{id}/availability", panelists.get_availability, guards.that_person),
    _api(
        "PUT", "/panelists/{id}/availability", panelists.put_availability, guards.that_person, models.SpanIn, lists=True
    ),
    _api("GET", "/panelists/{id}/calendars", diaries.get_calendars, guards.that_person),
    _api("PUT", "/panelists/{id}/calendars", diaries.put_calendars, guards.that_person, models.CalendarIn, lists=True),
    _api("GET", "/accounts", accounts.list_accounts, guards.secretariat),
    _api("POST", "/accounts", accounts.add_account, guards.secretariat, models.AccountIn, 201),
    _api("PATCH", "/accounts/{id}", accounts.change_account, guards.secretariat, models.AccountPatch),
    _api("DELETE", "/accounts/{id}", accounts.remove_account, guards.secretariat, status=204),
    _api("GET", "/webhooks", webhooks.list_webhooks, guards.secretariat),
    _api("POST", "/webhooks", webhooks.add_webhook, guards.secretariat, models.WebhookIn, 201),
    _api("DELETE", "/webhooks/{id}", webhooks.remove_webhook, guards.secretariat, status=204),
    _api("GET", "/people/{id}/sign-ins", accounts.list_sign_ins, guards.that_person_alone),
    _api("DELETE", "/people/{id}/sign-ins/{sign_in}", accounts.end_sign_in, guards.that_person_alone, status=204),
    _api("GET", "/people/{id}/data", people.get_data, guards.that_person),
    _api("POST", "/people/{id}/erase", people.erase, guards.that_person),
    _api("POST", "/people/{id}/link", people.renew_link, guards.secretariat, models.LinkIn),
    _api("GET", "/people/{id}/feed", feeds.get_feed, guards.that_person),
    _api("POST", "/people/{id}/feed/renew", feeds.renew_feed, guards.that_person),
    _api("GET", "/programmes/{id}/rooms", rooms.list_rooms, guards.secretariat),
    _api("POST", "/programmes/{id}/rooms", rooms.add_room, guards.secretariat, models.RoomIn, 201),
    _api("PATCH", "/rooms/{id}", rooms.change_room, guards.secretariat, models.RoomPatch),
    _api("DELETE", "/rooms/{id}", rooms.remove_room, guards.secretariat, status=204),
    _api("GET", "/programmes/{id}/templates/{kind}", templates.get_template, guards.secretariat),
    _api("PUT", "/programmes/{id}/templates/{kind}", templates.put_template, guards.secretariat, models.TemplateIn),
    _api("DELETE", "/programmes/{id}/templates/{kind}", templates.drop_template, guards.secretariat, status=204),
    _api("GET", "/programmes/{id}/offers", offers.list_offers, guards.secretariat),
    _api("POST", "/programmes/{id}/offers", offers.make, guards.secretariat, models.OfferIn, 201),
    _api("GET", "/offers/{id}", offers.get_offer, guards.readers_of_offers),
    _api("POST", "/offers/{id}/choose", offers.choose, guards.readers_of_offers, models.ChoiceIn),
    _api("GET", "/programmes/{id}/batches", batches.list_batches, guards.secretariat),
    _api("GET", "/batches/{id}", batches.get_batch, guards.secretariat),
    _api("POST", "/batches/{id}/cancel", batches.cancel, guards.secretariat),
    _api("POST", "/programmes/{id}/sessions", sessions.book, guards.secretariat, models.SessionIn, 201),
    _api("GET", "/programmes/{id}/sessions", sessions.list_sessions, guards.secretariat),
    _api("GET", "/sessions/{id}", sessions.get_session, guards.its_people),
    _api("PATCH", "/sessions/{id}", sessions.change, guards.managers, models.SessionPatch),
    _api("POST", "/sessions/{id}/cancel", sessions.cancel, guards.managers, models.ReasonIn),
    _api("POST", "/sessions/{id}/next-phase", control.next_phase, guards.conductors, models.NextPhaseIn),
    _api("POST", "/sessions/{id}/pause", control.pause, guards.conductors, models.MaybeReasonIn),
    _api("POST", "/sessions/{id}/resume", control.resume, guards.conductors, models.MaybeReasonIn),
    _api("POST", "/sessions/{id}/extend", control.extend, guards.conductors, models.ExtendIn),
    _api("POST", "/sessions/{id}/close", control.close, guards.conductors, models.CloseIn),
    _api("POST", "/sessions/{id}/abort", control.abort, guards.conductors, models.ReasonIn),
    _api("POST", "/sessions/{id}/reopen", control.reopen, guards.conductors, models.MinutesIn),
    _api("POST", "/sessions/{id}/undo", control.undo, guards.conductors, models.UndoIn),
    _api("POST", "/sessions/{id}/reveal", control.reveal, guards.conductors, models.MaybeReasonIn),
    _api("POST", "/sessions/{id}/conclude", control.conclude, guards.leaders, models.MaybeReasonIn),
    _api("PUT", "/sessions/{id}/summary", closing.summarise, guards.leaders, models.SummaryIn),
    _api("POST", "/sessions/{id}/excuse", closing.excuse, guards.managers, models.ExcuseIn),
    _api("POST", "/sessions/{id}/late", closing.decide_late, guards.conductors, models.LateIn),
    _api("POST", "/sessions/{id}/paper", closing.put_paper, guards.managers, models.PaperIn),
    _api("POST", "/sessions/{id}/paper/confirm", closing.confirm_paper, guards.its_people, models.ConfirmIn),
    _api("POST", "/sessions/{id}/rsvp", sessions.answer, guards.its_people, models.RsvpIn),
    _api("GET", "/sessions/{id}/sheet", sheet.get_sheet, guards.panel),
    _api("POST", "/sessions/{id}/sheet/declare", sheet.declare, guards.panel, models.DeclareIn),
    _api("POST", "/sessions/{id}/sheet/submit", sheet.submit, guards.panel),
    _api("PUT", "/sessions/{id}/sheet/{criterion}", sheet.put_score, guards.panel, models.ScoreIn),
    _api("PUT", "/sessions/{id}/sheet/{criterion}/moderated", sheet.moderate, guards.panel, models.ModeratedIn),
    _api("GET", "/sessions/{id}/questions", questions.list_questions, guards.shared),
    _api(
        "POST", "/sessions/{id}/questions", questions.add_question, guards.panel_and_secretariat, models.QuestionIn, 201
    ),
    _api(
        "PATCH",
        "/sessions/{id}/questions/{qid}",
        questions.change_question,
        guards.panel_and_secretariat,
        models.QuestionPatch,
    ),
    _api("POST", "/sessions/{id}/questions/{qid}/reply", questions.reply, guards.asked_regency, models.ReplyIn),
    _api("GET", "/sessions/{id}/events", sessions.events, guards.its_people),
    _api("GET", "/sessions/{id}/files", files.list_files, guards.shared),
    _api("POST", "/sessions/{id}/files", files.add_file, guards.shared, models.FileLinkIn, 201),
    _api("GET", "/sessions/{id}/files/{fid}", files.get_file, guards.shared),
    _api("GET", "/sessions/{id}/files/{fid}/slides", slides.count, guards.shared),
    _api("GET", "/sessions/{id}/files/{fid}/slides/{n}.webp", slides.show, guards.shared),
    _api("GET", "/sessions/{id}/record.json", record.as_json, guards.readers_of_the_record),
    _api("GET", "/sessions/{id}/record.jsonl", record.as_jsonl, guards.readers_of_the_record),
    _api("GET", "/sessions/{id}/record.csv", record.as_csv, guards.readers_of_the_record),
    _api("GET", "/sessions/{id}/record.xlsx", record.as_xlsx, guards.readers_of_the_record),
    _api("GET", "/sessions/{id}/record.pdf", record.as_pdf, guards.readers_of_the_record),
    _api("POST", "/sessions/{id}/record.pdf", record.bring_signed, guards.managers),
    _api("GET", "/sessions/{id}/chapters.vtt", record.as_chapters, guards.shared),
    _api("POST", "/sessions/{id}/recording/start", recorder.start, guards.conductors, models.TakeIn, 201),
    _api("PUT", "/sessions/{id}/recording/{take}/{n}", recorder.put_piece, guards.conductors),
    _api("POST", "/sessions/{id}/recording/{take}/stop", recorder.stop, guards.conductors),
    _api("GET", "/sessions/{id}/recording", recorder.show, guards.listeners),
    _api("GET", "/sessions/{id}/recording/{take}", recorder.play, guards.listeners),
    _api("GET", "/sessions/{id}/recording.vtt", recorder.as_vtt, guards.listeners),
    _api("GET", "/sessions/{id}/transcript", recorder.read_transcript, guards.listeners),
    _api("POST", "/programmes/{id}/messages", messages.send, guards.secretariat, models.MessageIn, 201),
    _api("GET", "/sessions/{id}/bookmarks", recorder.list_bookmarks, guards.panel_and_secretariat),
    _api(
        "POST", "/sessions/{id}/bookmarks", recorder.add_bookmark, guards.panel_and_secretariat, models.BookmarkIn, 201
    ),
    _api("GET", "/programmes/{id}/archive.zip", archive.as_zip, guards.secretariat),
    _api("POST", "/sessions/{id}/late/{entry}/admit", closing.admit, guards.conductors, models.ReasonIn),
    _api("POST", "/sessions/{id}/late/{entry}/refuse", closing.refuse, guards.conductors, models.ReasonIn),
    _api("POST", "/sessions/{id}/sign", closing.sign, guards.panel),
    _api("POST", "/programmes/{id}/plans", plans.begin, guards.secretariat, models.PlanIn, 202),
    _api("GET", "/programmes/{id}/plans", plans.list_plans, guards.secretariat),
    _api("POST", "/programmes/{id}/repairs", plans.repair, guards.secretariat, models.RepairIn, 201),
    _api("GET", "/plans/{id}", plans.get_plan, guards.secretariat),
    _api("GET", "/plans/{id}/events", plans.events, guards.secretariat),
    _api("POST", "/plans/{id}/stop", plans.stop, guards.secretariat),
    _api("POST", "/plans/{id}/again", plans.again, guards.secretariat, status=202),
    _api("PATCH", "/plans/{id}/sessions/{code}", plans.change, guards.secretariat, models.PlannedPatch),
    _api("POST", "/plans/{id}/sessions/{code}/check", plans.check, guards.secretariat, models.PlannedPatch),
    _api("POST", "/plans/{id}/accept", plans.accept, guards.secretariat, models.AcceptIn),
    _api("GET", "/programmes/{id}/results.json", results.as_json, guards.readers_of_results),
    _api("GET", "/programmes/{id}/results.csv", results.as_csv, guards.readers_of_results),
    _api("GET", "/programmes/{id}/results.xlsx", results.as_xlsx, guards.readers_of_results),
    _api("GET", "/programmes/{id}/results/checklist", results.checklist, guards.secretariat),
    _api("POST", "/programmes/{id}/results/publish", results.publish, guards.secretariat, models.PublicationIn, 201),
    _api("GET", "/programmes/{id}/results/releases", results.list_releases, guards.readers_of_results),
    _api("GET", "/programmes/{id}/results/releases/{version}", results.get_release, guards.secretariat),
    _api("GET", "/programmes/{id}/results/objections", results.list_objections, guards.readers_of_results),
    _api("POST", "/programmes/{id}/results/objections", results.object_to, guards.objectors, models.ObjectionIn, 201),
    _api("POST", "/objections/{id}/answer", results.answer_objection, guards.secretariat, models.ObjectionAnswerIn),
    _api("GET", "/sessions/{id}/mails", mails.list_mails, guards.managers),
    _api("POST", "/mails/{id}/resend", mails.resend, guards.secretariat),
    _api("GET", "/mails/{id}", mails.get_mail, guards.secretariat),
    _api("GET", "/programmes/{id}/mails", mails.list_of_programme, guards.secretariat),
    _api("GET", "/programmes/{id}/mails/delivery", mails.delivery, guards.secretariat),
    _api("POST", "/sessions/{id}/remind", mails.remind, guards.managers),
    _api("GET", "/inbox", inbox.list_inbox, guards.secretariat),
    _api("GET", "/inbox/{id}", inbox.get_mail, guards.secretariat),
    _api("GET", "/inbox/{id}/raw", inbox.get_raw, guards.secretariat),
    _api("POST", "/inbox/dismiss", inbox.dismiss_several, guards.secretariat, models.SeveralIn),
    _api("POST", "/inbox/{id}/confirm", inbox.confirm, guards.secretariat, models.ConfirmAnswerIn),
    _api("POST", "/inbox/{id}/accept-time", inbox.accept_time, guards.secretariat),
    _api("POST", "/inbox/{id}/decline-time", inbox.decline_time, guards.secretariat, models.DeclinedTimeIn),
    _api("POST", "/inbox/{id}/resend", inbox.resend, guards.secretariat),
    _api("POST", "/inbox/{id}/reply", inbox.reply, guards.secretariat, models.LinesIn),
    _api("POST", "/inbox/{id}/invite", inbox.invite, guards.secretariat),
    _api("POST", "/inbox/{id}/assign", inbox.assign, guards.secretariat, models.AssignIn),
    _api("POST", "/inbox/{id}/dismiss", inbox.dismiss, guards.secretariat),
]

OPEN_ROUTES = [
    Route("GET", "/api/openapi.json", openapi.document, None),
    Route("GET", "/calendar/{token}.ics", feeds.serve_feed, None),
    Route("GET", "/healthz", health.healthz, None),
    Route("GET", "/readyz", health.readyz, None),
    Route("GET", "/metrics", health.metrics, None),
]

PAGE_ROUTES = [
    Route("GET", "/enter/{token}", sign_in.show_enter, None),
    Route("POST", "/enter/{token}", sign_in.enter, None),
    Route("POST", "/sign-out", sign_in.sign_out, None),
    Route("GET", "/sign-in", account_pages.show_sign_in, None),
    Route("POST", "/sign-in", account_pages.ask_to_sign_in, None),
    Route("GET", oidc.BEGIN, oidc.begin, None),
    Route("GET", oidc.BACK, oidc.back, None),
    Route("GET", "/account", account_pages.mine, guards.anyone),
    Route("POST", "/account/sign-ins/{sign_in}", account_pages.end_sign_in, guards.anyone),
    Route("GET", "/accounts", account_pages.show, guards.secretariat),
    Route("POST", "/accounts", account_pages.add, guards.secretariat),
    Route("POST", "/accounts/{id}", account_pages.change, guards.secretariat),
    Route("POST", "/accounts/{id}/remove", account_pages.remove, guards.secretariat),
    Route("POST", "/language", sign_in.choose_language, None),
    Route("GET", "/components", components.show, None),
    Route("GET", "/answer/{token}", home.show_answer, None),
    Route("POST", "/answer/{token}", home.answer, None),
    Route("GET", "/", home.home, None),
    Route("GET", "/my-sessions", home.mine, guards.anyone),
    Route("POST", "/programmes/new", programme_pages.add, guards.secretariat),
    Route("GET", "/programmes/{id}", programme_pages.show, guards.secretariat),
    Route("POST", "/programmes/{id}", programme_pages.change, guards.secretariat),
    Route("GET", "/programmes/{id}/overview", overview_page.show, guards.secretariat),
    Route("GET", "/batches/{id}", batch_pages.show, guards.secretariat),
    Route("POST", "/batches/{id}/cancel", batch_pages.cancel, guards.secretariat),
    Route("GET", "/offers/{id}", offer_pages.show, guards.readers_of_offers),
    Route("POST", "/offers/{id}", offer_pages.choose, guards.readers_of_offers),
    Route("GET", "/programmes/{id}/calendar", calendars.week, guards.secretariat),
    Route("GET", "/programmes/{id}/day", calendars.day, guards.secretariat),
    Route("GET", "/programmes/{id}/sessions", session_list.show, guards.secretariat),
    Route("GET", "/search", search.show, guards.secretariat),
    Route("GET", "/programmes/{id}/sessions.xlsx", session_list.as_xlsx, guards.secretariat),
    Route("POST", "/programmes/{id}/sessions/remind", session_list.remind, guards.secretariat),
    Route("GET", "/programmes/{id}/mails", session_secretariat.list_mails, guards.secretariat),
    Route("GET", "/programmes/{id}/book", booking.show_new, guards.secretariat),
    Route("POST", "/programmes/{id}/book", booking.book, guards.secretariat),
    Route("GET", "/programmes/{id}/regencies", registry.list_regencies, guards.secretariat),
    Route("POST", "/programmes/{id}/regencies", registry.add_regency, guards.secretariat),
    Route("POST", "/programmes/{id}/regencies/import", list_uploads.check_regencies, guards.secretariat),
    Route("POST", "/programmes/{id}/regencies/import/use", list_uploads.use_regencies, guards.secretariat),
    Route("POST", "/programmes/{id}/regencies/shipped", registry.import_shipped, guards.secretariat),
    Route("GET", "/regencies/{id}", registry.show_regency, guards.secretariat),
    Route("POST", "/regencies/{id}", registry.change_regency, guards.secretariat),
    Route("POST", "/regencies/{id}/remove", registry.remove_regency, guards.secretariat),
    Route("GET", "/programmes/{id}/panelists", registry.list_panelists, guards.secretariat),
    Route("POST", "/programmes/{id}/panelists", registry.add_panelist, guards.secretariat),
    Route("POST", "/programmes/{id}/panelists/import", list_uploads.check_panelists, guards.secretariat),
    Route("POST", "/programmes/{id}/panelists/import/use", list_uploads.use_panelists, guards.secretariat),
    Route("GET", "/programmes/{id}/panelists/{person}", registry.show_panelist, guards.secretariat),
    Route("POST", "/programmes/{id}/panelists/{person}", registry.change_panelist, guards.secretariat),
    Route("POST", "/programmes/{id}/panelists/{person}/remove", registry.remove_panelist, guards.secretariat),
    Route("POST", "/people/{id}/link", registry.renew_link, guards.secretariat),
    Route("GET", "/people/{id}/feed", feed_pages.show, guards.that_person),
    Route("POST", "/people/{id}/feed/renew", feed_pages.renew, guards.that_person),
    Route("GET", "/people/{id}/availability", availability.show, guards.that_person),
    Route("POST", "/people/{id}/availability", availability.change, guards.that_person),
    Route("POST", "/people/{id}/availability/upload", availability.upload, guards.that_person),
    Route("GET", "/programmes/{id}/plans", plan_pages.list_plans, guards.secretariat),
    Route("POST", "/programmes/{id}/plans", plan_pages.begin, guards.secretariat),
    Route("POST", "/programmes/{id}/repairs", plan_pages.repair, guards.secretariat),
    Route("GET", "/plans/{id}", plan_pages.show, guards.secretariat),
    Route("POST", "/plans/{id}/stop", plan_pages.stop, guards.secretariat),
    Route("POST", "/plans/{id}/accept", plan_pages.accept, guards.secretariat),
    Route("POST", "/plans/{id}/again", plan_pages.again, guards.secretariat),
    Route("GET", "/plans/{id}/week", plan_pages.week, guards.secretariat),
    Route("GET", "/plans/{id}/compare", plan_pages.compare, guards.secretariat),
    Route("GET", "/plans/{id}/sessions/{code}", plan_pages.show_session, guards.secretariat),
    Route("POST", "/plans/{id}/sessions/{code}", plan_pages.change_session, guards.secretariat),
    Route("POST", "/mails/{id}/resend", session_secretariat.resend, guards.secretariat),
    Route("GET", "/mail-settings", mail_setup.show, guards.secretariat),
    Route("POST", "/mail-settings/test", mail_setup.test, guards.secretariat),
    Route("GET", "/inbox", inbox_page.show, guards.secretariat),
    Route("POST", "/inbox/dismiss", inbox_page.dismiss_several, guards.secretariat),
    Route("POST", "/inbox/{item}/{action}", inbox_page.decide, guards.secretariat),
    Route("GET", "/sessions/{id}", session_secretariat.show, guards.its_people),
    Route("GET", "/sessions/{id}/change", booking.show_change, guards.managers),
    Route("POST", "/sessions/{id}/change", booking.change, guards.managers),
    Route("POST", "/sessions/{id}/cancel", session_secretariat.cancel, guards.managers),
    Route("POST", "/sessions/{id}/remind", session_secretariat.remind, guards.managers),
    Route("POST", "/sessions/{id}/replace", replacing.replace, guards.managers),
    Route("POST", "/sessions/{id}/address", replacing.correct_address, guards.managers),
    Route("GET", "/programmes/{id}/results", result_pages.show, guards.readers_of_results),
    Route("GET", "/programmes/{id}/results/provinces", result_pages.by_province, guards.secretariat),
    Route("GET", "/programmes/{id}/results/criteria", result_pages.by_criterion, guards.secretariat),
    Route("GET", "/programmes/{id}/results/panel", result_pages.panel, guards.secretariat),
    Route("GET", "/programmes/{id}/results/publication", result_pages.publication, guards.secretariat),
    Route("POST", "/programmes/{id}/results/publish", result_pages.publish, guards.secretariat),
    Route("GET", "/programmes/{id}/results/releases/{version}", result_pages.show_release, guards.secretariat),
    Route("GET", "/programmes/{id}/results/regencies/{code}", result_pages.profile, guards.readers_of_a_result),
    Route(
        "GET", "/programmes/{id}/results/regencies/{code}/letter.pdf", result_pages.letter, guards.readers_of_a_result
    ),
    Route(
        "POST",
        "/programmes/{id}/results/regencies/{code}/objections",
        result_pages.object_to,
        guards.readers_of_a_result,
    ),
    Route("POST", "/objections/{id}/answer", result_pages.answer_objection, guards.secretariat),
    Route("GET", "/regencies/{id}/claims", claim_pages.show, guards.readers_of_claims),
    Route("POST", "/regencies/{id}/claims", claim_pages.put, guards.claimants),
    Route("POST", "/regencies/{id}/claims/files", claim_pages.add_file, guards.claimants),
    Route("POST", "/sessions/{id}/rsvp", session_pages.answer, guards.its_people),
    Route("POST", "/sessions/{id}/declare", session_pages.declare, guards.panel),
    Route("POST", "/sessions/{id}/questions", session_pages.ask, guards.panel_and_secretariat),
    Route("POST", "/sessions/{id}/questions/{qid}", session_pages.change_question, guards.panel_and_secretariat),
    Route("POST", "/sessions/{id}/questions/{qid}/reply", answering.reply, guards.asked_regency),
    Route("POST", "/sessions/{id}/questions/{qid}/files", answering.add_file, guards.asked_regency),
    Route("POST", "/sessions/{id}/files", session_pages.add_file, guards.its_people),
    Route("POST", "/sessions/{id}/sign", session_pages.sign, guards.panel),
    Route("GET", "/sessions/{id}/deliberation", deliberation.show, guards.panel_and_secretariat),
    Route("POST", "/sessions/{id}/deliberation", deliberation.act, guards.panel_and_secretariat),
    Route("GET", "/sessions/{id}/minutes", records.show_minutes, guards.panel_and_secretariat),
    Route("GET", "/sessions/{id}/replay", records.replay, guards.panel_and_secretariat),
    Route("GET", "/verify", verify.show, None),
    Route("POST", "/verify", verify.check, None),
    Route("GET", "/sessions/{id}/sheet", sheets.show, guards.panel),
    Route("POST", "/sessions/{id}/sheet", sheets.put, guards.panel),
    Route("GET", "/sessions/{id}/control", control_room.show, guards.conductors),
    Route("POST", "/sessions/{id}/control/{control}", control_room.control, guards.conductors),
    Route("POST", "/sessions/{id}/late/{entry}/{decision}", control_room.decide_late, guards.conductors),
    Route("POST", "/sessions/{id}/message", control_room.tell, guards.managers),
    Route("POST", "/sessions/{id}/stage", control_room.open_stage, guards.conductors),
    Route("GET", "/programmes/{id}/results/open", open_data.show, None),
    Route("GET", "/programmes/{id}/results/open/table", open_data.table, None),
    Route("GET", "/programmes/{id}/results/open/{file}", open_data.file, None),
    Route("GET", "/stage/{token}", stages.show, None),
    Route("GET", "/stage/{token}/events", stages.events, None),
]

ROUTES = [*API_ROUTES, *OPEN_ROUTES, *PAGE_ROUTES]


SAVES = API + "/sessions/{id}/sheet/{criterion}"  # looked at first of all that begins like it: nothing is as frequent


def add_to(app: web.Application, table: Sequence[Route] = ROUTES) -> None:
    """Adds every address to the application, with its guard at the door."""
    app[openapi.ROUTES] = tuple(API_ROUTES)
    app[door.GUARDS] = {(route.method, route.path): route.guard for route in table if route.guard is not None}
    statics.add_to(app)
    for route in sorted(table, key=lambda route: route.path != SAVES):
        app.router.add_route(route.method, route.path, route.handler)
        if route.method == "GET" and not route.path.endswith("/events"):
            app.router.add_route("HEAD", route.path, route.handler)
