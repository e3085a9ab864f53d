from comptoir.firms.portal_page import Section, declare

from .views.policy import choice

declare(Section("security", "links/portal_section.html", lambda request, firm: choice(firm) | {"next": request.path}, order=10))
