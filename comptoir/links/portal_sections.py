"""The firm's policy on «Paramètres > Portail client» (K5)."""

from comptoir.firms.portal_page import Section, declare

from .views.policy import portal_section

declare(Section("security", "links/portal_section.html", portal_section, order=50))
