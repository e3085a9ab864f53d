"""Who hears of one event, on which channels, and why: the decision alone."""

from hypothesis import given
from hypothesis import strategies as st

from comptoir.notifications.decisions import NEVER, Choice, Origin, decide
from comptoir.notifications.registry import Audience, Channel, Topic

CHANNELS = [str(channel) for channel in Channel]


def topic(code, default, *, critical=False, weight=0):
    return Topic(
        code, "conversations", code, Audience.STAFF, frozenset(default), frozenset(), recipients=list, still_allowed=set, words=str,
        critical=critical, weight=weight,
    )  # fmt: skip


codes = st.sampled_from(["a", "b", "c"])
topic_sets = st.dictionaries(codes, st.tuples(st.sets(st.sampled_from(CHANNELS)), st.booleans(), st.integers(0, 3)), min_size=1)
reason_words = st.sampled_from(["assigned", "recipient", "mentioned"])
set_by = st.sampled_from([Origin.FIRM, Origin.ROLE, Origin.OWN_CHOICE, Origin.IMPOSED])
all_choices = st.dictionaries(st.tuples(codes, st.sampled_from(CHANNELS)), st.builds(Choice, st.booleans(), set_by))


@st.composite
def reasons(draw):
    topics = {code: topic(code, default, critical=critical, weight=weight) for code, (default, critical, weight) in draw(topic_sets).items()}
    pairs = draw(st.lists(st.tuples(st.sampled_from(sorted(topics)), reason_words), min_size=1, max_size=5, unique=True))
    return [(topics[code], reason) for code, reason in pairs]


def is_on(one, channel, choices):
    if one.critical:
        return channel in one.default
    return choices[one.code, channel].is_on if (one.code, channel) in choices else channel in one.default


@given(reasons(), all_choices)
def test_a_channel_is_open_when_one_reason_opens_it_and_only_then(pairs, choices):
    decision = decide(pairs, choices=choices)

    expected = {channel for channel in CHANNELS if any(is_on(one, channel, choices) for one, _reason in pairs)}
    assert set(decision.channels if decision else {}) == expected


@given(reasons(), all_choices)
def test_nothing_is_decided_only_when_no_channel_is_open(pairs, choices):
    decision = decide(pairs, choices=choices)

    assert (decision is None) == (not any(is_on(one, channel, choices) for one, _reason in pairs for channel in CHANNELS))


@given(reasons(), all_choices)
def test_every_reason_is_kept_and_none_is_invented(pairs, choices):
    decision = decide(pairs, choices=choices)

    if decision:
        assert sorted(decision.reasons) == sorted((one.code, reason) for one, reason in pairs)


@given(reasons(), all_choices)
def test_the_heaviest_topic_speaks(pairs, choices):
    decision = decide(pairs, choices=choices)

    if decision:
        weights = {one.code: one.weight for one, _reason in pairs}
        assert weights[decision.topic] == max(weights.values())


@given(reasons(), all_choices)
def test_critical_topics_cannot_be_muted(pairs, choices):
    decision = decide(pairs, choices=choices)

    for one, _reason in pairs:
        if one.critical:
            assert one.default <= set(decision.channels if decision else {})


@given(st.sets(st.sampled_from(CHANNELS)), st.dictionaries(st.sampled_from(CHANNELS), st.builds(Choice, st.booleans(), set_by)))
def test_what_somebody_set_wins_over_the_default_and_says_who(default, chosen):
    decision = decide([(topic("a", default), "assigned")], choices={("a", channel): choice for channel, choice in chosen.items()})

    origins = {channel: Origin.DEFAULT for channel in default if channel not in chosen}
    origins |= {channel: choice.origin for channel, choice in chosen.items() if choice.is_on}
    assert (decision.channels if decision else {}) == origins


channel_sets = st.frozensets(st.sampled_from(list(Channel)))


@given(reasons(), all_choices, channel_sets)
def test_only_channels_that_reach_the_person_are_named(pairs, choices, available):
    decision = decide(pairs, choices=choices, available=available)

    assert set(decision.channels if decision else {}) <= available


@given(reasons(), all_choices, channel_sets, channel_sets)
def test_the_mail_stands_in_for_pushes_that_fail_and_for_nothing_else(pairs, choices, available, failing):
    decision = decide(pairs, choices=choices, available=available, failing=failing)

    channels = decision.channels if decision else {}
    wanted = {channel for channel in Channel if any(is_on(one, channel, choices) for one, _reason in pairs)}
    if Channel.EMAIL in channels and Channel.EMAIL not in wanted:
        assert channels[Channel.EMAIL] == Origin.PUSH_FAILS
        assert wanted & failing & {Channel.WEB, Channel.MOBILE}


class Due:
    """A moment, for the earliest of several."""

    def __init__(self, due_at):
        self.due_at = due_at


@given(reasons(), all_choices, st.dictionaries(codes, st.one_of(st.none(), st.integers(0, 9))))
def test_several_reasons_leave_at_the_earliest_of_their_moments_and_never_closes_one(pairs, choices, moments):
    def moment_of(one, channel):
        due_at = moments.get(one.code, 5)
        return NEVER if due_at is None else Due(due_at)

    decision = decide(pairs, choices=choices, moment_of=moment_of)

    for channel in set(CHANNELS) - {Channel.IN_APP}:
        due = [moments.get(one.code, 5) for one, _reason in pairs if is_on(one, channel, choices)]
        expected = min((one for one in due if one is not None), default=None)
        assert (decision.moments[channel].due_at if decision and channel in decision.moments else None) == expected


@given(reasons(), all_choices, st.randoms())
def test_the_order_of_the_reasons_changes_nothing(pairs, choices, random):
    shuffled = list(pairs)
    random.shuffle(shuffled)

    first, second = decide(pairs, choices=choices), decide(shuffled, choices=choices)

    assert first == second
    assert list(first.channels.items() if first else []) == list(second.channels.items() if second else [])
