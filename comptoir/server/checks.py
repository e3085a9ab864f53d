"""What `python -m comptoir check --deploy` finds unsafe in this configuration, beside Django's own checks."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def check_installation(app_configs, **kwargs):
    findings = [
        (settings.SECRET_KEY_IS_GENERATED, "SECRET_KEY n’est pas donnée : celle du dossier de données sert.", "Donnez SECRET_KEY ou SECRET_KEY_FILE."),
        (not settings.HTTPS, "BASE_URL n’est pas en https : les cookies voyagent en clair.", "BASE_URL=https://…"),
        (settings.SMTP is None, "SMTP_URL est vide : les e-mails restent dans la boîte de la démonstration, que tout le monde peut lire.", "SMTP_URL=smtp://…"),
        (
            not settings.SQLITE and settings.REDIS is None,
            "REDIS_URL est vide : chaque processus compte les essais de mot de passe pour lui seul.",
            "REDIS_URL=redis://…",
        ),
    ]
    return [Warning(message, hint=hint, id=f"comptoir.W00{number}") for number, (found, message, hint) in enumerate(findings, 1) if found]
