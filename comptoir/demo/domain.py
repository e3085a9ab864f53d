"""The firm's own domain, as it waits for its record at whoever manages the firm's names."""

from comptoir.portal.domains import register_domain


def show_domain(firm, people):
    register_domain(firm, "portail.lormeau.example", by=people["alix"])
