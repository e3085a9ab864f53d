"""The parts of the pages about answering: two charts drawn on the server, and the hours of a working day."""

from dataclasses import dataclass
from datetime import datetime, time

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.ui.moments import on_the_day

register = template.Library()

# Of a chart, in units of its own; the page stretches it.
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 520, 210, 46, 12, 30
BAR = 0.62


@dataclass(frozen=True)
class Part:
    """One part of a working day, as two time fields."""

    name: str
    start: str
    end: str


@register.filter
def parts_of_day(line):
    """The two parts of a working day for their fields, as they stand or as they were typed."""
    spans = [text.partition("-")[::2] for text in line.value] + [("", ""), ("", "")]
    return [Part(name, *span) for name, span in zip([_("Matin"), _("Après-midi")], spans[:2], strict=True)]


@register.filter
def hours(minutes):
    """Worked minutes as people say them: «45 min», «7 h», «7 h 30»; a dash for none."""
    if minutes is None:
        return "–"
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    whole, rest = divmod(minutes, 60)
    if rest:
        return _("%(hours)s h %(minutes)s") % {"hours": number_format(whole, use_l10n=True), "minutes": f"{rest:02}"}
    return _("%(hours)s h") % {"hours": number_format(whole, use_l10n=True)}


@register.filter
def week_label(week):
    """«23 nov.», the Monday that begins it."""
    return on_the_day(datetime.combine(week.starts_on, time.min), "DAY")


@dataclass(frozen=True)
class Shape:
    """One piece of a bar: where it stands, what kind it is, what it counts."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    value: int
    says: str


@dataclass(frozen=True)
class Point:
    """One week of a line: where it stands and what it counts."""

    x: float
    y: float
    value: int
    says: str


@dataclass(frozen=True)
class Mark:
    """Words beside the chart."""

    x: float
    y: float
    label: str


@register.inclusion_tag("conversations/chart.html")
def questions_chart(weeks):
    """A bar for each week: answered in time, answered late, not answered yet."""
    top = nice(max(week.asked for week in weeks))
    shapes = [shape for number, week in enumerate(weeks) for shape in pieces_of(number, week, len(weeks), top)]
    return frame(weeks, top, str) | {"id": "questions-chart", "title": _("Questions par semaine"), "shapes": shapes}


@register.inclusion_tag("conversations/chart.html")
def times_chart(weeks, target):
    """Median and ninth decile of the time to the answer, and the target as a line."""
    highest = max([target, *(week.ninetieth or 0 for week in weeks)])
    top = nice(-(-highest // 60)) * 60
    lines = [line_of(weeks, name, top) for name in ("ninetieth", "median")]
    context = {"id": "times-chart", "title": _("Temps jusqu’à la réponse"), "lines": lines, "target": height_of(target, top)}
    return frame(weeks, top, hours) | context


def frame(weeks, top, say):
    """What both charts stand on: the scale at the left, the weeks below."""
    scale = [Mark(LEFT, height_of(value, top), say(value)) for value in (0, top // 2, top)] if top > 1 else [Mark(LEFT, height_of(0, top), say(0))]
    # Every other week, the last among them: there is no room for more words.
    below = [Mark(middle_of(number, len(weeks)), HEIGHT - 8, week_label(week)) for number, week in enumerate(weeks) if (len(weeks) - number) % 2]
    return {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH, "scale": scale, "below": below}


def pieces_of(number, week, count, top):
    """The pieces of one bar, from below; none for what is none."""
    below, width = 0, step(count) * BAR
    for kind, value, says in (("in-time", week.in_time, in_time_says), ("late", week.late, late_says), ("unanswered", week.unanswered, unanswered_says)):
        if value:
            y = height_of(below + value, top)
            yield Shape(round(middle_of(number, count) - width / 2, 1), y, round(width, 1), round(height_of(below, top) - y, 1), kind, value, says(week, value))
        below += value


def in_time_says(week, value):
    return ngettext("Semaine du %(week)s : %(count)s réponse à temps", "Semaine du %(week)s : %(count)s réponses à temps", value) % said(week, value)


def late_says(week, value):
    return ngettext("Semaine du %(week)s : %(count)s réponse tardive", "Semaine du %(week)s : %(count)s réponses tardives", value) % said(week, value)


def unanswered_says(week, value):
    return ngettext("Semaine du %(week)s : %(count)s question sans réponse", "Semaine du %(week)s : %(count)s questions sans réponse", value) % said(
        week, value
    )


def said(week, value):
    return {"week": week_label(week), "count": value}


def line_of(weeks, name, top):
    """The points of one line; a week without answers has none."""
    answered = [(number, week, getattr(week, name)) for number, week in enumerate(weeks) if getattr(week, name) is not None]
    points = [Point(middle_of(number, len(weeks)), height_of(minutes, top), minutes, point_says(week, minutes)) for number, week, minutes in answered]
    return {"kind": name, "points": points, "path": " ".join(f"{point.x},{point.y}" for point in points)}


def point_says(week, minutes):
    return _("Semaine du %(week)s : %(time)s") % {"week": week_label(week), "time": hours(minutes)}


def nice(highest):
    """The end of a scale, not below: an even number that people read easily."""
    for power in range(len(str(highest))):
        for end in (2, 4, 6, 8) if power == 0 else (10, 12, 16, 20, 24, 30, 40, 50, 60, 80):
            if (scaled := end * 10 ** max(power - 1, 0)) >= highest:
                return scaled
    return 10 ** len(str(highest))


def step(count):
    return (WIDTH - LEFT) / count


def middle_of(number, count):
    return round(LEFT + step(count) * (number + 0.5), 1)


def height_of(value, top):
    """How far from above a value stands."""
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top, 1)
