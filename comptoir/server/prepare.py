"""What must be there before the first request: tables and static files. Quick when nothing has changed."""

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from comptoir.ui import assets
from config.env import Misconfigured

# Static files of packages that no page of ours uses; compressing them takes longer than everything else.
NOT_SERVED = ["ninja", "account", "ext", "htmx-2.js", "htmx-4*", "htmax*", "django-htmx.js"]


def prepare():
    """Migrate and make the static files where needed."""
    check_database()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    made = assets.build()
    if made or static_is_stale():
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=NOT_SERVED)


def check_database():
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Misconfigured("DATABASE_URL", f": la base de données ne répond pas ({str(error).strip().splitlines()[0]})") from None


def static_is_stale():
    """Whether a source is younger than what was collected from it."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return True
    collected_at = manifest.stat().st_mtime
    sources = [path for folder in (settings.BASE_DIR / "comptoir").glob("*/static") for path in folder.rglob("*")]
    return any(path.stat().st_mtime > collected_at for path in sources)
