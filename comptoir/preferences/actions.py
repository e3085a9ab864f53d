"""Setting a value, giving one back to what is inherited, imposing, undoing. Each change is one event (X3)."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comptoir.clients.standing import standing_of
from comptoir.events.recording import record_event

from .catalogue import BadValue, Scope, get_setting
from .models import Holder, SettingValue
from .resolver import is_offered, since_of, state_of, values_at

CHANGED = "setting.changed"


class SettingRefused(Exception):
    """A change that cannot be made; its text tells the person why. `key` names the setting."""

    def __init__(self, key, sentence):
        super().__init__(sentence)
        self.key = key


class Imposed(SettingRefused):
    """Somebody wider has decided."""

    def __init__(self, key):
        super().__init__(key, _("Ce réglage est imposé par votre cabinet."))


def change_settings(user, changes, *, by):
    """Set a person's own values, {key: value}, None for what is inherited: all of them or none. Returns the events. Raises SettingRefused, BadValue."""
    return change_settings_at(Holder.of_user(user), changes, by=by)


@transaction.atomic
def change_settings_at(holder, changes, *, by, is_locked=False, step=""):
    """The same for any holder. `step` is written into each event: changes of one step belong together in a history."""
    together = {"step": step} if step else {}
    events = [
        clear_value(holder, key, by=by, **together) if value is None else set_value(holder, key, value, by=by, is_locked=is_locked, **together)
        for key, value in changes.items()
    ]
    return [event for event in events if event]


@transaction.atomic
def set_value(holder, key, value, *, by, is_locked=False, **data):
    """Let `value` stand at `holder`, imposed on everything narrower if `is_locked`. Returns the event, None where nothing changes."""
    setting = settable(holder, key)
    state = {"value": cleaned(setting, value), "locked": is_locked}
    return put(holder, setting, for_newcomers(holder, setting, state), by=by, **data)


def for_newcomers(holder, setting, state):
    """What a firm says from now on, kept from those who are there already until an administrator applies it to them too (F4).

    What is imposed holds for everybody at once; so does what takes an imposition back.
    """
    own = values_at(holder).own(setting.key)
    if not setting.waits_for_newcomers or holder.scope is Scope.USER or state["locked"] or (own and own.is_locked):
        return state
    if own and own.since:
        kept, since = own.kept, own.since
    else:
        kept, since = own and [own.value], timezone.now()
    return state if kept == [state["value"]] else state | {"since": since.isoformat(), "kept": kept}


@transaction.atomic
def clear_value(holder, key, *, by, **data):
    """Return to the inherited value. Returns the event, None where nothing stood."""
    setting = settable(holder, key)
    if setting.store:
        raise SettingRefused(key, _("Ce réglage n’a pas de valeur héritée."))
    own = values_at(holder).own(key)
    # What has reached nobody yet is simply dropped; the others keep what they have.
    stands = {"value": own.kept[0], "locked": False} if own and own.since and own.kept else None
    return put(holder, setting, stands, by=by, **data)


@transaction.atomic
def apply_to_everybody(holder, keys, *, by):
    """Let what waits for newcomers hold for those who were there before too (F4). Who chose for themselves keeps their choice. Returns the events."""
    values, events = values_at(holder), []
    for key in keys:
        own = values.own(key)
        if own and own.since:
            events.append(put(holder, get_setting(key), {"value": own.value, "locked": False}, by=by))
    return events


@transaction.atomic
def undo(event, holder, *, by, **data):
    """Bring back exactly what stood before `event` changed it, be it nothing. Returns the new event, None where it already stands."""
    setting = settable(holder, event.data["key"])
    return put(holder, setting, event.data["before"], by=by, undoes=event.pk, **data)


def settable(holder, key):
    """The setting, if a value of it may stand at this holder now. Raises SettingRefused."""
    setting = get_setting(key)
    if setting is None or holder.scope not in setting.scopes:
        raise SettingRefused(key, _("Ce réglage n’existe pas."))
    if not is_offered(setting, holder):
        raise SettingRefused(key, _("Ce réglage n’existe pas."))
    values = values_at(holder)
    # What was read for the page may be a moment old.
    values.read_again()
    if not setting.store and values.imposing(key):
        raise Imposed(key)
    return setting


def cleaned(setting, value):
    """The value as the setting keeps it. Raises BadValue, which names the setting."""
    try:
        return setting.kind.clean(value)
    except BadValue as problem:
        problem.key = setting.key
        raise


def put(holder, setting, after, *, by, **data):
    """Replace what stands (a state: None, or {"value": …, "locked": …}) and write the change down; nothing at all where it is the same."""
    before = change_fact(holder, setting, after, by) if setting.store else change_row(values_at(holder), setting.key, after, by)
    if before == after:
        return None
    names = {"key": setting.key, "scope": holder.scope, "role": holder.role, "before": before, "after": after}
    return record_event(CHANGED, holder.target, actor=by, firm=firm_of(holder), **names, **data)


def firm_of(holder):
    """The firm in whose audit trail a change stands: the holder's own; for a person, none: preferences belong to the person."""
    return holder.target if holder.scope in (Scope.FIRM, Scope.ROLE) else None


def change_fact(holder, setting, after, by):
    before = {"value": setting.store.read(holder.target), "locked": False}
    if before != after:
        setting.store.write(holder.target, after["value"], by)
    return before


def change_row(values, key, after, by):
    """Insert, update or delete the one row; return the state that it had. Where another tab was faster, what it left is what stood before."""
    while True:
        before = state_of(values.own(key))
        if before == after or changed_from(values.holder, key, before, after, by):
            values.put_own(key, after)
            return before
        values.read_again()


def changed_from(holder, key, before, after, by):
    """Whether the row was still as `before` and is now as `after`."""
    if before is None:
        new = SettingValue(key=key, scope=holder.scope, holder=holder.name, **holder.columns, **columns_of(after, by))
        return inserted(new)
    rows = SettingValue.objects.filter(holder=holder.name, key=key, value=before["value"], is_locked=before["locked"])
    return bool(rows.delete()[0] if after is None else rows.update(**columns_of(after, by)))


def inserted(row):
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def columns_of(state, by):
    waiting = {"since": since_of(state), "kept": state.get("kept")}
    return {"value": state["value"], "is_locked": state["locked"], "set_by": by, "set_at": timezone.now()} | waiting


def may_set(user, holder):
    """Whether `user` may change values of `holder`: one's own, and as administrator those of the firm, its roles, licences and dossiers."""
    if holder.scope is Scope.USER:
        return holder.target.pk == user.pk
    return holder.columns["firm_id"] in standing_of(user).administered_firm_ids
