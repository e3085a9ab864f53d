from comptoir.firms.portal_page import Section, declare

from .views.domain import domain_context

declare(Section("domain", "portal/domain_section.html", lambda request, firm: domain_context(firm), order=20))
