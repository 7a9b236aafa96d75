"""The way in: the first page, beginning, and coming back with the private link."""

from flask import (
    Blueprint,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from dd_toolkit.operations import assessments
from dd_toolkit.operations.clock import now
from dd_toolkit.web import speaking, visits
from dd_toolkit.web.context import database, toolkit

bp = Blueprint("start", __name__)

MAIN_SET = "due-diligence"
SHORT_SETS = ("quick-check", "household")


@bp.get("/")
def home() -> str:
    """What this is, and where to begin."""
    questionnaires = [
        speaking.in_language(one) for one in toolkit().library.questionnaires.values()
    ]
    main = next((q for q in questionnaires if q.id == MAIN_SET), questionnaires[0])
    others = [q for q in questionnaires if q is not main]
    return render_template(
        "start/home.html",
        main=main,
        short=[q for q in others if q.id in SHORT_SETS],
        organisations=visits.my_organisations(),
        others=[q for q in others if q.id not in SHORT_SETS],
        mine=[
            visits.in_language(case)
            for assessment_id in visits.my_assessments()[:5]
            if (case := assessments.open_case(database(), assessment_id))
        ],
    )


@bp.post("/start")
def begin() -> Response:
    """Begin an assessment and go to the profile."""
    questionnaire = toolkit().library.questionnaires.get(request.form.get("set", ""))
    if questionnaire is None:
        abort(422)
    assessment_id = visits.new_id()
    assessments.begin(
        database(),
        questionnaire,
        assessment_id=assessment_id,
        visit_secret=visits.visit_secret(),
        at=now(),
    )
    return redirect(url_for("answering.profile", assessment_id=assessment_id), 303)


@bp.get("/return")
def return_page() -> str:
    """Come back to an assessment on any device."""
    return render_template("start/return.html", wrong=False)


@bp.post("/return")
def come_back() -> Response | tuple[str, int]:
    """Open the assessment of the private link's code."""
    assessment_id = visits.open_with_code(request.form.get("code", "")[:100])
    if assessment_id is None:
        return render_template("start/return.html", wrong=True), 422
    return redirect(url_for("answering.overview", assessment_id=assessment_id), 303)


@bp.post("/leave")
def leave() -> Response:
    """Forget this device: for computers that others use too."""
    visits.leave()
    return redirect(url_for("start.home"), 303)


@bp.get("/method")
def method() -> str:
    """How the score is worked out, for anyone."""
    return render_template("start/method.html")
