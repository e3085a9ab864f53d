"""Every address of the site and who may go there. An address that is not in this table makes the walk fail: say whom it is for, and it will be checked."""

from dataclasses import dataclass, field

from django.urls import URLPattern, get_resolver

VISITOR, VERA, GASTON, JULES, HELENE, LUC, MARIE = "visitor", "vera", "gaston", "jules", "helene", "luc", "marie"
ROLES = [VISITOR, VERA, GASTON, JULES, HELENE, LUC, MARIE]
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {VISITOR}
MEMBERS = frozenset({VERA, LUC, MARIE})
ADMINISTRATORS = frozenset({VERA})
CLIENTS_OF_THE_FIRM = frozenset({GASTON, JULES, HELENE})
OF_THE_DOSSIER = frozenset({MARIE})
# And its client's users, whatever their level.
IN_THE_DOSSIER = frozenset({MARIE, JULES, HELENE})
# Administrators and chartered accountants, each for their own.
REVIEWERS = frozenset({VERA, MARIE})
COLLEAGUES = frozenset({LUC, MARIE})
IN_THE_CONVERSATION = frozenset({MARIE, HELENE})
NOBODY_HERE = frozenset()


@dataclass(frozen=True)
class Place:
    """An address by its name and arguments (names of what is planted), for whom, by which methods, and what is posted there."""

    name: str
    who: frozenset
    args: tuple = ()
    methods: str = "GET"
    post: dict = field(default_factory=dict)
    query: str = ""


TABLE = [
    # The front door
    Place("home", SIGNED_IN, methods="GET POST"),
    Place("portal", CLIENTS_OF_THE_FIRM, ("slug",), "GET POST"),
    # A firm's look: pages before the sign-in and mails show it
    Place("portal_logo", EVERYBODY, ("slug", "logo"), "GET OPEN"),
    Place("portal_picture", EVERYBODY, ("slug", "background_picture"), "GET OPEN"),
    Place("portal_look", EVERYBODY, ("slug",), "GET OPEN", query="?v={look}"),
    Place("operator", NOBODY_HERE, methods="GET POST"),
    Place("no_access", SIGNED_IN, methods="GET POST"),
    Place("language", EVERYBODY, methods="POST", post={"language": "fr"}),
    # Doors of mail servers and of providers of short messages, which this installation has no secret for
    Place("inbound_mail", NOBODY_HERE, methods="GET POST OPEN"),
    Place("inbound_sms", NOBODY_HERE, methods="GET POST OPEN"),
    Place("inbound_sms_status", NOBODY_HERE, methods="GET POST OPEN"),
    Place("service_worker", EVERYBODY),
    Place("manifest", EVERYBODY),
    Place("offline", EVERYBODY),
    Place("healthz", EVERYBODY, methods="GET POST"),
    Place("readyz", EVERYBODY, methods="GET POST"),
    Place("security_txt", EVERYBODY, methods="GET POST"),
    Place("mailbox", NOBODY_HERE, methods="GET POST"),
    Place("mailbox_message", NOBODY_HERE, ("mail",), "GET POST"),
    Place("account_login", EVERYBODY, methods="GET POST"),
    Place("account_logout", EVERYBODY, methods="GET POST"),
    Place("account_signup", EVERYBODY, methods="GET POST"),
    Place("account_inactive", EVERYBODY),
    Place("account_reauthenticate", SIGNED_IN, methods="GET POST"),
    Place("mfa_reauthenticate", SIGNED_IN, methods="GET POST"),
    Place("mfa_reauthenticate_webauthn", SIGNED_IN, methods="GET POST"),
    Place("mfa_authenticate", EVERYBODY, methods="GET POST"),
    Place("mfa_login_webauthn", EVERYBODY, methods="GET POST"),
    Place("account_reset_password", EVERYBODY, methods="GET POST"),
    Place("account_reset_password_done", EVERYBODY),
    Place("account_reset_password_from_key", EVERYBODY, ("uid", "key"), "GET POST"),
    Place("account_reset_password_from_key_done", EVERYBODY),
    # The firm
    Place("search", SIGNED_IN, methods="GET POST", query="?q=zibeline"),
    Place("clients", MEMBERS, methods="GET POST", query="?q=zibeline"),
    Place("new_client", MEMBERS, methods="GET POST", post={"name": ""}),
    Place("new_client_company", MEMBERS, methods="POST", post={"siren": "1"}),
    Place("client", OF_THE_DOSSIER, ("client",), "GET POST"),
    Place("client_notes", OF_THE_DOSSIER, ("client",), "GET POST", {"body": "Intrusion"}),
    Place("client_note_preview", OF_THE_DOSSIER, ("client",), "POST", {"body": "Zibeline"}),
    Place("client_notes_reading", OF_THE_DOSSIER, ("client",), "POST"),
    Place("client_note", OF_THE_DOSSIER, ("client", "client_note"), "GET POST", {"body": "Intrusion"}),
    Place("client_note_deletion", OF_THE_DOSSIER, ("client", "client_note"), "POST"),
    Place("client_note_restoration", OF_THE_DOSSIER, ("client", "client_note"), "POST"),
    Place("dossier", OF_THE_DOSSIER, ("dossier",), "GET POST"),
    Place("members", MEMBERS, methods="GET POST"),
    Place("teams", MEMBERS, methods="GET POST"),
    Place("licences", MEMBERS, methods="GET POST"),
    Place("imports", MEMBERS, methods="GET POST"),
    Place("import", NOBODY_HERE, ("import",)),
    Place("import_run", NOBODY_HERE, ("import",), "POST"),
    Place("import_report", NOBODY_HERE, ("import",)),
    # Oneself
    Place("settings", SIGNED_IN, methods="GET POST"),
    Place("settings_page", SIGNED_IN, ("profile",), "GET POST"),
    Place("settings_page", SIGNED_IN, ("signature",), "GET POST"),
    Place("settings_page", SIGNED_IN, ("security",), "GET POST"),
    Place("settings_page", MEMBERS, ("away",), "GET POST"),
    Place("settings_page", SIGNED_IN, ("preferences",), "GET POST"),
    Place("settings_page", SIGNED_IN, ("history",), "GET POST"),
    Place("setting", SIGNED_IN, ("appearance.theme",), "POST", {"value": "dark"}),
    Place("setting_inheritance", SIGNED_IN, ("appearance.theme",), "POST"),
    Place("setting_reversal", OF_THE_DOSSIER, ("setting_change",), "POST"),
    # Participation in conversations: whoever works in the firm or is served by it, for their own dossiers
    Place("settings_page", SIGNED_IN, ("conversations",), "GET POST"),
    Place("conversation_setting", SIGNED_IN, ("conversations.language",), "POST", {"value": "nl"}),
    Place("conversation_setting_inheritance", SIGNED_IN, ("conversations.language",), "POST"),
    Place("participation", SIGNED_IN, query="?q=zibeline"),
    Place("participation_rows", SIGNED_IN, query="?licence=1"),
    Place("participation_heads", SIGNED_IN),
    Place("participation_choice", IN_THE_DOSSIER, ("dossier_scope", "dossier"), "POST", {"turned": "entrepreneur", "on": "entrepreneur"}),
    Place("participation_inheritance", IN_THE_DOSSIER, ("dossier_scope", "dossier"), "POST", {"side": "entrepreneur"}),
    Place("participation_alignment", IN_THE_DOSSIER, ("dossier_scope", "dossier"), "POST", {"side": "entrepreneur"}),
    Place("participation_recommendation", SIGNED_IN, methods="POST"),
    Place("participation_reversal", OF_THE_DOSSIER, ("participation_change",), "POST"),
    # Of the firm's administrators: Vera is one, of another firm, and sees her own
    Place("settings_page", SIGNED_IN, ("notifications",), "GET POST"),
    Place("notification_simulation", SIGNED_IN),
    Place("notification_inheritance", SIGNED_IN, methods="POST"),
    Place("topic_choice", SIGNED_IN, ("conversation.message",), "POST", {"channels": "email"}),
    Place("topic_reversal", SIGNED_IN, ("conversation.message",), "POST", {"event": "1"}),
    Place("topic_inheritance", SIGNED_IN, ("conversation.message",), "POST"),
    Place("notification_policy", ADMINISTRATORS),
    Place("notification_application", ADMINISTRATORS, ("firm",), "GET POST"),
    Place("policy_topic_choice", ADMINISTRATORS, ("firm", "conversation.message"), "POST", {"channels": "email"}),
    Place("policy_topic_reversal", ADMINISTRATORS, ("firm", "conversation.message"), "POST", {"event": "1"}),
    Place("policy_topic_inheritance", ADMINISTRATORS, ("firm", "conversation.message"), "POST"),
    Place("policy", ADMINISTRATORS, methods="GET POST"),
    Place("policy_setting", ADMINISTRATORS, ("firm", "appearance.theme"), "POST", {"value": "dark"}),
    Place("policy_inheritance", ADMINISTRATORS, ("firm", "appearance.theme"), "POST"),
    Place("answering_settings", ADMINISTRATORS),
    # What clients must show; each administrator for their own firm
    Place("portal_security", ADMINISTRATORS),
    Place("portal_security_preset", ADMINISTRATORS, methods="POST", post={"preset": "mfa"}),
    Place("portal_security_reversal", NOBODY_HERE, ("setting_change",), "POST"),
    # Unique links: whoever has none finds nothing (whoever has one: tests/links)
    Place("link", NOBODY_HERE, ("forged_token",), "GET POST OPEN"),
    Place("link_entry", NOBODY_HERE, ("forged_token",), "POST OPEN"),
    Place("link_code", NOBODY_HERE, ("forged_token",), "POST OPEN"),
    Place("link_renewal", NOBODY_HERE, ("forged_token",), "POST OPEN"),
    Place("portal_settings", ADMINISTRATORS),
    Place("portal_activation", ADMINISTRATORS, methods="POST"),
    Place("portal_deactivation", ADMINISTRATORS, methods="GET POST"),
    Place("portal_brand", ADMINISTRATORS, methods="POST", post={"shows": "name"}),
    Place("portal_logo_removal", ADMINISTRATORS, methods="POST"),
    Place("portal_background", ADMINISTRATORS, methods="POST", post={"background": "plum"}),
    Place("portal_picture_removal", ADMINISTRATORS, methods="POST"),
    Place("portal_preview", ADMINISTRATORS, methods="POST"),
    Place("portal_address", ADMINISTRATORS, methods="POST", post={"slug": "intrusion"}),
    Place("team_mode", NOBODY_HERE, ("team",), "POST", {"mode": "round_robin"}),
    Place("session_closure", OF_THE_DOSSIER, ("session",), "POST"),
    Place("other_sessions_closure", SIGNED_IN, methods="POST"),
    Place("new_token", SIGNED_IN, methods="GET POST"),
    Place("token_revocation", OF_THE_DOSSIER, ("token",), "POST"),
    Place("own_photo", MEMBERS, methods="POST"),
    Place("photo_removal", MEMBERS, methods="POST"),
    Place("photo", COLLEAGUES, ("person_with_photo", "photo_size"), "GET OPEN"),
    Place("email_changes", SIGNED_IN, methods="POST"),
    Place("email_change_resending", SIGNED_IN, methods="POST"),
    Place("email_change_cancellation", SIGNED_IN, methods="POST"),
    Place("email_change_confirmation", NOBODY_HERE, ("key",), "GET POST OPEN"),
    Place("email_change_stop", NOBODY_HERE, ("key",), "GET POST OPEN"),
    # Each asks first whether it is still the same person, whatever stands behind it.
    Place("second_factor_enrolment", SIGNED_IN),
    Place("authenticator_app", SIGNED_IN, methods="GET POST"),
    Place("authenticator_app_removal", SIGNED_IN, methods="GET POST"),
    Place("recovery_codes", SIGNED_IN, methods="GET POST"),
    Place("new_passkey", SIGNED_IN, methods="GET POST"),
    Place("passkey", SIGNED_IN, ("passkey",), "GET POST"),
    Place("passkey_removal", SIGNED_IN, ("passkey",), "GET POST"),
    Place("member_factors", NOBODY_HERE, ("member",), "GET POST", {"reason": "Intrusion"}),
    # Absences: one of Marie's to come and one that is over; Paul stands in, and no administrator of her firm walks here
    Place("absence", SIGNED_IN, methods="POST"),
    Place("absence_simulation", MEMBERS, methods="POST", post={"is_away": "on"}),
    Place("planned_absence", OF_THE_DOSSIER, ("absence",), "GET POST", {"starts_on": "2020-01-01"}),
    Place("planned_absence_simulation", OF_THE_DOSSIER, ("absence",), "POST"),
    Place("absence_return", OF_THE_DOSSIER, ("absence_over",)),
    Place("absence_return_reading", OF_THE_DOSSIER, ("absence_over",), "POST"),
    Place("conversation_taking_back", OF_THE_DOSSIER, ("absence_over",), "POST"),
    Place("absence_brief", OF_THE_DOSSIER, ("absence",)),
    Place("absence_cancellation", OF_THE_DOSSIER, ("absence",), "POST"),
    Place("firm_absences", ADMINISTRATORS),
    Place("new_firm_absence", NOBODY_HERE, methods="GET POST", query="?member={membership}"),
    Place("new_firm_absence_simulation", NOBODY_HERE, methods="POST", query="?member={membership}"),
    Place("firm_absence", NOBODY_HERE, ("absence",), "GET POST"),
    Place("firm_absence_simulation", NOBODY_HERE, ("absence",), "POST"),
    Place("firm_absence_cancellation", NOBODY_HERE, ("absence",), "POST"),
    Place("notifications", SIGNED_IN),
    Place("bell", SIGNED_IN),
    Place("latest_notifications", SIGNED_IN),
    Place("notifications_reading", SIGNED_IN, methods="POST"),
    Place("address_retry", SIGNED_IN, methods="POST"),
    Place("notification", OF_THE_DOSSIER, ("notification",)),
    Place("why", OF_THE_DOSSIER, ("notification",)),
    Place("devices", SIGNED_IN, methods="POST", post={"endpoint": "intrusion"}),
    Place("device_key", SIGNED_IN),
    Place("device", OF_THE_DOSSIER, ("device",), "GET POST", {"name": "Intrusion"}),
    Place("device_test", OF_THE_DOSSIER, ("device",), "POST"),
    Place("device_removal", OF_THE_DOSSIER, ("device_to_remove",), "POST"),
    Place("told", IN_THE_CONVERSATION, ("conversations.conversation", "conversation")),
    Place("unsubscribe", NOBODY_HERE, ("forged_token",), "GET POST OPEN"),
    # Accounts with other software: Marie's own; nobody else sees it, the administrator neither
    Place("settings_page", MEMBERS, ("external-accounts",), "GET POST"),
    Place("new_external_account", MEMBERS),
    Place("new_external_account_of_kind", MEMBERS, ("inpi",), "GET POST", {"username": "Intrusion"}),
    Place("external_account", OF_THE_DOSSIER, ("external_account",), "GET POST", {"username": "Intrusion"}),
    Place("external_account_test", OF_THE_DOSSIER, ("external_account",), "POST"),
    Place("external_account_deletion", OF_THE_DOSSIER, ("external_account_to_remove",), "GET POST"),
    # Requests for validation: one by Paul to Marie. Who sees it and may not do it is told so, and nothing changes
    Place("validations", MEMBERS, query="?q=zibeline"),
    Place("validations", MEMBERS, query="?box=all"),
    Place("new_validation", MEMBERS, methods="GET POST", post={"dossier": "dossier", "subject": "Intrusion", "body": "x"}, query="?dossier={dossier}"),
    Place("new_validation_preview", OF_THE_DOSSIER, methods="POST", post={"dossier": "dossier", "subject": "Zibeline"}),
    Place("validation", OF_THE_DOSSIER, ("validation",)),
    Place("validation_withdrawal", OF_THE_DOSSIER, ("validation",), "POST"),
    Place("validation_reminder", OF_THE_DOSSIER, ("validation",), "POST"),
    Place("validation_reading", OF_THE_DOSSIER, ("validation",), "POST"),
    Place("validation_refusal", OF_THE_DOSSIER, ("validation",), "POST", {"reason": "Intrusion"}),
    Place("validation_acceptance", OF_THE_DOSSIER, ("validation",), "POST"),
    # Invitations: one by Marie to somebody of the client's without account; everybody has a page of their own, which is empty
    Place("waiting_invitations", SIGNED_IN),
    Place("invitations_acceptance", SIGNED_IN, methods="POST", post={"invitation": "invitation"}),
    Place("invitation_renewal", NOBODY_HERE, ("forged_token",), "POST OPEN"),
    # Conversations: one between Marie and Hélène, with a note
    Place("conversations", SIGNED_IN, methods="GET POST", query="?q=zibeline"),
    Place("conversations", SIGNED_IN, methods="GET POST", query="?box=closed"),
    Place("conversations", SIGNED_IN, methods="GET POST", query="?box=unassigned"),
    Place("conversations", SIGNED_IN, methods="GET POST", query="?box=alone"),
    Place("conversations", SIGNED_IN, methods="GET POST", query="?dossier={dossier}&assignee=user:1"),
    Place("conversation_counts", SIGNED_IN),
    Place("conversation_filters", MEMBERS, query="?dossier={dossier}"),
    Place("saved_views", MEMBERS, methods="GET POST", post={"name": ""}),
    Place("saved_view", OF_THE_DOSSIER, ("saved_view",), "POST", {"name": "Intrusion"}),
    Place("saved_view_first", OF_THE_DOSSIER, ("saved_view",), "POST", {"first": "yes"}),
    Place("saved_view_deletion", OF_THE_DOSSIER, ("saved_view_to_remove",), "POST"),
    Place(
        "new_conversation", SIGNED_IN, methods="GET POST", post={"dossier": "dossier", "subject": "Intrusion", "body": "Intrusion"}, query="?dossier={dossier}"
    ),
    Place("new_conversation_preview", SIGNED_IN, methods="POST", post={"dossier": "dossier"}),
    Place("conversation_reply_preview", IN_THE_CONVERSATION, ("conversation",), "POST", {"body": "Zibeline ?"}),
    Place("new_conversation_recipients", SIGNED_IN, query="?dossier={dossier}"),
    Place("answering", REVIEWERS),
    Place("answering_line", REVIEWERS),
    Place("coverage", REVIEWERS, query="?q=zibeline"),
    Place("coverage_line", REVIEWERS),
    Place("conversation", IN_THE_CONVERSATION, ("conversation",)),
    Place("conversation_channel", OF_THE_DOSSIER, ("conversation",), "GET POST", {"channel": "email"}),
    # A mail that came to that conversation and waits for a colleague
    Place("incoming", MEMBERS, query="?q=zibeline"),
    Place("incoming", MEMBERS, query="?box=accepted"),
    Place("incoming_line", MEMBERS),
    Place("incoming_one", OF_THE_DOSSIER, ("incoming",), query="?q=zibeline"),
    Place("incoming_file", OF_THE_DOSSIER, ("incoming", "incoming_file")),
    Place("incoming_file", NOBODY_HERE, ("incoming", "file")),
    Place("incoming_acceptance", OF_THE_DOSSIER, ("incoming",), "POST", {"conversation": "x"}),
    Place("incoming_discard", OF_THE_DOSSIER, ("incoming_to_discard",), "POST"),
    Place("conversation_thread", IN_THE_CONVERSATION, ("conversation",)),
    Place("conversation_news", IN_THE_CONVERSATION, ("conversation",), query="?after=0"),
    Place("conversation_reply", IN_THE_CONVERSATION, ("conversation",), "POST", {"body": "Intrusion"}),
    Place("conversation_note", OF_THE_DOSSIER, ("conversation",), "POST", {"body": "Intrusion"}),
    Place("conversation_assignment", OF_THE_DOSSIER, ("conversation",), "POST", {"assignee": ""}),
    Place("conversation_assignment_form", OF_THE_DOSSIER, ("conversation",)),
    Place("conversation_participants", IN_THE_CONVERSATION, ("conversation",), "GET POST", {"people": "0"}),
    Place("participant_removal", OF_THE_DOSSIER, ("conversation_of_jules", "jules"), "POST"),
    Place("conversation_confidentiality", OF_THE_DOSSIER, ("conversation",), "POST"),
    # What surrounds writing: Marie's own answers, drafts, sleep, missions of the firm (kept by its administrators; Vera's own list is empty)
    Place("canned_answers", MEMBERS, query="?q=zibeline"),
    Place("new_canned_answer", MEMBERS, methods="GET POST", post={"title": "", "body": "Intrusion"}),
    Place("canned_answer_preview", MEMBERS, methods="POST", post={"body": "Bonjour"}),
    Place("canned_answer", OF_THE_DOSSIER, ("canned_answer",), "GET POST", {"title": "", "body": "Intrusion"}),
    Place("canned_answer_deletion", OF_THE_DOSSIER, ("canned_answer_to_remove",), "GET POST"),
    Place("conversation_answers", OF_THE_DOSSIER, ("conversation",)),
    Place("conversation_answer", OF_THE_DOSSIER, ("conversation", "canned_answer")),
    Place("conversation_answer_insertion", OF_THE_DOSSIER, ("conversation",), "POST", {"body": "Intrusion"}),
    Place("conversation_classification", OF_THE_DOSSIER, ("conversation",), "GET POST", {"due_on": "2027-01-15"}),
    Place("conversation_snooze", OF_THE_DOSSIER, ("conversation",), "POST", {"until": "tomorrow"}),
    Place("conversation_waking", OF_THE_DOSSIER, ("conversation",), "POST"),
    Place("conversation_draft", IN_THE_CONVERSATION, ("conversation",), "POST", {"body": "Intrusion"}),
    Place("conversation_writing", OF_THE_DOSSIER, ("conversation",)),
    Place("conversation_people", OF_THE_DOSSIER, ("conversation",)),
    Place("new_conversation_draft", SIGNED_IN, methods="POST", post={"body": "", "dossier": "dossier"}),
    Place("missions", ADMINISTRATORS, methods="GET POST", post={"name": ""}),
    Place("usual_missions", ADMINISTRATORS, methods="POST"),
    Place("mission", NOBODY_HERE, ("mission",), "GET POST", {"name": "Intrusion"}),
    Place("mission_removal", NOBODY_HERE, ("mission",), "GET POST"),
    Place("conversation_reading", IN_THE_CONVERSATION, ("conversation",), "POST"),
    Place("conversation_file", IN_THE_CONVERSATION, ("conversation", "file")),
    Place("conversation_file", OF_THE_DOSSIER, ("conversation", "note_file")),
    # The file of one conversation through the address of another that one does see
    Place("conversation_file", NOBODY_HERE, ("conversation_of_jules", "file")),
    Place("conversation_file", NOBODY_HERE, ("conversation_of_jules", "note_file")),
    Place("message_resending", OF_THE_DOSSIER, ("conversation", "message"), "POST"),
    Place("message_resending", NOBODY_HERE, ("conversation_of_jules", "message"), "POST"),
    Place("message_deliveries", OF_THE_DOSSIER, ("conversation", "message")),
    Place("message_deliveries", NOBODY_HERE, ("conversation_of_jules", "message")),
    Place("delivery_resending", OF_THE_DOSSIER, ("conversation", "message", "delivery"), "POST"),
    Place("delivery_resending", NOBODY_HERE, ("conversation_of_jules", "message", "delivery"), "POST"),
    Place("conversation_texting", OF_THE_DOSSIER, ("conversation",), "GET POST", {"body": "Zibeline"}),
    Place("conversation_closure", OF_THE_DOSSIER, ("conversation",), "POST"),
    Place("conversation_reopening", IN_THE_CONVERSATION, ("conversation",), "POST"),
    Place("many_conversations", MEMBERS, methods="POST", post={"change": "close", "ids": "conversation", "sure": "yes"}),
    Place("many_conversations", MEMBERS, methods="POST", post={"change": "assign", "ids": "conversation"}),
    Place("many_conversations_undo", MEMBERS, methods="POST"),
]
# The API has its own walk, with tokens: tests/api.
WALKED_ELSEWHERE = {"api"}


def every_address(patterns=None, namespace=""):
    """The names of all addresses of the site, "namespace:name" below a namespace."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif pattern.namespace not in WALKED_ELSEWHERE:
            yield from every_address(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
